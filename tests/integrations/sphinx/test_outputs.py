"""How a diagram stands in a document, by setting and by builder."""

import re
from typing import Any

import pytest
from sphinx.errors import ConfigError

from corotrace import RendererNotFoundError, Trace
from corotrace.integrations.sphinx import pictures
from tests.integrations.sphinx.conftest import Site

RUN = ".. corotrace:: shop.py\n   :function: run\n"
LONG = """
    from corotrace import note, record
    def run():
        with record("a long one") as trace:
            for number in range(100): note(f"note {number}")
        return trace
"""


def test_html_shows_an_svg_that_links_to_itself(site: Site) -> None:
    built = site.build_directive(RUN, builder="html")
    assert built.warnings == ""
    (file,) = (built.out / "_images").iterdir()
    image = re.search(
        r'<a [^>]*href="([^"]+)"><img alt="([^"]+)" class="corotrace" src="([^"]+)" style="width: (\d+)px;?"',
        built.page(),
    )
    assert image
    assert image[1] == image[3] == f"_images/{file.name}"
    assert image[2].startswith("Sequence diagram: a shop.")
    svg = file.read_text()
    assert f'width="{image[4]}"' in svg
    assert "check_out" in svg


def test_a_picture_is_on_white_where_a_theme_is_dark(site: Site) -> None:
    built = site.build_directive(RUN, builder="html")
    assert 'href="_static/corotrace.css' in built.page()
    assert "img.corotrace { background: white; }" in built.page("_static/corotrace.css")


def test_latex_gets_a_png_of_the_documents_that_were_read_for_html(site: Site) -> None:
    site.build_directive(RUN, builder="html")
    built = site.build("latex")
    assert built.warnings == ""
    (file,) = built.out.glob("corotrace-*.png")
    assert file.read_bytes().startswith(b"\x89PNG")
    (tex,) = built.out.glob("*.tex")
    assert file.stem in tex.read_text()


def test_a_text_says_what_the_picture_would_show(site: Site) -> None:
    built = site.build_directive(RUN, builder="text")
    assert built.warnings == ""
    text = " ".join(built.page("index.txt").split())
    assert "[Sequence diagram: a shop." in text
    assert "check_out calls pay 3 times" in text
    assert "[image" not in text


def test_a_document_without_a_diagram_starts_no_engine(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "render", None)
    assert site.build_directive("Hello", builder="html").warnings == ""


def test_each_page_of_a_long_diagram(site: Site) -> None:
    site.write("shop.py", LONG)
    built = site.build_directive(f"{RUN}   :caption: Long", builder="html")
    assert built.warnings == ""
    alts = re.findall(r'<img alt="([^"]+)" class="corotrace"', built.page())
    assert alts == [f"Sequence diagram: a long one. Page {number} of 2." for number in (1, 2)]
    assert len(list((built.out / "_images").iterdir())) == 2
    assert built.page().count("<figure") == 1


def test_a_picture_that_was_drawn_is_not_drawn_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build_directive(RUN, builder="html")
    monkeypatch.setattr(pictures, "render", None)
    built = site.build_directive(f"Other words.\n\n{RUN}", builder="html")
    assert built.warnings == ""
    assert "<img" in built.page()


def test_where_no_engine_is_there_the_text_stands_and_a_warning_says_why(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> bytes:
        raise RendererNotFoundError("no engine is there")

    monkeypatch.setattr(pictures, "render", refuse)
    built = site.build_directive(RUN, builder="html")
    assert "index.rst:4: WARNING: corotrace: no engine is there" in built.warnings
    assert "@startuml" in built.page()


def test_uml_is_a_node_of_sphinxcontrib_plantuml(site: Site) -> None:
    plantuml = pytest.importorskip("sphinxcontrib.plantuml").plantuml
    site.write("shop.py", LONG)
    settings: dict[str, Any] = {"extensions": ("sphinxcontrib.plantuml",), "corotrace_output": "uml"}
    built = site.build_directive(RUN, **settings)
    assert built.warnings == ""
    assert [type(node) for node in built.pictures] == [plantuml, plantuml]
    assert [node["uml"].count("@startuml") for node in built.pictures] == [1, 1]
    assert built.pictures[0]["alt"].endswith("Page 1 of 2.")


def test_plantuml_draws_it(site: Site) -> None:
    """A PlantUML that writes down what it is given stands in for one that draws."""
    pytest.importorskip("sphinxcontrib.plantuml")
    import sys

    drawer = site.write("drawer.py", "import sys\nsys.stdout.write('PNG of ' + sys.stdin.read())\n")
    settings: dict[str, Any] = {"extensions": ("sphinxcontrib.plantuml",), "corotrace_output": "uml"}
    built = site.build_directive(RUN, builder="html", **settings, plantuml=[sys.executable, str(drawer)])
    assert built.warnings == ""
    (file,) = (built.out / "_images").glob("plantuml-*.png")
    assert "check_out" in file.read_text()


def test_mermaid_is_a_node_of_sphinxcontrib_mermaid(site: Site) -> None:
    mermaid = pytest.importorskip("sphinxcontrib.mermaid").mermaid
    settings: dict[str, Any] = {"extensions": ("sphinxcontrib.mermaid",), "corotrace_output": "mermaid"}
    built = site.build_directive(RUN, builder="html", **settings)
    assert built.warnings == ""
    (node,) = built.pictures
    assert type(node) is mermaid
    assert node["code"].startswith("sequenceDiagram")
    assert "sequenceDiagram" in built.page()


@pytest.mark.parametrize(
    ("output", "extension", "package"),
    [
        ("uml", "sphinxcontrib.plantuml", "sphinxcontrib-plantuml"),
        ("mermaid", "sphinxcontrib.mermaid", "sphinxcontrib-mermaid"),
    ],
)
def test_a_partner_that_is_missing_is_named(site: Site, output: str, extension: str, package: str) -> None:
    with pytest.raises(ConfigError) as raised:
        site.build_directive(RUN, corotrace_output=output)
    assert f"pip install {package}, and add {extension!r} to extensions" in str(raised.value)


def test_an_output_that_is_unknown(site: Site) -> None:
    with pytest.raises(
        ConfigError, match=r"corotrace_output = 'gif' in conf\.py: write one of 'image', 'uml', 'mermaid'"
    ):
        site.build_directive(RUN, corotrace_output="gif")


def test_another_output_reads_the_documents_again(site: Site) -> None:
    plantuml = pytest.importorskip("sphinxcontrib.plantuml").plantuml
    site.build_directive(RUN, extensions=("sphinxcontrib.plantuml",))
    (node,) = site.build(extensions=("sphinxcontrib.plantuml",), corotrace_output="uml").pictures
    assert type(node) is plantuml


@pytest.mark.parametrize("output", ["image", "uml", "mermaid"])
def test_the_options_of_drawing_go_to_whatever_draws(site: Site, monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    given = []

    def draw(trace: Trace, **drawing: Any) -> tuple[str, ...]:
        given.append(drawing)
        return ("drawn",)

    monkeypatch.setattr(Trace, "to_puml_pages", draw)
    monkeypatch.setattr(Trace, "to_mermaid_pages", draw)
    extensions = ("sphinxcontrib.plantuml", "sphinxcontrib.mermaid")
    for extension in extensions:
        pytest.importorskip(extension)
    for option in ("order: structure", "order: time", "fold: yes", "fold: no", "caption: x"):
        built = site.build_directive(f"{RUN}   :{option}", extensions=extensions, corotrace_output=output)
        assert built.warnings == ""
    assert given == [{"order": "structure"}, {"order": "time"}, {"fold": True}, {"fold": False}, {}]
