"""How a trace stands in a document: as a picture of corotrace's own, or as a node of another extension's."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docutils import nodes

from corotrace.integrations.sphinx.pictures import picture
from corotrace.trace import Trace

OUTPUTS = ("image", "uml", "mermaid")


@dataclass(frozen=True)
class Partner:
    """Another extension that draws.

    Args:
        extension: what conf.py calls it.
        package: what pip calls it.
    """

    extension: str
    package: str


PARTNERS: Mapping[str, Partner] = {
    "uml": Partner("sphinxcontrib.plantuml", "sphinxcontrib-plantuml"),
    "mermaid": Partner("sphinxcontrib.mermaid", "sphinxcontrib-mermaid"),
}


def embed(trace: Trace, output: str, drawing: dict[str, Any], alt: str, document: str) -> list[nodes.Element]:
    """A trace as nodes of a document.

    Args:
        trace: what is drawn.
        output: one of ``OUTPUTS``.
        drawing: how it is drawn: arguments of `Trace.to_puml_pages`.
        alt: what to say to who does not see it.
        document: the name of the document, as Sphinx has it.

    Returns:
        A node for each page.
    """
    if output == "mermaid":
        from sphinxcontrib.mermaid import mermaid

        pages = trace.to_mermaid_pages(**drawing)
        return [mermaid(code=page, options={}, alt=said) for page, said in zip(pages, _alts(alt, pages), strict=True)]
    pages = trace.to_puml_pages(**drawing)
    alts = _alts(alt, pages)
    if output == "uml":
        from sphinxcontrib.plantuml import plantuml

        folder, name = posixpath.split(document)
        return [
            plantuml(uml=page, alt=alt, incdir=folder, filename=name) for page, alt in zip(pages, alts, strict=True)
        ]
    return [picture(puml=page, alt=alt) for page, alt in zip(pages, alts, strict=True)]


def _alts(alt: str, pages: Sequence[str]) -> list[str]:
    """What to say of each page."""
    return [alt if len(pages) == 1 else f"{alt} Page {number} of {len(pages)}." for number in range(1, len(pages) + 1)]
