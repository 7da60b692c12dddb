"""Timing diagrams: which states a task is in, when, and what is said of it."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import trio

from corotrace import note, record, traced
from corotrace.diagram import Ending, Lane, Timing, build_timing
from corotrace.events import CallEnded, CallStarted, Event, Function, Outcome, Place, RecordingStopped, Task, Thread
from corotrace.testing import FakeClock
from tests.diagram.turns import STEPPED_BY_HAND, sleeps
from tests.traces import trace_of

SECOND = 1_000_000_000


def timing_of(clock: FakeClock, program: Callable[[], Any]) -> Timing:
    trace = trace_of(clock, program)
    return build_timing(trace.events, trace.header.title)


def states(lane: Lane) -> list[str]:
    return [f"{one.start / SECOND:g}-{one.end / SECOND:g} {one.kind.value}: {said(one)}" for one in lane.states]


def said(state: Any) -> str:
    return " › ".join(filter(None, [state.within, state.text]))


def test_tasks_run_and_wait(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(sleeps("a", 1), sleeps("b", 2))

    timing = timing_of(clock, main)
    assert (timing.title, timing.duration) == ("title", 2 * SECOND)
    assert [lane.name for lane in timing.lanes] == ["main()", "sleeps('a', 1)", "sleeps('b', 2)"]
    main_lane, a, b = timing.lanes
    assert states(main_lane) == [
        "0-0 runs: runs", "0-2 waits: gather: sleeps('a', 1), sleeps('b', 2)", "2-2 runs: runs",
    ]  # fmt: skip
    assert states(a) == ["0-0 runs: runs", "0-1 waits: sleep(1)", "1-1 runs: runs"]
    assert (a.start, a.end, a.ending, a.value, a.calls, a.group) == (0, SECOND, Ending.RETURNED, "'a'", 1, "")
    assert b.end == 2 * SECOND


def test_a_hold_and_who_was_ready(clock: FakeClock) -> None:
    @traced
    async def blocks() -> None:
        clock.sleep(5)
        await asyncio.sleep(0)

    @traced
    async def main() -> None:
        await asyncio.gather(sleeps("a", 1), blocks())

    _, a, blocking = timing_of(clock, main).lanes
    assert states(a) == ["0-0 runs: runs", "0-1 waits: sleep(1)", "1-5 ready: ready", "5-5 runs: runs"]
    hold, *_ = states(blocking)
    assert hold.startswith("0-5 holds its event loop: blocks until test_timing.py:")
    assert blocking.ran == 5 * SECOND


def test_a_turn_that_is_not_too_long_holds_nothing(clock: FakeClock) -> None:
    @traced
    async def works() -> None:
        clock.sleep(0.0625)

    (lane,) = timing_of(clock, works).lanes
    assert states(lane) == ["0-0.0625 runs: runs"]
    assert lane.ran == SECOND // 16


def test_inner_calls_say_who_waits(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await sleeps("a", 1)

    (lane,) = timing_of(clock, main).lanes
    assert states(lane)[1] == "0-1 waits: sleeps › sleep(1)"


@pytest.mark.parametrize(
    ("wrong", "ending", "value"),
    [
        (ValueError("x"), Ending.RAISED, "ValueError('x')"),
        (asyncio.CancelledError("no"), Ending.CANCELLED, ""),
    ],
)
def test_endings(clock: FakeClock, wrong: BaseException, ending: Ending, value: str) -> None:
    @traced
    async def fails() -> None:
        await asyncio.sleep(1)
        raise wrong

    async def main() -> None:
        await asyncio.wait([asyncio.create_task(fails())])

    (lane,) = timing_of(clock, main).lanes
    assert (lane.ending, lane.value) == (ending, value)


def test_a_task_that_still_waits_when_the_recording_stops(clock: FakeClock) -> None:
    async def main() -> None:
        task = asyncio.create_task(sleeps("a", 9))
        await asyncio.sleep(2)
        recording.__exit__(None, None, None)
        await task

    recording = record(clock=clock)
    trace = recording.__enter__()
    clock.run(main())
    (lane,) = build_timing(trace.events).lanes
    assert states(lane) == ["0-0 runs: runs", "0-2 waits: sleep(9)"]
    assert (lane.ending, lane.value) == (Ending.RUNNING, "")


def test_a_wait_that_is_dropped_lasts_until_then(clock: FakeClock) -> None:
    @traced
    async def outer() -> None:
        await sleeps("a", 5)

    async def main() -> None:
        coroutine = outer()
        coroutine.send(None)
        clock.sleep(2)
        coroutine.close()
        clock.sleep(3)
        await sleeps("b", 0)

    (lane,) = timing_of(clock, main).lanes
    assert states(lane)[1:3] == ["0-2 waits: sleeps › sleep(5)", "2-5 outside of traced calls: "]
    assert (lane.calls, lane.value) == (2, "'b'")


def test_a_coroutine_that_is_stepped_by_hand_waits_for_what_is_not_recorded() -> None:
    lost, _ = build_timing(STEPPED_BY_HAND).lanes
    assert [(one.kind.value, one.start, one.end, one.text) for one in lost.states] == [
        ("runs", 0, 0, "runs"), ("waits", 0, 30, "something that is not recorded"),
    ]  # fmt: skip


def test_between_its_traced_calls_nothing_is_known_of_a_task(clock: FakeClock) -> None:
    async def main() -> None:
        await sleeps("a", 1)
        await asyncio.sleep(1)
        await sleeps("b", 1)

    (lane,) = timing_of(clock, main).lanes
    assert states(lane)[2:4] == ["1-1 runs: runs", "1-2 outside of traced calls: "]
    assert (lane.name, lane.calls, lane.value) == ("sleeps('a', 1)", 2, "'b'")


def test_generators_and_callbacks(clock: FakeClock) -> None:
    @traced
    def tick() -> None:
        pass

    @traced
    def tock() -> None:
        pass

    @traced
    async def items() -> AsyncIterator[int]:
        yield 1
        clock.sleep(0.0625)

    async def main() -> None:
        for _ in range(2):
            asyncio.get_running_loop().call_soon(tick)
        asyncio.get_running_loop().call_soon(tock)
        async for _ in items():
            await asyncio.sleep(1)

    generator, *callbacks = timing_of(clock, main).lanes
    assert states(generator) == [
        "0-0 runs: runs", "0-1 outside of traced calls: ", "1-1.0625 runs: runs",
    ]  # fmt: skip
    assert (generator.ending, generator.value) == (Ending.RETURNED, "")
    assert [(one.name, one.calls) for one in callbacks] == [("callback tick", 2), ("callback tock", 1)]


def test_threads_show_their_innermost_calls(clock: FakeClock) -> None:
    @traced
    def inner(seconds: float) -> None:
        clock.sleep(seconds)

    @traced
    def middle() -> None:
        clock.sleep(1)
        inner(2)

    @traced
    def outer() -> None:
        middle()
        clock.sleep(0.5)

    @traced
    def numbers() -> Iterator[int]:
        yield 1
        clock.sleep(1)

    with record(clock=clock) as trace:
        outer()
        clock.sleep(4)
        for _ in numbers():
            clock.sleep(2)
    (lane,) = build_timing(trace.events).lanes
    assert [one for one in states(lane) if not one.startswith("0-0 ")] == [
        "0-1 in a call: middle()",
        "1-3 in a call: middle() › inner(2)",
        "3-3 in a call: middle()",
        "3-3.5 in a call: outer()",
        "3.5-7.5 outside of traced calls: ",
        "7.5-7.5 in a call: numbers()",
        "7.5-9.5 outside of traced calls: ",
        "9.5-10.5 in a call: numbers()",
    ]
    assert (lane.name, lane.group, lane.of_thread, lane.calls) == ("thread MainThread", "", True, 3)
    assert lane.ending is Ending.RETURNED


def test_a_thread_that_is_in_a_call_when_the_recording_stops(clock: FakeClock) -> None:
    @traced
    def stops() -> None:
        clock.sleep(1)
        recording.__exit__(None, None, None)

    recording = record(clock=clock)
    trace = recording.__enter__()
    stops()
    (lane,) = build_timing(trace.events).lanes
    assert states(lane) == ["0-1 in a call: stops()"]
    assert lane.ending is Ending.RUNNING


def test_of_a_thread_too_nothing_is_known_of_what_is_left_out(clock: FakeClock) -> None:
    @traced
    def inner() -> None:
        clock.sleep(1)

    @traced
    def outer() -> None:
        for _ in range(20):
            inner()

    with record(clock=clock, keep="latest", max_events=9) as trace:
        outer()
    (lane,) = build_timing(trace.events).lanes
    assert lane.end < 10 * SECOND
    assert (lane.name, lane.calls) == ("outer() in thread MainThread", 1)


def test_a_coroutine_outside_of_event_loops_is_in_a_call_while_it_is_stepped(clock: FakeClock) -> None:
    @traced
    async def steps() -> None:
        clock.sleep(1)
        await asyncio.sleep(0)
        clock.sleep(1)

    with record(clock=clock) as trace:
        coroutine = steps()
        coroutine.send(None)
        clock.sleep(3)
        with suppress(StopIteration):
            coroutine.send(None)
    (lane,) = build_timing(trace.events).lanes
    assert states(lane) == [
        "0-1 in a call: steps()", "1-4 outside of traced calls: ", "4-5 in a call: steps()",
    ]  # fmt: skip


def test_a_generator_that_goes_on_in_a_task_belongs_to_that(clock: FakeClock) -> None:
    @traced
    def numbers() -> Iterator[int]:
        clock.sleep(1)
        yield 1
        clock.sleep(2)

    async def main(generator: Iterator[int]) -> None:
        list(generator)

    with record(clock=clock) as trace:
        generator = numbers()
        next(generator)
        clock.run(main(generator))
    thread, task = build_timing(trace.events).lanes
    assert states(thread) == ["0-1 in a call: numbers()"]
    assert thread.ending is Ending.RETURNED
    assert states(task)[0].startswith("1-3 holds its event loop: ")


def test_loops_and_threads_stand_together(clock: FakeClock) -> None:
    @traced
    def run(name: str) -> None:
        asyncio.run(both(name))

    async def both(name: str) -> None:
        await asyncio.gather(sleeps(name, 0), sleeps(name, 0))

    with record(clock=clock) as trace:
        run("a")
        thread = threading.Thread(target=asyncio.run, args=(both("b"),), name="beside")
        thread.start()
        thread.join()
    lanes = build_timing(trace.events).lanes
    assert [(lane.group, lane.name) for lane in lanes] == [
        ("", "run('a') in thread MainThread"),
        *[("event loop of MainThread", "sleeps('a', 0)")] * 2,
        *[("event loop of beside", "sleeps('b', 0)")] * 2,
    ]


def test_tasks_stand_with_those_of_their_loop_where_that_did_something_first() -> None:
    here, there = Thread(1, "MainThread"), Thread(2, "beside")
    places = [Place(here, 1, Task(1, "one")), Place(there, 2, Task(2, "two")), Place(here, 1, Task(3, "three"))]
    events: list[Event] = []
    for number, place in enumerate(places):
        events.append(CallStarted(2 * number + 1, 10 * number, number, None, Function("app", "nap"), place))
        events.append(CallEnded(2 * number + 2, 10 * number + 5, number, Outcome.RETURNED, "None"))
    assert [lane.name for lane in build_timing(events).lanes] == ["one", "three", "two"]


def test_a_recording_that_failed_is_told() -> None:
    assert build_timing([RecordingStopped(1, 0, "no more memory")]).remarks == (
        "The recording stopped early: no more memory.",
    )


def test_trio_too() -> None:
    @traced
    async def nap() -> None:
        await trio.sleep(0.01)
        time.sleep(0.11)  # noqa: ASYNC251

    with record() as trace:
        trio.run(nap)
    (lane,) = build_timing(trace.events).lanes
    kinds = [one.kind.value for one in lane.states if one.kind.value != "ready"]
    assert kinds == ["runs", "waits", "holds its event loop"]
    assert lane.states[1].text == "sleep(0.01)"


def test_what_is_not_shown_is_said(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        note("one")
        for _ in range(20):
            note("more")
            await asyncio.sleep(1)

    with record(clock=clock, keep="latest", max_events=9) as trace:
        clock.run(main())
    timing = build_timing(trace.events, "", ["of a header"])
    first, left_out, notes = timing.remarks
    assert first == "of a header"
    assert left_out.endswith("earlier events are left out.")
    assert notes.endswith("notes are not shown: see the view of calls.")
    (lane,) = timing.lanes
    assert lane.start == 0, "what came before is not known"
    assert timing.duration < 10 * SECOND


def test_nothing_was_recorded() -> None:
    timing = build_timing((), "title")
    assert (timing.lanes, timing.duration > 0) == ((), True)
