"""A node for one page of a diagram, and the moment when it becomes a picture of a kind that the builder takes."""

import hashlib
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from corotrace._version import __version__
from corotrace.errors import CorotraceError
from corotrace.files import write_whole
from corotrace.renderers import render

_FORMATS = {"image/svg+xml": "svg", "image/png": "png"}
_WIDTH = re.compile(rb'<svg[^>]* width="(\d+)')

_logger = getLogger(__name__)


class picture(nodes.General, nodes.Element):  # noqa: N801 - nodes of docutils are named like this
    """One page of a diagram: its PlantUML text ``puml``, and ``alt`` for who does not see it."""


def draw_pictures(app: Sphinx, document: nodes.document, name: str) -> None:
    """Replace each picture of a document by an image, or, where that fails, by its text, with a warning.

    Sphinx calls it when a document is written, for only then is it known what the builder takes, and in one process,
    even where several read and write documents, so that one engine draws all pictures.

    Args:
        app: the application.
        document: the document.
        name: what Sphinx calls it.
    """
    for node in list(document.findall(picture)):
        try:
            node.replace_self(_image(app, node, name))
        except CorotraceError as error:
            _logger.warning("corotrace: %s", error, location=node, type="corotrace")
            node.replace_self(nodes.literal_block(node["puml"], node["puml"], language="text"))


def _image(app: Sphinx, node: picture, document: str) -> nodes.Element:
    kind = next((kind for kind in _FORMATS if kind in app.builder.supported_image_types), None)
    if kind is None:  # this builder writes text
        return nodes.paragraph("", f"[{node['alt']}]")
    path = _drawn(Path(app.doctreedir) / "corotrace", node["puml"], _FORMATS[kind])
    app.env.images.add_file(document, str(path))
    image = nodes.image(uri=str(path), candidates={kind: str(path)}, alt=node["alt"], classes=["corotrace"])
    if width := _WIDTH.match(path.read_bytes()):
        image["width"] = f"{width[1].decode()}px"  # the one it has; Sphinx links images of a given width to the file
    return image


def _drawn(folder: Path, puml: str, suffix: str) -> Path:
    digest = hashlib.sha256(f"{__version__}\n{puml}".encode()).hexdigest()[:16]
    path = folder / f"corotrace-{digest}.{suffix}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, render(puml, suffix))
    return path
