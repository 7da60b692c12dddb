"""`Trace.diff`, and what it gives."""

import asyncio
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corotrace import Difference, Trace, UsageError, record, traced
from corotrace.renderers import render
from tests.test_examples import load_example

Golden = Callable[[str, str], None]


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
    from corotrace.errors import RendererNotFoundError

    try:
        picture = render(difference.to_puml(), "svg", engine=engine).decode()
    except RendererNotFoundError as error:
        pytest.skip(str(error))
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


def in_deep_thread(function: Callable[[], Any]) -> Any:
    """Call a function where Python may recurse deeply."""
    results: list[Any] = []
    before = threading.stack_size(256 * 1024 * 1024)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(60_000)
    try:
        thread = threading.Thread(target=lambda: results.append(function()))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
        sys.setrecursionlimit(limit)
    return results[0]


@traced
def nested(left: int) -> int:
    return nested(left - 1) if left else 0


@traced
def nested_more(left: int) -> int:
    return nested(left)


def test_five_thousand_nested_calls() -> None:
    def trace(depth: int, function: Callable[[int], int] = nested) -> Trace:
        with record() as found:
            function(depth)
        return found

    old, same, wrapped = in_deep_thread(lambda: (trace(5_000), trace(5_000), trace(5_000, nested_more)))
    assert not old.diff(same)
    assert old.diff(wrapped).summary == "difference: 1 added, 1 moved"
    assert "moved from the top" in old.diff(wrapped).to_text()
    assert old.diff(wrapped).to_puml()
