"""Critical paths of random programs: they fill the time of their call, and lead through what really took the time."""

import sys
from itertools import pairwise

from hypothesis import given, settings

from corotrace import Trace
from corotrace.critical_path import CriticalPath, Doing
from corotrace.events import Call, CallEnded, Event, Outcome, Resumed, Suspended
from tests.properties import forked
from tests.properties import programs as p
from tests.properties.test_programs import EXAMPLES, run_recorded, thorough

_MOST_CALLS = 4


def check_covers(path: CriticalPath, call: Call, events: tuple[Event, ...]) -> None:
    end = call.ended.time if call.ended else events[-1].time
    assert path.call is call
    assert sum(step.duration for step in path.steps) == path.duration == end - call.started.time
    assert all(step.duration > 0 for step in path.steps)
    at = call.started.time
    for step in path.steps:
        assert step.start == at
        at += step.duration


def check_recorded(path: CriticalPath, events: tuple[Event, ...]) -> None:
    """What a step says of a call is what was recorded of it at that time."""
    for step in path.steps:
        call, end = step.call, step.start + step.duration
        ended = call.ended.time if call.ended else events[-1].time
        if step.doing is Doing.BEGINS:
            assert end <= call.started.time
        elif step.doing is not Doing.UNKNOWN:
            assert call.started.time <= step.start
            assert end <= ended
        waited = stands_still(call, events)
        if step.doing in (Doing.WAITS, Doing.READY):
            assert any(since <= step.start and end <= until for since, until in waited)
        if step.doing is Doing.RUNS:
            assert not any(since < until and since < end and step.start < until for since, until in waited)
        assert (step.wait is not None) == (step.doing is Doing.WAITS)


def stands_still(call: Call, events: tuple[Event, ...]) -> list[tuple[int, int]]:
    """When it was suspended, or woken up for no time at all."""
    spans: list[tuple[int, int]] = []
    since = None
    for event in (*events, CallEnded(0, events[-1].time, call.started.call, Outcome.RETURNED, "")):
        if isinstance(event, Suspended) and event.call == call.started.call:
            since = event.time
        elif isinstance(event, Resumed | CallEnded) and event.call == call.started.call and since is not None:
            if spans and spans[-1][1] == since:
                since = spans.pop()[0]
            spans.append((since, event.time))
            since = None
    return spans


@given(p.programs(eager=sys.version_info >= (3, 12)))
@settings(thorough, max_examples=max(EXAMPLES // 4, 1))
def test_a_path_fills_the_time_of_its_call_with_what_was_recorded(program: p.Program) -> None:
    trace = run_recorded(program).trace
    calls = sorted(trace.calls(), key=lambda call: -(call.duration or 0))
    for call in calls[:_MOST_CALLS]:
        path = trace.critical_path(call)
        check_covers(path, call, trace.events)
        check_recorded(path, trace.events)


def naps_on(trace: Trace) -> list[int]:
    """The numbers of the naps on the path of the whole."""
    path = trace.critical_path(trace.calls()[0])
    assert {step.doing for step in path.steps} <= {Doing.WAITS}
    return [int(step.call.started.arguments[0].text) for step in path.steps]


def total(trace: Trace) -> int:
    duration = trace.calls()[0].duration
    assert duration is not None
    return round(duration / forked.MILLISECOND, 2)  # type: ignore[return-value]


@given(forked.programs())
@settings(thorough, max_examples=max(EXAMPLES // 4, 1))
def test_a_shorter_wait_makes_the_whole_shorter_if_it_is_on_the_path_and_only_then(row: forked.Row) -> None:
    trace = forked.run(row)
    on_path = naps_on(trace)
    assert total(trace) == round(forked.length(row, forked.delay) * 1_000, 2)
    for nap in forked.naps_of(row):

        def shorter(other: forked.Nap, nap: forked.Nap = nap) -> float:
            return forked.delay(other) - (0.0001 if other is nap else 0)

        gained = round(total(trace) - total(forked.run(row, shorter)), 2)
        assert gained == round(0.1 * on_path.count(nap.number), 2)


def test_the_steps_of_a_path_are_in_order() -> None:
    row = forked.numbered(forked.Row((forked.Nap(1), forked.Nap(0), forked.Nap(2))))
    path = forked.run(row).critical_path("*main_row")
    assert all(before.start < after.start for before, after in pairwise(path.steps))
