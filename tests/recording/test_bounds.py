"""A recording keeps as many events as it may, says how many it left out, and what it shows stays true."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator

import pytest

from corotrace import UsageError, record, traced
from corotrace.events import CallEnded, CallStarted, Event, EventsLeftOut, RecordingStopped, Suspended
from corotrace.recording.recorder import active
from corotrace.testing import FakeClock
from tests.recording.programs import calls, leaf

_MANY = 3000


@traced
async def sleeps(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0.25)


@traced
def plain(number: int) -> int:
    return number


def started(events: tuple[Event, ...]) -> list[str]:
    return [
        f"{event.function.name}({', '.join(map(str, event.arguments))})"
        for event in events
        if isinstance(event, CallStarted)
    ]


def left_out(events: tuple[Event, ...]) -> list[int]:
    return [event.count for event in events if isinstance(event, EventsLeftOut)]


@pytest.mark.parametrize("count", [5, _MANY])
def test_the_earliest_events_are_kept_and_the_others_counted(clock: FakeClock, count: int) -> None:
    with record(clock=clock, max_events=7) as trace:
        clock.run(calls(count))
    *kept, cut, stopped = trace.events
    assert [event.seq for event in trace.events] == list(range(1, 10))
    assert started(tuple(kept)) == [f"calls({count})", "leaf(0)", "leaf(1)", "leaf(2)"]
    assert cut == EventsLeftOut(8, kept[-1].time, 2 * (count + 1) - 7)
    assert stopped == RecordingStopped(9, kept[-1].time)


def test_a_log_that_is_not_full_leaves_nothing_out() -> None:
    with record(max_events=12) as trace:
        asyncio.run(calls(5))
    assert left_out(trace.events) == []
    assert len(trace.events) == 13  # the end of the recording does not count
    with record(max_events=12, keep="latest") as trace:
        asyncio.run(calls(5))
    assert left_out(trace.events) == []
    assert len(trace.events) == 13


def test_what_is_open_when_the_log_is_full_runs_until_then(clock: FakeClock) -> None:
    with record(clock=clock, max_events=4) as trace:
        clock.run(sleeps(4))
    text = trace.to_puml()
    assert "The recording was full here: 6 later events are left out." in text
    assert "still running</color> <color:#757575>0.250 s</color>" in text  # not the second that it took


def test_the_latest_events_are_kept_and_the_starts_of_open_calls(clock: FakeClock) -> None:
    with record(clock=clock, max_events=5, keep="latest") as trace:
        clock.run(calls(_MANY))
    first, cut, *kept, stopped = trace.events
    assert started((first,)) == [f"calls({_MANY})"]
    assert isinstance(cut, EventsLeftOut)
    assert cut.count == 2 * (_MANY + 1) - 6
    assert started(tuple(kept)) == [f"leaf({_MANY - 2})", f"leaf({_MANY - 1})"]
    assert stopped == RecordingStopped(8, 0)
    assert [event.seq for event in trace.events] == list(range(1, 9))
    assert all(call.parent is trace.calls()[0] for call in trace.calls()[1:])
    assert f"{cut.count:,} earlier events are left out" in trace.to_puml()


def test_no_silence_is_drawn_where_something_was_left_out(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.sleep(1)
        await busy()

    @traced
    async def busy() -> None:
        await calls(2)
        clock.sleep(5)
        await leaf(0)
        clock.sleep(3)
        await leaf(1)

    with record(clock=clock, max_events=4, keep="latest") as trace:
        clock.run(main())
    lines = trace.to_puml().splitlines()
    # the sleep of a second, and the three seconds that are known; between main and busy there was more than is shown
    note = next(index for index, line in enumerate(lines) if "left out" in line)
    assert [line for line in lines[:note] if line.startswith("...")] == []


def test_a_wait_that_began_before_the_cut_lasts_as_long_as_it_did(clock: FakeClock) -> None:
    async def main() -> None:
        queue: asyncio.Queue[int] = asyncio.Queue()
        waiting = asyncio.create_task(takes(queue))
        await asyncio.sleep(1)
        await calls(10)
        await queue.put(1)
        await waiting

    @traced
    async def takes(queue: asyncio.Queue[int]) -> int:
        return await queue.get()

    with record(clock=clock, max_events=6, keep="latest") as trace:
        clock.run(main())
    assert [type(event) for event in trace.events[:2]] == [CallStarted, Suspended]
    text = trace.to_puml()
    assert text.index(" : get()") < text.index("16 earlier events are left out") < text.index("1.00 s")
    assert re.search(r"p4 --> p1 -- : 1 <color:#757575>1.00 s</color>", text)


def test_a_wait_that_goes_on_after_the_cut_began_when_it_did() -> None:
    @traced
    async def waits(condition: asyncio.Condition) -> None:
        async with condition:
            await condition.wait_for(lambda: clock() >= 4_000_000_000)

    async def main() -> None:
        condition = asyncio.Condition()
        waiting = asyncio.create_task(waits(condition))
        for _ in range(4):  # each time it looks, and waits on
            await asyncio.sleep(1)
            await leaf(1)
            async with condition:
                condition.notify_all()
        await waiting

    for max_events in range(1, 14):
        clock = FakeClock()
        with record(clock=clock, max_events=max_events, keep="latest") as trace:
            clock.run(main())
        assert trace.to_puml().count(" : wait_for(") == 1
        assert trace.to_puml().count("4.00 s") == 2, max_events  # of the wait, and of who waits


def test_the_steps_of_a_generator_that_is_open_last_as_long_as_they_did(clock: FakeClock) -> None:
    @traced
    async def items() -> AsyncIterator[int]:
        for number in range(1, 6):
            await asyncio.sleep(number)
            await leaf(number)
            yield number

    async def main() -> None:
        async for _ in items():
            pass

    for max_events in range(1, 30):
        with record(clock=clock, max_events=max_events, keep="latest") as trace:
            clock.run(main())
        steps = re.findall(r"yield (\d) <color:#757575>(\d).00 s<", trace.to_puml())
        assert steps
        assert all(number == took for number, took in steps), max_events


def test_a_parent_that_is_left_out_is_unknown(clock: FakeClock) -> None:
    async def main() -> None:
        child = await spawns()
        await calls(10)
        await child

    @traced
    async def spawns() -> "asyncio.Task[None]":
        return asyncio.create_task(sleeps(1))

    with record(clock=clock, max_events=3, keep="latest") as trace:
        clock.run(main())
    (call,) = [call for call in trace.calls() if call.name == "sleeps"]
    assert call.parent is None
    assert call.started.parent is None


@pytest.mark.parametrize("keep", ["earliest", "latest"])
def test_memory_is_bounded_whatever_is_recorded(keep: str) -> None:
    async def yields() -> None:
        async for _ in items():
            pass

    @traced
    async def items() -> "AsyncIterator[int]":
        for number in range(_MANY):
            yield number

    @traced
    async def waits() -> None:
        for _ in range(_MANY):
            await asyncio.sleep(0)

    def plainly() -> None:
        for number in range(_MANY):
            plain(number)

    coroutines = [lambda: calls(_MANY), yields, waits]
    for program in (*(lambda make=make: asyncio.run(make()) for make in coroutines), plainly):
        with record(max_events=100, keep=keep) as trace:  # type: ignore[arg-type]
            log = active.recorders[0]._log
            program()
            held = len(log._raw) + sum(len(piece) for piece, _ in getattr(log, "_pieces", ()))  # type: ignore[union-attr]
            assert held < 15_000
        assert len(trace.events) <= 110
        assert left_out(trace.events)[0] > _MANY


def test_recordings_that_share_calls_are_all_bounded() -> None:
    """They take turns: none may be passed over by who looks at the bounds every so many calls."""

    async def one(count: int, other: asyncio.Event, mine: asyncio.Event) -> int:
        with record(scope="context", max_events=100):
            recorder = active.recorders[-1]
            for number in range(count):
                await leaf(number)
                mine.set()
                await other.wait()
                other.clear()
            mine.set()
            return len(recorder._log._raw)  # type: ignore[union-attr]

    async def main() -> list[int]:
        first, second = asyncio.Event(), asyncio.Event()
        return await asyncio.gather(one(_MANY, first, second), one(_MANY, second, first))

    assert max(asyncio.run(main())) < 10_000


@pytest.mark.parametrize("keep", ["earliest", "latest"])
def test_threads_that_record_at_once_leave_nothing_uncounted(keep: str) -> None:
    def run() -> None:
        asyncio.run(calls(_MANY))

    with record(max_events=1000, keep=keep) as trace:  # type: ignore[arg-type]
        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert len(trace.events) < 1100  # read while it grows and is cut
        for thread in threads:
            thread.join()
    kept = [event for event in trace.events if not isinstance(event, EventsLeftOut | RecordingStopped)]
    # each thread may hold its event loop once, for the others take their share of the time
    assert len(kept) + left_out(trace.events)[0] - 4 * 2 * (_MANY + 1) in range(5)


def test_a_trace_that_grows_beyond_its_bounds_can_be_read_at_any_time(clock: FakeClock) -> None:
    async def main() -> None:
        with record(clock=clock, max_events=3) as earliest, record(clock=clock, max_events=3, keep="latest") as latest:
            await calls(1)
            assert (left_out(earliest.events), left_out(latest.events)) == ([1], [])  # it knows where calls began
            await calls(1)
            assert (left_out(earliest.events), left_out(latest.events)) == ([5], [4])
            assert (left_out(earliest.events), left_out(latest.events)) == ([5], [4])
        assert (left_out(earliest.events), left_out(latest.events)) == ([5], [4])

    clock.run(main())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_events": 0}, "record(max_events=0): write a whole number from 1 on"),
        ({"max_events": 1.5}, "record(max_events=1.5): write a whole number from 1 on"),
        ({"max_events": True}, "record(max_events=True): write a whole number from 1 on"),
        ({"keep": "some"}, "record(keep='some'): write 'earliest' or 'latest'"),
        ({"spool": 5}, "record(spool=5): write the path of a file"),
        ({"spool": "f", "max_events": 5}, "a spool keeps every event; leave max_events out"),
        ({"spool": "f", "keep": "latest"}, "a spool keeps every event; leave keep out"),
    ],
)
def test_bounds_that_make_no_sense_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)), record(**options):  # type: ignore[arg-type]
        pass
    assert active.recorders == ()


def test_the_outcome_of_a_kept_call_is_known(clock: FakeClock) -> None:
    with record(clock=clock, max_events=1, keep="latest") as trace:
        clock.run(calls(5))
    assert [type(event) for event in trace.events] == [CallStarted, EventsLeftOut, CallEnded, RecordingStopped]
