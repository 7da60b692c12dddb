"""Recordings: several at once, read while they go on, and one that breaks."""

import asyncio
import logging

import pytest

from corotrace import Trace, UsageError, record, traced
from corotrace.events import CallEnded, CallStarted, RecordingStopped
from corotrace.recording import call as call_module
from corotrace.recording import driver
from corotrace.recording.active import active
from corotrace.recording.values import ValuePolicy
from corotrace.testing import FakeClock


@traced
async def work(name: str) -> str:
    await asyncio.sleep(1)
    return name


@traced
def plain(name: str) -> str:
    return name


def test_events_are_numbered_from_one_in_their_order(clock: FakeClock) -> None:
    for _ in range(2):  # the second recording counts anew
        with record(clock=clock) as trace:
            clock.run(work("a"))
        assert [event.seq for event in trace.events] == [1, 2, 3, 4, 5]
        assert [event.time for event in trace.events] == sorted(event.time for event in trace.events)
        assert [event.call for event in trace.events if isinstance(event, CallStarted)] == [1]


def test_the_header_tells_where_it_was_made() -> None:
    with record("title") as trace:
        pass
    assert trace.header.title == "title"
    assert trace.header.pid > 0
    assert trace.header.started_at[10] == "T"


def test_nothing_is_recorded_after_the_end(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        pass
    clock.run(work("a"))
    assert [type(event) for event in trace.events] == [RecordingStopped]
    assert active.recorders == ()


def test_recordings_may_be_nested(clock: FakeClock) -> None:
    async def main() -> None:
        with record(clock=clock) as outer:
            first = asyncio.create_task(work("first"))
            await asyncio.sleep(0.5)
            with record(clock=clock) as inner:
                await work("second")
            await first
            await work("third")
        assert [[str(a) for a in call.started.arguments] for call in outer.calls()] == [
            ["'first'"], ["'second'"], ["'third'"],
        ]  # fmt: skip
        assert [call.started.arguments[0].text for call in inner.calls()] == ["'second'"]

    clock.run(main())


def test_recordings_of_several_tasks_see_their_own_context_alone(clock: FakeClock) -> None:
    async def request(name: str) -> Trace:
        with record(name, scope="context", clock=clock) as trace:
            await asyncio.gather(work(f"{name}1"), work(f"{name}2"))
            await asyncio.to_thread(plain, name)
        await work("after")
        return trace

    async def main() -> list[Trace]:
        with record(clock=clock) as everything:
            traces = await asyncio.gather(request("a"), request("b"))
        return [*traces, everything]

    first, second, everything = clock.run(main())
    assert [sorted(call.started.arguments[0].text for call in trace.calls()) for trace in (first, second)] == [
        ["'a'", "'a1'", "'a2'"],
        ["'b'", "'b1'", "'b2'"],
    ]
    assert len(everything.calls()) == 8
    assert active.recorders == ()
    assert not active.selective


def test_an_unknown_scope_is_refused() -> None:
    with (
        pytest.raises(UsageError, match=r"record\(scope='thread'\): write 'process' or 'context'"),
        record(scope="thread"),
    ):  # type: ignore[arg-type]
        pass


def test_a_trace_can_be_read_while_it_grows(clock: FakeClock) -> None:
    async def main() -> None:
        with record(clock=clock) as trace:
            task = asyncio.create_task(work("a"))
            await asyncio.sleep(0.5)
            assert "still running" in trace.to_puml()
            await task
            assert "still running" not in trace.to_puml()

    clock.run(main())


def test_a_recording_ends_when_the_block_is_left_by_an_exception() -> None:
    with pytest.raises(LookupError), record():
        raise LookupError
    assert active.recorders == ()


@pytest.mark.parametrize(
    ("module", "broken"),
    [
        (call_module, "owner_of"),
        (ValuePolicy, "keep"),
        (ValuePolicy, "keep_error"),
        (driver, "wait_for_what"),
    ],
)
def test_a_fault_of_the_recorder_does_not_reach_the_program(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, clock: FakeClock, module: object, broken: str
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("a fault of corotrace")

    @traced
    async def main() -> str:
        try:
            await fails()
        except LookupError:
            return await work("unharmed")
        raise AssertionError("it failed")

    @traced
    async def fails() -> None:
        raise LookupError

    monkeypatch.setattr(module, broken, breaks)
    with caplog.at_level(logging.ERROR, "corotrace"), record(clock=clock) as trace:
        assert clock.run(main()) == "unharmed"
    assert len(caplog.records) == 1
    stopped = trace.events[-1]
    assert isinstance(stopped, RecordingStopped)
    assert stopped.failure == "ZeroDivisionError inside corotrace"
    assert "The recording stopped here" in trace.to_puml()


def test_a_call_that_began_before_a_fault_ends_in_silence(clock: FakeClock) -> None:
    async def main() -> None:
        with record(clock=clock) as trace:
            task = asyncio.create_task(work("a"))
            await asyncio.sleep(0.5)
        assert not [event for event in trace.events if isinstance(event, CallEnded)]
        assert await task == "a"
        assert not [event for event in trace.events if isinstance(event, CallEnded)]

    clock.run(main())
