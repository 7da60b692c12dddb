"""`Trace.diff`, and what it gives."""

import asyncio
from pathlib import Path

import pytest

from corotrace import Difference, Trace, UsageError, record, traced
from corotrace.renderers import render
from tests.conftest import Golden
from tests.engines import require_engine
from tests.test_examples import load_example


@pytest.fixture(scope="module")
def difference() -> Difference:
    found = load_example("difference").run()
    assert isinstance(found, Difference)
    return found


def test_the_example_as_text(golden: Golden, difference: Difference) -> None:
    golden("difference.txt", difference.to_text())
    assert str(difference) + "\n" == difference.to_text()
    assert repr(difference) == "<Difference: difference: 1 added, 1 removed, 4 changed, 1 moved>"
    assert max(map(len, difference.to_text(width=40).splitlines())) <= 40


def test_the_example_as_a_diagram(golden: Golden, difference: Difference) -> None:
    golden("difference.puml", difference.to_puml())
    assert difference.to_puml_pages() == (difference.to_puml(),)


@pytest.mark.parametrize("engine", ["embedded", "local"])
def test_the_engines_draw_it(engine: str, difference: Difference) -> None:
    require_engine(engine)
    picture = render(difference.to_puml(), "svg", engine=engine).decode()
    for colour in ("#2E7D32", "#C62828", "#B26A00", "#1565C0", "#C8E6C9", "#FFCDD2", "#FFE0B2", "#BBDEFB"):
        assert colour.lower() in picture.lower()


@pytest.mark.parametrize("suffix", ["puml", "txt", "svg", "png"])
def test_it_is_saved(tmp_path: Path, suffix: str, difference: Difference) -> None:
    path = tmp_path / f"difference.{suffix}"
    assert difference.save(path) == (path,)
    begins = {"puml": b"@startuml", "txt": b"checkout\n", "svg": b"<", "png": b"\x89PNG"}
    assert path.read_bytes().startswith(begins[suffix])


def test_wrong_use_says_what_to_do(tmp_path: Path, difference: Difference) -> None:
    with record() as trace:
        pass
    with pytest.raises(UsageError, match=r"diff\(\) was given 'str'; compare with a Trace"):
        trace.diff("trace.jsonl")  # type: ignore[arg-type]
    with pytest.raises(
        UsageError, match=r"cannot save a difference to .*jsonl.*use one of \.png, \.puml, \.svg, \.txt"
    ):
        difference.save(tmp_path / "x.jsonl")
    for width in (39, "80", True):
        with pytest.raises(UsageError, match="write a number of columns, 40 or more"):
            difference.to_text(width=width)  # type: ignore[arg-type]


@traced
async def work(number: int) -> None: ...


def recorded(*numbers: int, title: str = "") -> Trace:
    with record(title) as trace:
        for number in numbers:
            asyncio.run(work(number))
    return trace


def test_a_trace_is_compared_while_it_is_recorded() -> None:
    with record() as trace:
        assert not trace.diff(trace)
        asyncio.run(work(1))
        before = trace.select()
        assert not trace.diff(trace)
        asyncio.run(work(2))
        assert before.diff(trace).summary == "difference: 1 added"


def test_a_saved_trace_is_the_same(tmp_path: Path) -> None:
    trace = recorded(1, 2, title="x")
    trace.save(tmp_path / "trace.jsonl")
    assert not Trace.load(tmp_path / "trace.jsonl").diff(trace)


def test_titles_and_what_was_left_out_are_said() -> None:
    old, new = recorded(1, title="monday"), recorded(1, 2, title="tuesday").select(include="*work")
    assert old.diff(new).to_text().startswith("monday → tuesday\n")
    less = recorded(1, 2, title="monday").select(exclude="*nothing*", depth=1)
    said = old.diff(recorded(1, 2, title="monday").select(exclude="*work")).to_text()
    assert said.startswith("monday\ndifference: 1 removed\nnew: 2 of 2 calls left out")
    assert less.diff(less).is_empty
