"""Sphinx's settings: ``sphinx-build -n -W docs build/docs`` makes the pages."""

import re
from pathlib import Path

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx.addnodes import download_reference, pending_xref
from sphinx.application import Sphinx

import corotrace

project = "corotrace"
author = "The corotrace authors"
release = corotrace.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "corotrace.integrations.sphinx"]
exclude_patterns = ["examples"]

myst_heading_anchors = 3
default_role = "py:obj"
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 88
nitpick_ignore_regex = [
    ("py:.*", r"(?!corotrace).*|.*\._[A-Z]\w*|corotrace\.diagram\..*"),  # not ours, type variables, and inner rooms
]

html_theme = "furo"
html_title = "corotrace"
html_show_copyright = False


#: Pages that stand outside of docs/ where GitHub shows them, and their names here.
ELSEWHERE = {
    "README.md": "index",
    "CHANGELOG.md": "changes",
    "CONTRIBUTING.md": "contributing",
    "decisions": "decisions/index",
}


def setup(app: Sphinx) -> None:
    """Let Sphinx read the documents as GitHub shows them."""
    app.add_lexer("mermaid", TextLexer)  # GitHub draws it
    app.connect("doctree-read", _lead_links_here)
    app.connect("doctree-read", _open_pictures)


def _lead_links_here(_: Sphinx, document: nodes.document) -> None:
    """Links that are right on GitHub lead to the pages that Sphinx makes of the same files."""
    for link in list(document.findall(pending_xref)):
        if link.get("reftype") != "myst":
            continue
        name = Path(link["reftarget"]).name
        if page := ELSEWHERE.get(name) or ELSEWHERE.get(f"{name}.md"):
            link["refdomain"], link["reftarget"], link["reftargetid"] = "doc", page, link.get("reftargetid")
        elif name in ("diagrams", "examples"):  # directories
            link.replace_self(link.children)


def _open_pictures(_: Sphinx, document: nodes.document) -> None:
    """A picture that links to itself is to be opened, not downloaded: Sphinx does so with images of a given width."""
    for image in document.findall(nodes.image):
        image["classes"].append("corotrace")  # as the extension's own
    for link in list(document.findall(download_reference)):
        for image in link.findall(nodes.image):
            picture = (Path(__file__).parent / link["reftarget"]).read_text(encoding="utf-8")
            image["width"] = re.search(r' width="(\d+)"', picture)[1] + "px"
            link.replace_self(image)
