"""The view of event loops from the front door, and what holds them."""

import asyncio
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from corotrace import Trace, UsageError, record, traced
from corotrace.diagram import View
from corotrace.events import LoopHeld
from corotrace.testing import FakeClock


@pytest.fixture
def trace(clock: FakeClock) -> Trace:
    @traced
    async def inner() -> None:
        clock.sleep(0.5)
        await asyncio.sleep(1)

    @traced
    async def main() -> None:
        await inner()
        clock.sleep(0.05)

    with record("title", clock=clock) as trace:
        clock.run(main())
    return trace


def test_the_view_is_saved_and_loaded(trace: Trace, tmp_path: Path) -> None:
    drawn = trace.to_puml(view="loop")
    assert "event loop of MainThread" in drawn
    assert "event loop of" not in trace.to_puml()
    trace.save(tmp_path / "trace.puml", view="loop")
    assert (tmp_path / "trace.puml").read_text(encoding="utf-8") == drawn
    trace.save(tmp_path / "trace.jsonl")
    assert Trace.load(tmp_path / "trace.jsonl").to_puml(view="loop") == drawn


def test_what_blocks(trace: Trace) -> None:
    assert [(one.call.started.function.name, one.duration) for one in trace.blocking()] == [("inner", 500_000_000)]
    assert [one.call.started.function.name for one in trace.blocking(0.05)] == ["inner", "main"]
    assert [one.call.started.function.name for one in trace.blocking(threshold=1)] == []


@pytest.mark.parametrize("threshold", [0, 0.009, -1, float("nan"), "0.1", True, None])
def test_a_threshold_that_makes_no_sense_is_refused(trace: Trace, threshold: Any) -> None:
    with pytest.raises(UsageError, match=re.escape(f"blocking(threshold={threshold!r}): write a number of seconds")):
        trace.blocking(threshold)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"view": "tasks"}, "view='tasks': write 'calls', 'loop' or 'timing'"),
        (
            {"view": "loop", "order": "structure"},
            "view='loop', order='structure': turns on an event loop have",
        ),
        ({"view": "timing", "order": "structure"}, "view='timing', order='structure': turns on an event loop"),
        ({"view": "timing", "order": "place"}, "order='place': write 'time' or 'structure'"),
    ],
)
def test_views_that_make_no_sense_are_refused(trace: Trace, options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        trace.to_puml(**options)


@pytest.mark.parametrize("view", ["loop", "timing"])
def test_a_view_of_a_selection_or_as_text_is_refused(trace: Trace, tmp_path: Path, view: View) -> None:
    with pytest.raises(UsageError, match=re.escape(f"view={view!r} of a selection: ")):
        trace.select(include="*inner").to_puml(view=view)
    with pytest.raises(UsageError, match="that is no diagram"):
        trace.save(tmp_path / "trace.txt", view=view)
    assert trace.select(include="*").to_puml(view=view)  # nothing is left out


def test_timing_is_saved_and_loaded(trace: Trace, tmp_path: Path) -> None:
    drawn = trace.to_puml(view="timing")
    assert drawn.startswith("@startuml\n")
    assert 'concise "main()  ' in drawn
    assert "\n@500\n" in drawn, "half a second"
    assert trace.to_puml_pages(view="timing", fold=False) == (drawn,)
    trace.save(tmp_path / "trace.puml", view="timing")
    assert (tmp_path / "trace.puml").read_text(encoding="utf-8") == drawn
    trace.save(tmp_path / "trace.jsonl")
    assert Trace.load(tmp_path / "trace.jsonl").to_puml(view="timing") == drawn


def test_mermaid_has_no_timing_diagrams(trace: Trace, tmp_path: Path) -> None:
    drawings: tuple[Callable[..., object], ...] = (
        trace.to_mermaid, trace.to_mermaid_pages, trace.to_markdown, partial(trace.save, tmp_path / "trace.mmd"),
    )  # fmt: skip
    for draw in drawings:
        with pytest.raises(UsageError, match="view='timing': Mermaid has no timing diagrams; write PlantUML"):
            draw(view="timing")
    assert not list(tmp_path.iterdir())


def test_many_tasks_are_drawn_on_pages(clock: FakeClock) -> None:
    @traced
    async def nap() -> None:
        await asyncio.sleep(1)

    async def main() -> None:
        await asyncio.gather(*(nap() for _ in range(61)))

    with record("title", clock=clock) as trace:
        clock.run(main())
    first, second = trace.to_puml_pages(view="timing")
    assert (first.count("concise "), second.count("concise ")) == (30, 31)
    assert trace.to_puml(view="timing") == f"{first}\n{second}"


def test_in_the_view_of_calls_it_is_red(trace: Trace) -> None:
    assert re.search(
        r"note over p\d #FFAFA8 : 0\.500 s: inner held the event loop until test_views\.py:\d+\n", trace.to_puml()
    )
    assert "held" not in trace.to_puml(order="structure")
    assert re.search(r"0\.500 .* ! held the event loop until test_views\.py:\d+\n", trace.to_text(width=120))


def test_a_selection_tells_it_of_who_stands_in(trace: Trace) -> None:
    assert [one.call.started.function.name for one in trace.select(include="*main").blocking()] == ["main"]
    assert [one.call.started.function.name for one in trace.select(include="*inner").blocking()] == ["inner"]
    later = trace.select(between=(1, 3))
    assert [event.duration for event in later.events if isinstance(event, LoopHeld)] == [50_000_000]


@pytest.mark.parametrize("view", ["calls", "loop", "timing"])
def test_each_view_names_the_one_that_held_the_loop(clock: FakeClock, view: View) -> None:
    @traced
    async def innocent() -> None:
        await asyncio.sleep(1)

    @traced
    async def guilty() -> None:
        clock.sleep(0.5)
        await innocent()

    with record(clock=clock) as trace:
        clock.run(guilty())
    (held,) = [line for line in trace.to_puml(view=view).splitlines() if "0.500 s: " in line]
    assert "guilty" in held
    assert "innocent" not in held
