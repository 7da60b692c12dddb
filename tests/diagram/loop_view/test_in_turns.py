"""The view of event loops: who runs, for how long, and what each waits for."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

import trio

from corotrace import note, record, traced
from corotrace.diagram import CallMessage, Note, build_interaction
from corotrace.diagram.loop_view import find_turns
from corotrace.testing import FakeClock
from tests.diagram.drawn import build, lines
from tests.diagram.turns import STEPPED_BY_HAND, sleeps

LOOP = "event loop of MainThread"


def test_coroutines_take_turns(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(sleeps("a", 1), sleeps("b", 2))

    interaction = build(clock, main, view="loop")
    assert [one.name for one in interaction.participants] == [LOOP, "main()", "sleeps('a', 1)", "sleeps('b', 2)"]
    a, b = "sleeps('a', 1)", "sleeps('b', 2)"
    assert lines(interaction) == [
        f"{LOOP} > main(): starts, runs",
        f"main() < {LOOP}: awaits asyncio.gather: {a}, {b} returned",
        f"{LOOP} > {a}: starts, runs",
        f"{a} < {LOOP}: awaits asyncio.sleep(1) returned",
        f"{LOOP} > {b}: starts, runs",
        f"{b} < {LOOP}: awaits asyncio.sleep(2) returned",
        "... 1",
        f"{LOOP} > {a}: runs on",
        f"{a} < {LOOP}: returns 'a' returned",
        "... 1",
        f"{LOOP} > {b}: runs on",
        f"{b} < {LOOP}: returns 'b' returned",
        f"{LOOP} > main(): runs on",
        f"main() < {LOOP}: returns None returned",
    ]


def test_a_turn_that_is_too_long_is_red_and_others_are_late(clock: FakeClock) -> None:
    @traced
    async def blocks() -> None:
        clock.sleep(5)
        await asyncio.sleep(0)

    @traced
    async def main() -> None:
        await asyncio.gather(sleeps("a", 1), blocks())

    interaction = build(clock, main, view="loop")
    alarms = [element for element in interaction.elements if isinstance(element, Note) and element.alarm]
    assert [(one.duration, one.over and one.over.name) for one in alarms] == [(5_000_000_000, "blocks()")]
    assert alarms[0].text.startswith("blocks held the event loop until test_in_turns.py:")
    assert alarms[0].text.endswith("; 2 other tasks waited")
    calls = [element for element in interaction.elements if isinstance(element, CallMessage)]
    assert [(call.receiver.name, call.duration) for call in calls if call.starts and call.starts.alarm] == [
        ("blocks()", 5_000_000_000)
    ]
    assert "... 5" not in lines(interaction), "it is not idle while a task runs"
    late = [element for element in interaction.elements if isinstance(element, Note) and not element.alarm]
    assert [(one.text, one.duration) for one in late] == [
        ("sleeps('a', 1) was ready, and waited for its turn", 4_000_000_000)
    ]


def test_a_task_that_waits_for_another_one_is_late_too(clock: FakeClock) -> None:
    @traced
    async def blocks() -> None:
        clock.sleep(3)

    @traced
    async def main() -> None:
        waited = asyncio.create_task(sleeps("a", 0))
        beside = asyncio.create_task(blocks())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        beside_too = asyncio.create_task(blocks())
        await waited
        await beside
        await beside_too

    with record(clock=clock) as trace:
        clock.run(main())
    late = [(turn.root.function.name, turn.late) for turn in find_turns(trace.events) if turn.late]
    assert ("main", 3_000_000_000) in late


def test_what_is_not_known_is_not_said(clock: FakeClock) -> None:
    @traced
    async def waits(event: asyncio.Event) -> None:
        await event.wait()

    @traced
    async def hidden() -> None:
        await asyncio.sleep(1)

    @traced
    async def main() -> None:
        event = asyncio.Event()
        task = asyncio.gather(waits(event), hidden())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        event.set()
        clock.sleep(7)
        await task

    with record(clock=clock, values="none") as trace:
        clock.run(main())
    assert {turn.root.function.name for turn in find_turns(trace.events) if turn.late} == set()


def test_a_cancelled_task_is_not_late(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        task = asyncio.create_task(sleeps("a", 1))
        await asyncio.sleep(0)
        task.cancel()
        clock.sleep(5)
        await asyncio.wait([task])

    interaction = build(clock, main, view="loop")
    drawn = lines(interaction)
    assert f"{LOOP} > sleeps('a', 1): gets CancelledError(), runs on" in drawn
    assert f"sleeps('a', 1) < {LOOP}: CancelledError() cancelled" in drawn
    assert not [one for one in interaction.elements if isinstance(one, Note) and not one.alarm and "ready" in one.text]


def test_a_time_limit(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await sleeps("a", 5)

    assert f"{LOOP} > main(): times out, runs on" in lines(build(clock, main, view="loop"))


def test_a_sleep_of_trio_is_no_cancellation() -> None:
    @traced
    async def nap() -> None:
        await trio.sleep(0.02)

    @traced
    async def cancelled() -> None:
        await trio.sleep(30)

    async def main() -> None:
        await nap()
        with trio.move_on_after(0.01):
            await cancelled()

    with record() as trace:
        trio.run(main)
    starts = [line for line in lines(build_interaction(trace.events, view="loop")) if f"{LOOP} >" in line]
    assert [line.partition(": ")[2] for line in starts] == [
        "starts, runs", "runs on", "starts, runs", "gets Cancelled(), runs on",
    ]  # fmt: skip


def test_a_coroutine_that_is_stepped_by_hand_has_a_turn_of_unknown_length() -> None:
    assert [(turn.lost, turn.duration) for turn in find_turns(STEPPED_BY_HAND)] == [(True, None), (False, 10)]
    assert lines(build_interaction(STEPPED_BY_HAND, view="loop"))[:2] == [
        f"{LOOP} > lost(): starts, runs",
        f"lost() < {LOOP}: waits for something that is not recorded returned",
    ]


def test_two_loops_in_two_threads(clock: FakeClock) -> None:
    def run() -> None:
        asyncio.run(sleeps("a", 0))

    with record(clock=clock) as trace:
        for name in ("first", "second"):
            thread = threading.Thread(target=run, name=name)
            thread.start()
            thread.join()
    interaction = build_interaction(trace.events, view="loop")
    assert [(one.name, one.group) for one in interaction.participants] == [
        ("event loop of first", "first"),
        ("sleeps('a', 0)", "first"),
        ("event loop of second", "second"),
        ("sleeps('a', 0)", "second"),
    ]
    for one in interaction.elements:
        if isinstance(one, CallMessage):
            assert one.sender is not None
            assert one.sender.group == one.receiver.group


def test_two_loops_in_one_thread(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        asyncio.run(sleeps("a", 0))
        asyncio.run(sleeps("b", 0))
    names = [one.name for one in build_interaction(trace.events, view="loop").participants]
    assert names == [f"{LOOP} 1", "sleeps('a', 0)", f"{LOOP} 2", "sleeps('b', 0)"]


def test_names_of_tasks(clock: FakeClock) -> None:
    @traced(participant="cook {name}")
    async def cook(name: str) -> None:
        await asyncio.sleep(0)

    @traced
    async def main() -> None:
        await asyncio.gather(cook("rice"), asyncio.create_task(sleeps("a", 0), name="sleeper"), sleeps("x" * 99, 0))

    names = [one.name for one in build(clock, main, view="loop").participants]
    assert sorted(names)[:4] == ["cook rice", LOOP, "main()", "sleeper"]
    (long,) = (name for name in names if name.startswith("sleeps('xxx"))
    assert len(long) < 60


def test_notes_and_inner_calls(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        note("before")
        await sleeps("a", 1)

    note("of nobody")
    assert lines(build(clock, main, view="loop")) == [
        f"{LOOP} > main(): starts, runs",
        "note main(): before",
        f"main() < {LOOP}: sleeps awaits asyncio.sleep(1) returned",
        "... 1",
        f"{LOOP} > main(): runs on",
        f"main() < {LOOP}: returns None returned",
    ]


def test_callbacks_and_generators(clock: FakeClock) -> None:
    @traced
    def tick() -> None:
        pass

    @traced
    async def items() -> AsyncIterator[int]:
        yield 1

    async def main() -> None:
        asyncio.get_running_loop().call_soon(tick)
        async for _ in items():
            await asyncio.sleep(1)

    assert lines(build(clock, main, view="loop")) == [
        f"{LOOP} > items(): starts, runs",
        f"items() < {LOOP}: yields 1 returned",
        f"{LOOP} > callback tick: starts, runs",
        f"callback tick < {LOOP}: returns None returned",
        "... 1",
        f"{LOOP} > items(): anext(), runs on",
        f"items() < {LOOP}: ends returned",
    ]


def test_repeated_turns_are_folded(clock: FakeClock) -> None:
    @traced
    async def ticks() -> None:
        for _ in range(10):
            await asyncio.sleep(1)

    @traced
    async def main() -> None:
        await asyncio.gather(ticks(), ticks())

    drawn = lines(build(clock, main, view="loop"))
    print(*drawn, sep="\n")
    assert len(drawn) < 24
    assert len(lines(build(clock, main, view="loop", fold=False))) > 40


def test_many_tasks_leave_their_lifelines_to_others(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for number in range(30):
            await asyncio.create_task(sleeps(str(number), 1))

    interaction = build(clock, main, view="loop", fold=False)
    assert [one.name for one in interaction.participants] == [LOOP, "main", "sleeps"]
    assert f"{LOOP} > sleeps: sleeps('7', 1) starts, runs" in lines(interaction)


def test_a_task_that_still_runs_and_one_that_is_dropped(clock: FakeClock) -> None:
    @traced
    async def waits() -> None:
        await asyncio.Future()

    loop = asyncio.new_event_loop()
    with record(clock=clock) as trace:
        coroutine = waits()

        async def step() -> None:
            coroutine.send(None)

        loop.run_until_complete(step())
        loop.close()
        coroutine.close()
    assert lines(build_interaction(trace.events, view="loop")) == [
        f"{LOOP} > waits(): starts, runs",
        f"waits() < {LOOP}: awaits asyncio.Future() returned",
    ]

    @traced
    async def stops() -> None:
        stopping.__exit__(None, None, None)

    stopping = record(clock=clock)
    running = stopping.__enter__()
    clock.run(stops())
    assert lines(build_interaction(running.events, view="loop"))[1:] == ["stops() |: still running"]


def test_after_events_are_left_out_nothing_is_made_up(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for _ in range(20):
            clock.sleep(0.5)
            await asyncio.sleep(1)

    with record(clock=clock, keep="latest", max_events=7) as trace:
        clock.run(main())
    drawn = lines(build_interaction(trace.events, view="loop", fold=False))
    assert drawn[0].startswith("note ?: ")
    assert "left out" in drawn[0]
    for turn in find_turns(trace.events):
        assert turn.duration in (0, 500_000_000)


def test_nothing_ran_in_a_loop() -> None:
    interaction = build_interaction((), view="loop")
    assert interaction.remarks == ("Nothing ran in an event loop.",)


def test_what_is_outside_is_said(clock: FakeClock) -> None:
    @traced
    def plain() -> None:
        pass

    with record(clock=clock) as trace:
        plain()
        clock.run(sleeps("a", 1))
    assert build_interaction(trace.events, view="loop").remarks[2:] == (
        "1 call outside of event loops: see the view of calls.",
    )
