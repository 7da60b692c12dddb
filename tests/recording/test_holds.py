"""A turn that holds its event loop for long is recorded: how long, at which line it was over, who waited."""

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from corotrace import Trace, record, traced
from corotrace.events import CallStarted, LoopHeld, Suspended
from corotrace.testing import FakeClock

HERE = Path(__file__)


def line_of(text: str) -> int:
    """The line of this file that ends with a comment."""
    found = [number for number, line in enumerate(HERE.read_text().splitlines(), 1) if line.endswith(f"  # {text}")]
    assert len(found) == 1, text
    return found[0]


def holds(trace: Trace) -> list[tuple[str, float, int | None, int | None]]:
    """Of each: the innermost function, the seconds, the line, how many others waited."""
    names = {event.call: event.function.name for event in trace.events if isinstance(event, CallStarted)}
    found = [event for event in trace.events if isinstance(event, LoopHeld)]
    assert {event.file for event in found} <= {None, str(HERE)}
    return [(names[event.call], event.duration / 1e9, event.line, event.others) for event in found]


def test_a_turn_is_over_where_its_innermost_coroutine_stands(clock: FakeClock) -> None:
    async def untraced() -> None:
        clock.sleep(0.5)
        await asyncio.sleep(3)  # untraced

    @traced
    async def inner() -> None:
        await untraced()
        clock.sleep(0.25)
        await asyncio.sleep(0)  # inner

    @traced
    async def outer() -> None:
        await inner()

    with record(clock=clock) as trace:
        clock.run(outer())
    assert holds(trace) == [("inner", 0.5, line_of("untraced"), 0), ("inner", 0.25, line_of("inner"), 0)]
    told = next(event for event in trace.events if isinstance(event, LoopHeld))
    following = trace.events[told.seq]
    assert isinstance(following, Suspended)
    assert following.time == told.time


def test_a_turn_is_over_with_its_outermost_call(clock: FakeClock) -> None:
    @traced
    async def inner() -> None:
        clock.sleep(0.5)

    @traced
    async def returns() -> None:
        await inner()

    async def fails() -> None:
        clock.sleep(0.125)
        raise ValueError  # fails

    @traced
    async def raises() -> None:
        await fails()

    @traced
    async def main() -> None:
        await asyncio.gather(returns(), raises(), return_exceptions=True)

    with record(clock=clock) as trace:
        clock.run(main())
    assert holds(trace) == [("returns", 0.5, None, 2), ("raises", 0.125, line_of("fails"), 1)]


def test_a_step_of_a_generator_that_nobody_traced_asks_for(clock: FakeClock) -> None:
    @traced
    async def items() -> AsyncIterator[int]:
        clock.sleep(0.5)
        yield 1
        clock.sleep(0.25)
        await asyncio.sleep(1)  # items
        yield 2

    async def main() -> None:
        async for _ in items():
            clock.sleep(10)  # is not the generator's

    with record(clock=clock) as trace:
        clock.run(main())
    assert holds(trace) == [("items", 0.5, None, 0), ("items", 0.25, line_of("items"), 0)]


def test_a_callback(clock: FakeClock) -> None:
    @traced
    def tick() -> None:
        clock.sleep(0.5)

    async def main() -> None:
        asyncio.get_running_loop().call_soon(tick)
        await asyncio.sleep(1)

    with record(clock=clock) as trace:
        clock.run(main())
    assert holds(trace) == [("tick", 0.5, None, 1)]


@pytest.mark.parametrize(("seconds", "told"), [(0.009999999, 0), (0.01, 1)])
def test_short_turns_are_not_told(clock: FakeClock, seconds: float, told: int) -> None:
    @traced
    async def main() -> None:
        clock.sleep(seconds)
        await asyncio.sleep(5)

    with record(clock=clock) as trace:
        clock.run(main())
    assert len(holds(trace)) == told


def test_what_is_outside_of_an_event_loop_holds_none(clock: FakeClock) -> None:
    @traced
    def plain() -> None:
        clock.sleep(1)

    async def main() -> None:
        await asyncio.to_thread(plain)

    with record(clock=clock) as trace:
        plain()
        thread = threading.Thread(target=plain)
        thread.start()
        thread.join()
        clock.run(main())
    assert holds(trace) == []


def test_a_coroutine_that_is_dropped_has_no_turn(clock: FakeClock) -> None:
    @traced
    async def waits() -> None:
        await asyncio.Future()

    with record(clock=clock) as trace:
        coroutine = waits()
        loop = asyncio.new_event_loop()

        async def step() -> None:
            coroutine.send(None)

        loop.run_until_complete(step())
        loop.close()
        clock.sleep(100)
        coroutine.close()
    assert holds(trace) == []


def test_each_recording_goes_by_its_own_clock(clock: FakeClock) -> None:
    @traced
    async def main(block: Callable[[float], None]) -> None:
        await asyncio.sleep(0)
        block(0.5)

    async def both() -> None:
        with record() as by_real_time:
            await main(clock.sleep)
        assert holds(by_real_time) == [("main", 0.5, None, 0)]  # as the clock of the first one has it

    with record(clock=clock) as trace:
        clock.run(both())
    assert holds(trace) == [("main", 0.5, None, 0)]


def test_nothing_is_kept_alive(clock: FakeClock) -> None:
    class Thing:
        pass

    things: list[object] = []

    @traced
    async def main() -> None:
        thing = Thing()
        things.append(id(thing))
        clock.sleep(1)
        await asyncio.sleep(0)
        clock.sleep(1)
        raise ValueError

    with record(clock=clock) as trace, pytest.raises(ValueError, match=r"^$"):
        clock.run(main())
    assert len(holds(trace)) == 2
    gc.collect()
    assert not [found for found in gc.get_objects() if isinstance(found, Thing)]


@pytest.mark.parametrize("keep", ["spool", "latest"])
def test_wherever_it_is_kept(clock: FakeClock, keep: str, tmp_path: Path) -> None:
    @traced
    async def main() -> None:
        for _ in range(20):
            clock.sleep(0.5)
            await asyncio.sleep(0)  # again

    path = tmp_path / "trace.jsonl"
    with record(clock=clock, **({"spool": path} if keep == "spool" else {"keep": "latest", "max_events": 6})) as trace:  # type: ignore[arg-type]
        clock.run(main())
    assert holds(trace) == [("main", 0.5, line_of("again"), 0)] * (20 if keep == "spool" else 1)
    saved = tmp_path / "saved.jsonl"
    trace.save(saved)
    assert Trace.load(saved).events == trace.events


def test_real_time() -> None:
    @traced
    async def main() -> None:
        time.sleep(0.02)  # noqa: ASYNC251 - it is what is looked for
        await asyncio.sleep(0)  # real

    with record() as trace:
        asyncio.run(main())
    ((name, seconds, line, others),) = holds(trace)
    assert (name, line, others) == ("main", line_of("real"), 0)
    assert 0.02 <= seconds < 5
