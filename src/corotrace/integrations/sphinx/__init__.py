"""A Sphinx extension: the directive ``corotrace`` runs a program and draws what it did."""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from corotrace._version import __version__
from corotrace.integrations.sphinx.directive import CorotraceDirective
from corotrace.integrations.sphinx.embed import OUTPUTS, PARTNERS
from corotrace.integrations.sphinx.pictures import draw_pictures, picture

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive and its one setting to a Sphinx application; Sphinx calls it.

    Args:
        app: the application.

    Returns:
        What Sphinx has to know: documents can be read and written by several processes at once.
    """
    app.add_config_value("corotrace_output", "image", "env", types=frozenset({str}))
    app.add_node(picture)
    app.add_directive("corotrace", CorotraceDirective)
    app.add_css_file("corotrace.css")
    app.connect("config-inited", _check_output)
    app.connect("builder-inited", _add_static_files)
    app.connect("doctree-resolved", draw_pictures)
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_static_files(app: Sphinx) -> None:
    app.config.html_static_path.append(str(Path(__file__).with_name("static")))


def _check_output(app: Sphinx, config: Config) -> None:
    output = config.corotrace_output
    if output not in OUTPUTS:
        raise ConfigError(f"corotrace_output = {output!r} in conf.py: write one of {', '.join(map(repr, OUTPUTS))}")
    partner = PARTNERS.get(output)
    if partner and partner.extension not in app.extensions:
        raise ConfigError(
            f"corotrace_output = {output!r} in conf.py needs the extension {partner.extension!r}: "
            f"pip install {partner.package}, and add {partner.extension!r} to extensions"
        )
