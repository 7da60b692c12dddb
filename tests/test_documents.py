"""The documents: their pictures are what the programs do now, and their programs those of the examples."""

import importlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from corotrace import Trace
from corotrace.renderers import render
from tests.engines import require_engine
from tests.test_examples import load_example

ROOT = Path(__file__).parents[1]
DIAGRAMS = ROOT / "diagrams"
EXAMPLES = sorted(path.stem for path in (ROOT / "docs" / "examples").glob("*.py") if path.stem != "__main__")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
STALE = "it is out of date: python docs/examples draws it anew"


def steady(puml: str) -> Counter[str]:
    """The lines, without what differs from run to run: times, silences, and the order of two threads.

    Of a timing diagram, what is said of each lane: when its states begin, and which are shown, differs.
    """
    places: dict[str, str] = {}
    frame = ""
    for line in puml.splitlines():
        if box := re.match(r'box "(.+?)"', line):
            frame = box[1]
        elif participant := re.fullmatch(r'participant "(.+)" as (p\d+)', line):
            places[participant[2]] = f"{participant[1]} of {frame}"
    text = re.sub(r"\d[\d.]* s\b", "T s", puml)
    text = re.sub(r"\bp\d+\b", lambda alias: places.get(alias[0], alias[0]), text)
    return Counter(line for line in text.splitlines() if not re.match(r"\.\.\.|@\d|scale |t\d+ is |<back:", line))


def drawn(name: str) -> Iterator[tuple[str, str]]:
    """Each picture of an example: its name, and its text."""
    example = load_example(name)
    trace: Trace = example.run()
    how = {name: example.how(trace)} if hasattr(example, "how") else getattr(example, "HOW", {})
    for called, part in {name: trace, **(example.parts(trace) if hasattr(example, "parts") else {})}.items():
        yield called, part.to_puml(**how.get(called, {}))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_text_of_each_picture_is_what_its_program_gives_now(name: str) -> None:
    for called, now in drawn(name):
        text = (DIAGRAMS / f"{called}.puml").read_text(encoding="utf-8")
        assert steady(now) == steady(text), STALE


def texts() -> Iterator[tuple[Path, str]]:
    """Each page of each diagram: where its picture stands, and its text."""
    for path in sorted(DIAGRAMS.rglob("*.puml")):
        pages = re.findall(r"^@startuml$.*?^@enduml$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        for number, page in enumerate(pages, 1):
            yield path.with_name(f"{path.stem}{f'-page-{number}' if number > 1 else ''}.svg"), page


def test_each_picture_is_drawn_from_its_text() -> None:
    require_engine("embedded")
    stale = [path.name for path, text in texts() if render(text, "svg", engine="embedded") != path.read_bytes()]
    assert not stale, STALE


def test_no_picture_is_left_over_and_none_is_missing() -> None:
    pytest.importorskip("trio", reason="the shapes need it")
    sys.path.insert(0, str(ROOT / "docs" / "examples"))
    shapes = importlib.import_module("shapes.gallery").SHAPES
    names = {*(f"shapes/{name}" for name in shapes), *(called for name in EXAMPLES for called in parts(name))}
    names |= {path.stem for path in (ROOT / "docs" / "examples" / "real").glob("[!_]*.py")}
    svgs = {path for path, _ in texts()}
    assert {path.with_suffix("").relative_to(DIAGRAMS).as_posix() for path in DIAGRAMS.rglob("*.puml")} == names
    assert set(DIAGRAMS.rglob("*.svg")) == svgs
    assert {path.with_suffix(".svg") for path in DIAGRAMS.rglob("*.png")} == {p for p in svgs if p.parent == DIAGRAMS}


def parts(name: str) -> set[str]:
    """The example and its parts, by name, without running it."""
    source = (ROOT / "docs" / "examples" / f"{name}.py").read_text(encoding="utf-8")
    return {name, *re.findall(rf'"({name}_\w+)": ', source)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pictures_and_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^(```+).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        assert (page.parent / target).exists(), target


def blocks(name: str) -> list[str]:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_the_programs_of_the_tutorial_are_those_that_its_pictures_are_drawn_from() -> None:
    sources = [(ROOT / "docs" / "examples" / f"{name}.py").read_text(encoding="utf-8") for name in EXAMPLES]
    programs = [block for block in blocks("tutorial.md") if "@traced" in block]
    assert len(programs) == 4
    for program in programs:
        assert any(program in source for source in sources), program


def test_the_program_of_the_chapter_on_event_loops_is_the_example() -> None:
    (program,) = (block for block in blocks("event-loop.md") if "@traced" in block)
    source = (ROOT / "docs" / "examples" / "event_loop.py").read_text(encoding="utf-8")
    functions = program[program.index("@traced") : program.index("with record")].strip()
    assert functions in source


@pytest.mark.parametrize("page", ["tutorial", "event-loop"])
def test_a_korean_page_has_the_same_programs_and_pictures(page: str) -> None:
    assert blocks(f"{page}.ko.md") == blocks(f"{page}.md")
    english, korean = (
        re.findall(r"\]\((\.\./diagrams/.*?)\)", (ROOT / "docs" / name).read_text(encoding="utf-8"))
        for name in (f"{page}.md", f"{page}.ko.md")
    )
    assert english == korean


def test_each_word_of_the_glossary_means_one_thing() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = [word for cell in re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE) for word in cell.split(", ")]
    assert [word for word, times in Counter(words).items() if times > 1 and word != "word"] == []
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert all(table.startswith("| word | meaning |\n") for table in tables)
