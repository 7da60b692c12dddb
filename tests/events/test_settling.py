"""An event loop is held by the call that had it, not by one that it began last."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from corotrace import Trace, traced
from corotrace.events import LoopHeld
from corotrace.testing import FakeClock
from tests.traces import trace_of


def holders(trace: Trace) -> list[str]:
    return [blocking.call.name.rpartition(".")[2] for blocking in trace.blocking()]


def mostly(trace: Trace) -> list[tuple[float, str | None]]:
    """Of each turn that held the loop: the seconds, and which call that was over had most of them."""
    return [(event.duration / 1e9, event.mostly) for event in trace.events if isinstance(event, LoopHeld)]


@traced
async def innocent() -> None:
    await asyncio.sleep(1)


def test_a_call_that_begins_at_the_end_of_the_turn_has_not_held_the_loop(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        clock.sleep(0.3)
        await innocent()

    trace = trace_of(clock, main)
    assert holders(trace) == ["main"]
    (found,) = trace.blocking()
    assert found.line == innocent.__code__.co_firstlineno + 2


def test_nor_has_one_that_returned_at_its_beginning(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await innocent()
        clock.sleep(0.3)
        await innocent()

    assert holders(trace_of(clock, main)) == ["main"]


def test_the_one_who_had_it_may_be_far_in(clock: FakeClock) -> None:
    @traced
    async def guilty() -> None:
        clock.sleep(0.3)
        await innocent()

    @traced
    async def main() -> None:
        clock.sleep(0.1)
        await guilty()

    assert holders(trace_of(clock, main)) == ["guilty"]


@pytest.mark.parametrize("before", [0.0, 0.3])
def test_a_call_that_ended_is_told_by_the_one_that_goes_on(clock: FakeClock, before: float) -> None:
    @traced
    def plain() -> None:
        clock.sleep(0.3)

    @traced
    async def main() -> None:
        clock.sleep(before)
        plain()
        await innocent()

    assert holders(trace_of(clock, main)) == ["main"]


def test_a_generator_that_is_asked_last(clock: FakeClock) -> None:
    @traced
    async def items() -> AsyncIterator[int]:
        yield 1
        await innocent()

    @traced
    async def main() -> None:
        numbers = items()
        async for _ in numbers:
            clock.sleep(0.3)

    assert holders(trace_of(clock, main)) == ["main"]


def test_another_task_is_not_asked(clock: FakeClock) -> None:
    @traced
    async def guilty() -> None:
        clock.sleep(0.3)

    @traced
    async def main() -> None:
        await asyncio.gather(guilty(), innocent())

    trace = trace_of(clock, main)
    assert holders(trace) == ["guilty"]
    assert Trace.__str__(trace).count("held the event loop") == 1


def test_a_call_that_is_over_may_have_had_most_of_the_turn(clock: FakeClock) -> None:
    @traced
    async def parses() -> None:
        clock.sleep(0.3)

    @traced
    async def loads() -> None:
        clock.sleep(0.1)
        await parses()

    @traced
    async def main() -> None:
        await loads()
        clock.sleep(0.1)
        await asyncio.sleep(0)
        await loads.__wrapped__()
        clock.sleep(0.5)

    trace = trace_of(clock, main)
    assert mostly(trace) == [(0.5, "parses"), (0.9, None)]
    first, second = trace.blocking()
    assert first.until.startswith("mostly in parses(), until ")
    assert str(first).startswith("main(), in task ")
    assert second.until.startswith("until it was done")
    assert "main held the event loop mostly in parses(), until test_settling.py:" in trace.to_puml()
    assert "held the event loop mostly in parses(), until " in trace.to_puml(view="loop")


def test_what_a_call_did_in_an_earlier_turn_does_not_count(clock: FakeClock) -> None:
    @traced
    async def waits() -> None:
        clock.sleep(0.4)
        await asyncio.sleep(2)
        clock.sleep(0.2)

    @traced
    async def main() -> None:
        await waits()
        clock.sleep(0.3)

    assert mostly(trace_of(clock, main)) == [(0.4, None), (0.5, None)]
