"""What each option does to the diagram."""

import inspect
import re

import pytest

from corotrace import Trace
from tests.integrations.sphinx.conftest import Built, Site

RUN = ".. corotrace:: shop.py\n   :function: run\n"


def called(built: Built) -> list[str]:
    """The calls of the diagram, one of a kind."""
    return sorted({name.rpartition(".")[2] for name in re.findall(r"\+\+ : ([\w.]+)\(", built.puml)})


SELECTIONS = {
    "include: *.main *.send": ["main", "send"],
    "include: *.main, *.check_out": ["check_out", "main"],
    "exclude: *.pay": ["check_out", "main", "send"],
    "depth: 2": ["check_out", "main"],
    "root: *.pay": ["pay"],
    "between: 0 0.1": ["check_out", "main", "pay"],
    "slower-than: 1": ["check_out", "main", "pay", "sleep"],
    "failed:": ["check_out", "main", "pay", "sleep"],
}


def test_without_options_all_is_drawn(site: Site) -> None:
    assert called(site.build_directive(RUN)) == ["check_out", "main", "pay", "send", "sleep"]


@pytest.mark.parametrize("option", SELECTIONS)
def test_a_selection(site: Site, option: str) -> None:
    built = site.build_directive(f"{RUN}   :{option}")
    assert [name for name in called(built) if name != "sleep"] == [n for n in SELECTIONS[option] if n != "sleep"]
    assert "left out" in built.puml


def test_the_failed_and_the_slow_are_those(site: Site) -> None:
    assert "'Ada'" not in site.build_directive(f"{RUN}   :failed:").puml
    slow = site.build_directive(f"{RUN}   :slower-than: 1").puml
    assert "pay('Bo')" in slow
    assert "'Kim'" not in slow


def test_a_saved_trace(site: Site) -> None:
    site.build_directive(RUN)
    (saved,) = (site.folder / "_build" / "doctrees" / "corotrace").glob("*.jsonl")
    saved.rename(site.folder / "saved.jsonl")
    (site.folder / "shop.py").unlink()
    built = site.build_directive(".. corotrace::\n   :trace: saved.jsonl\n   :exclude: *.pay")
    assert called(built) == ["check_out", "main", "send"]
    assert any("saved.jsonl" in str(path) for path in built.app.env.dependencies["index"])


@pytest.mark.skipif("order" not in inspect.signature(Trace.to_puml).parameters, reason="there is no order yet")
def test_order_and_fold(site: Site) -> None:
    time = site.build_directive(RUN).puml
    assert site.build_directive(f"{RUN}   :order: time").puml == time
    assert "event loop of " in site.build_directive(f"{RUN}   :view: loop").puml
    timing = site.build_directive(f"{RUN}   :view: timing")
    assert "\nconcise " in timing.puml
    assert timing.pictures[0]["alt"].startswith("Timing diagram: a shop. It begins with main.")
    structure = site.build_directive(f"{RUN}   :order: structure").puml
    assert "2.00 s" in time
    assert "2.00 s" not in structure
    site.write(
        "shop.py",
        "from corotrace import traced\n@traced\ndef pay(): ...\n@traced\ndef run():\n    for _ in 'abcdef': pay()",
    )
    assert site.build_directive(f"{RUN}   :fold: no").puml.count(": pay()") == 6
    assert site.build_directive(f"{RUN}   :fold: yes").puml.count(": pay()") < 6


def test_the_caption_makes_a_figure_and_may_hold_markup(site: Site) -> None:
    built = site.build_directive(f"{RUN}   :caption: What a *shop* does", builder="html")
    assert built.warnings == ""
    assert re.search(r"<figure.*<img.*<figcaption>.*What a <em>shop</em> does", built.page(), re.DOTALL)


def test_who_does_not_see_it_is_told_what_it_shows(site: Site) -> None:
    (picture,) = site.build_directive(RUN).pictures
    assert picture["alt"] == (
        "Sequence diagram: a shop. It begins with main. main starts check_out 3 times (1 raised), at the same time. "
        "check_out calls pay 3 times (1 raised) and send twice."
    )
    (picture,) = site.build_directive(f"{RUN}   :alt: Three orders").pictures
    assert picture["alt"] == "Three orders"


@pytest.mark.parametrize("target", ["shop.py\n   :function: run", "shop.py"])
def test_the_source_is_shown_above_the_diagram(site: Site, target: str) -> None:
    source = (site.folder / "shop.py").read_text().replace("def run", "run() # <shown>\ndef run", 1)
    source = source.replace("run() # <shown>\n", "") + "\n# <shown>\nrun()\n"
    site.write("shop.py", source)
    page = site.build_directive(f".. corotrace:: {target}\n   :show-source:", builder="html").page()
    assert 0 < page.index("&lt;shown&gt;") < page.index("<img")


def test_a_trace_has_no_source_to_show(site: Site) -> None:
    site.build_directive(RUN)
    (saved,) = (site.folder / "_build" / "doctrees" / "corotrace").glob("*.jsonl")
    saved.rename(site.folder / "saved.jsonl")
    built = site.build_directive(".. corotrace::\n   :trace: saved.jsonl\n   :show-source:")
    assert (
        "index.rst:4: WARNING: corotrace: :show-source: shows a program, and a saved trace has none" in built.warnings
    )


@pytest.mark.parametrize(
    "option",
    ["depth: two", "depth:", "between: 1", "between: a b", "slower-than: -1", "time-limit: nan", "time-limit: soon",
     "order: size", "fold: maybe", "failed: no", "caption:", "unheard-of: 1"],
)  # fmt: skip
def test_an_option_that_says_nothing_is_an_error_with_its_place(site: Site, option: str) -> None:
    built = site.build_directive(f"{RUN}   :{option}")
    assert re.search(r"index\.rst:4: ERROR: .*option", built.warnings, re.DOTALL)


def test_a_selection_of_nothing_says_what_to_write(site: Site) -> None:
    built = site.build_directive(f"{RUN}   :root: *.no_such")
    assert "index.rst:4: WARNING: corotrace: " in built.warnings
    assert "*.no_such" in built.warnings
