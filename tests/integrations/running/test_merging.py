"""Several streams of events become one: in the order of time, nothing lost, nothing taken for something else."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corotrace.events import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    Function,
    Noted,
    Outcome,
    Owner,
    Place,
    RecordingStopped,
    Resumed,
    Suspended,
    Task,
    Thread,
    Wait,
    build_calls,
)
from corotrace.integrations.running.family import PROGRAM, Birth
from corotrace.integrations.running.merging import Job, Process, merge

MAIN = Place(Thread(1, "MainThread"))
OTHER = Place(Thread(2, "other"))


def starts(time: int, call: int, parent: int | None = None, name: str = "f", place: Place = MAIN) -> CallStarted:
    return CallStarted(0, time, call, parent, Function("app", name), place)


def ends(time: int, call: int) -> CallEnded:
    return CallEnded(0, time, call, Outcome.RETURNED, "None")


def in_order(*events: Event) -> tuple[Event, ...]:
    return tuple(replace(event, seq=seq) for seq, event in enumerate(events, start=1))


def program(*events: Event, pid: int = 1) -> Process:
    return Process(None, in_order(*events, RecordingStopped(0, 1000)), pid)


def child(
    identity: str, *events: Event, parent: str = PROGRAM, at: int = 0, call: int | None = None, fork: bool = False
) -> Process:
    return Process(Birth(identity, parent, at, fork, call), in_order(*events), int(identity.partition("-")[0]))


def callers(events: Sequence[Event]) -> dict[str, str | None]:
    return {call.name: call.parent.name if call.parent else None for call in build_calls(events)}


def test_events_stand_in_the_order_of_time_and_nothing_collides() -> None:
    place = Place(Thread(1, "MainThread"), 1, Task(1, "Task-1"))
    wait = Wait(1, Function("asyncio", "sleep", library=True), owner=Owner("Lock", 1), joins=(1,), job=1)

    def stream(offset: int, name: str) -> tuple[Event, ...]:
        return in_order(
            replace(starts(offset, 1, None, name, place), owner=Owner("Shop", 1), job=1),
            Suspended(0, offset + 10, 1, wait),
            Resumed(0, offset + 20, 1, 1),
            replace(ends(offset + 30, 1), waiters=(1,), blocked=(1,)),
        )

    events = merge(
        Process(None, in_order(*stream(0, "a"), RecordingStopped(0, 100)), 1),
        [child("7-1", *stream(5, "b"), at=1), child("8-1", *stream(3, "c"), at=2)],
    )
    assert [(event.seq, event.time) for event in events] == [
        *enumerate((0, 3, 5, 10, 13, 15, 20, 23, 25, 30, 33, 35, 100), start=1)
    ]
    begun = {event.function.name: event for event in events if isinstance(event, CallStarted)}
    assert [begun[name].place.thread.shown for name in "abc"] == ["process 1", "process 3", "process 2"]
    for told in (
        [event.call for event in begun.values()],
        [event.owner for event in begun.values()],
        [event.job for event in begun.values()],
        [event.place.thread.number for event in begun.values()],
        [event.place.loop for event in begun.values()],
        [event.place.task for event in begun.values()],
        [event.wait.number for event in events if isinstance(event, Suspended)],
        [event.wait.owner for event in events if isinstance(event, Suspended)],
        [event.waiters for event in events if isinstance(event, CallEnded)],
    ):
        assert len(set(told)) == 3
    for event in events:
        if isinstance(event, Suspended):
            (own,) = [started for started in begun.values() if started.call == event.call]
            assert own.place.task
            assert event.wait.joins == (own.place.task.number,)
            assert event.wait.job == own.job
            (resumed,) = [other for other in events if isinstance(other, Resumed) and other.call == event.call]
            assert resumed.wait == event.wait.number


def test_a_child_that_is_started_is_called_by_who_started_it() -> None:
    events = merge(
        program(starts(0, 1, None, "main"), starts(1, 2, 1, "before"), ends(2, 2), starts(9, 3, 1, "after"), ends(10, 3)),
        [
            child("7-1", starts(20, 1, None, "first"), starts(21, 2, 1, "inner"), starts(22, 3, None, "thread", OTHER),
                  ends(23, 2), ends(24, 1), starts(25, 4, None, "second"), ends(26, 4), ends(27, 3), at=5, call=1),
            child("8-1", starts(30, 1, None, "unknown"), ends(31, 1), at=6),
        ],
    )  # fmt: skip
    assert callers(events) == {
        "main": None, "before": "main", "after": "main", "first": "main", "inner": "first", "thread": None,
        "second": "main", "unknown": None,
    }  # fmt: skip
    by_name = {event.function.name: event for event in events if isinstance(event, CallStarted)}
    (ended,) = [event for event in events if isinstance(event, CallEnded) and event.call == by_name["before"].call]
    assert by_name["first"].since == ended.seq  # not "after", which came when the child had been started


def test_a_forked_child_knows_the_calls_of_its_parents_by_their_numbers() -> None:
    grandchild = child("9-1", starts(50, 8, 5, "third"), ends(51, 8), parent="7-1", at=45, fork=True)
    events = merge(
        program(starts(0, 5, None, "main"), ends(60, 5)),
        # it says nothing itself, and yet is the one through which the other knows the call
        [child("7-1", at=40, fork=True), grandchild],
    )
    assert callers(events) == {"main": None, "third": "main"}
    assert {event.place.thread.process for event in events if isinstance(event, CallStarted)} == {1, 2}


def test_the_same_number_means_different_calls_after_a_fork() -> None:
    events = merge(
        program(starts(0, 1, None, "main"), starts(50, 2, 1, "own"), ends(60, 2)),
        [child("7-1", starts(51, 2, 1, "forked"), starts(52, 3, 2, "inner"), ends(53, 3), ends(54, 2), at=40, fork=True)],
    )  # fmt: skip
    assert callers(events) == {"main": None, "own": "main", "forked": "main", "inner": "forked"}


def test_a_job_is_done_for_who_submitted_it() -> None:
    worker = child("7-1", starts(20, 2, 1, "first"), ends(21, 2), starts(22, 4, 3, "second"), ends(23, 4), at=5)
    worker.jobs = {1: Job(PROGRAM, 6, 3), 3: Job("8-1", 9, 4)}
    asks = child("8-1", starts(2, 9, None, "asks"), at=1)
    events = merge(program(starts(0, 6, None, "main")), [worker, asks])
    assert callers(events) == {"main": None, "asks": None, "first": "main", "second": "asks"}
    jobs = [event.job for event in events if isinstance(event, CallStarted) and event.job]
    assert len(set(jobs)) == 2
    worker.jobs = {1: Job(PROGRAM, None, 3), 3: Job("gone-1", 9, 4)}
    assert callers(merge(program(starts(0, 6, None, "main")), [worker])) == {
        "main": None, "first": None, "second": None,
    }  # fmt: skip


def test_what_the_copy_of_a_call_does_is_not_drawn_and_that_is_said_once() -> None:
    events = merge(
        program(starts(0, 1, None, "main"), ends(9, 1)),
        [
            child(
                "7-1",
                Noted(0, 6, 1, "said"),
                Resumed(0, 6, 1, 1),
                ends(7, 1),
                starts(8, 2, None, "later"),
                ends(9, 2),
                at=5,
                fork=True,
            )
        ],
    )
    assert [(event.call, event.text) for event in events if isinstance(event, Noted)] == [
        (None, "said"),
        (None, "process 2 goes on with main(), forked in the middle of it: that is not drawn here"),
    ]
    assert callers(events) == {"main": None, "later": None}
    (main, _) = build_calls(events)
    assert main.ended
    assert main.ended.time == 9


def test_a_generator_is_asked_by_who_asks() -> None:
    asked = CallContinued(0, 22, 2, 1, MAIN, "next()")
    events = merge(
        program(starts(0, 1, None, "main")),
        [child("7-1", starts(20, 2, 1, "items"), asked, ends(23, 2), at=5, fork=True)],
    )
    (main, _) = build_calls(events)
    (continued,) = [event for event in events if isinstance(event, CallContinued)]
    assert continued.by == main.started.call


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (RecordingStopped(0, 9, "the file ends"), "process 2 ended here, or was killed: the file ends"),
        (RecordingStopped(0, 9), None),
    ],
)
def test_a_child_that_has_broken_off_is_told(last: RecordingStopped, said: str | None) -> None:
    events = merge(program(starts(0, 1)), [child("7-1", starts(8, 1), last)])
    assert [event.text for event in events if isinstance(event, Noted)] == ([said] if said else [])
    for recorded in ((starts(8, 1),), (starts(8, 1), ends(9, 1))):
        living = child("7-1", *recorded, last)
        living.goes_on = True
        notes = [event.text for event in merge(program(starts(0, 1)), [living]) if isinstance(event, Noted)]
        told = "process 2 went on when the program had ended: what follows is not recorded"
        assert notes == ([told] if last.failure else [])
    whole = merge(program(starts(0, 1)), [child("7-1", starts(8, 1), ends(9, 1), last)])
    assert not [event for event in whole if isinstance(event, Noted)]
    assert isinstance(events[-1], RecordingStopped)


def test_a_program_that_has_become_another_one_has_not_broken_off() -> None:
    broken = RecordingStopped(0, 9, "the file ends")
    for pid, failure in ((7, None), (6, "the file ends")):
        own = Process(None, in_order(starts(0, 1), broken), pid)
        assert merge(own, [child("7-1", starts(8, 1), ends(9, 1))])[-1] == RecordingStopped(4, 9, failure)


def test_where_threads_write_late_their_order_stays() -> None:
    events = merge(
        program(Noted(0, 100, None, "a"), starts(50, 1, None, "main"), ends(120, 1)),
        [child("7-1", starts(60, 1, None, "child"), ends(61, 1), at=55, call=1)],
    )
    assert callers(events) == {"main": None, "child": "main"}


@st.composite
def streams(draw: st.DrawFn) -> list[tuple[Event, ...]]:
    """Of each of several processes: calls that end, with parents among those before them, at times that go on."""
    made = []
    for _ in range(draw(st.integers(1, 4))):
        time, last, open_calls, events = 0, 0, [], []
        for _ in range(draw(st.integers(1, 12))):
            time += draw(st.integers(0, 5))
            if open_calls and draw(st.booleans()):
                events.append(ends(time, open_calls.pop(draw(st.integers(0, len(open_calls) - 1)))))
            else:
                last += 1
                parent = draw(st.sampled_from([None, *open_calls]))
                open_calls.append(last)
                events.append(starts(time, last, parent, draw(st.sampled_from("fg"))))
        made.append(in_order(*events))
    return made


@settings(max_examples=150, deadline=None)
@given(streams())
def test_every_call_is_there_with_its_own_caller_in_its_own_order(made: list[tuple[Event, ...]]) -> None:
    own, *others = made
    children = [child(f"{number}-1", *events, at=number) for number, events in enumerate(others, start=2)]
    events = merge(Process(None, own, 1), children)
    assert [event.seq for event in events] == [*range(1, len(events) + 1)]
    assert [event.time for event in events] == sorted(event.time for event in events)
    calls = build_calls(events)
    told = [
        sorted(shape(call) for call in calls if call.started.place.thread.process == number)
        for number in sorted({call.started.place.thread.process or 0 for call in calls})
    ]
    expected = [sorted(map(shape, build_calls(stream))) for stream in made]
    assert sorted(told) == sorted(filter(None, expected))


def shape(call: object) -> tuple[object, ...]:
    """What must stay of a call."""
    parent, ended, started = call.parent, call.ended, call.started  # type: ignore[attr-defined]
    return (
        started.time, started.function.name, ended.time if ended else -1, parent.started.time if parent else -1,
        len(call.children),  # type: ignore[attr-defined]
    )  # fmt: skip
