"""Random programs as timing diagrams: lanes have no gaps, run as long as their turns, and are drawn in order."""

import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings

from corotrace.diagram import Lane, StateKind, Timing, build_timing, split_lanes
from corotrace.diagram.loop_view import Turn, find_turns
from corotrace.emitters import emit_timing
from corotrace.events import TOO_LONG, CallEnded, CallStarted, Event
from tests.properties import programs as p
from tests.properties.test_programs import EXAMPLES, run_recorded, thorough

#: When it begins, is over, how it ended, and each time that it runs.
_Did = tuple[int, int, str, tuple[tuple[int, int], ...]]


@given(p.programs(eager=sys.version_info >= (3, 12)))
@settings(thorough, max_examples=max(EXAMPLES // 4, 1))
def test_lanes_are_what_tasks_did(program: p.Program) -> None:
    events = run_recorded(program).trace.events
    timing = build_timing(events)
    for lane in timing.lanes:
        check_without_gaps(lane)
        check_shown(lane, timing.shortest)
    since = min((event.time for event in events if isinstance(event, CallStarted)), default=0)
    assert sorted(map(did, (lane for lane in timing.lanes if not lane.of_thread))) == sorted(expected(events, since))
    in_threads = {e.place.thread for e in events if isinstance(e, CallStarted) and e.place.loop is None}
    assert sum(lane.of_thread for lane in timing.lanes) == len(in_threads)
    for page in split_lanes(timing):
        check_text(page)


def did(lane: Lane) -> _Did:
    runs = [state for state in lane.states if state.kind in (StateKind.RUNNING, StateKind.HOLDING)]
    assert all((state.kind is StateKind.HOLDING) == (state.duration >= TOO_LONG) for state in runs)
    assert lane.ran == sum(state.duration for state in runs)
    return lane.start, lane.end, lane.ending.value, tuple((state.start, state.end) for state in runs)


def expected(events: Sequence[Event], since: int) -> list[_Did]:
    """The same from the turns."""
    ends = {event.call: event for event in events if isinstance(event, CallEnded)}
    of_one: defaultdict[object, list[Turn]] = defaultdict(list)
    for turn in find_turns(events):
        of_one[turn.place.numbers, turn.root.function if turn.place.task is None else None].append(turn)
    found: list[_Did] = []
    for own in of_one.values():
        ended = ends.get(own[-1].root.call)
        end, how = (events[-1].time, "still running") if ended is None else (ended.time, ended.outcome.value)
        runs = tuple((turn.began.time - since, turn.last.time - since) for turn in own)
        found.append((own[0].began.time - since, end - since, how, runs))
    return found


def check_without_gaps(lane: Lane) -> None:
    assert all(state.start <= state.end for state in lane.states)
    assert all(one.end == following.start for one, following in pairwise(lane.states))


def check_shown(lane: Lane, shortest: int) -> None:
    """What is shown covers the same time, what is long is shown as it is, and no two moments stand side by side."""
    assert (lane.shown[0].start, lane.shown[-1].end) == (lane.start, lane.end)
    for one, following in pairwise(lane.shown):
        assert one.end == following.start
        assert max(one.duration, following.duration) >= shortest
    assert [state for state in lane.states if state.duration >= shortest] == [
        one for one in lane.shown if one in lane.states and one.duration >= shortest
    ]


def check_text(page: Timing) -> None:
    """Each lane changes at moments that come one after the other, and is hidden at last."""
    moments: defaultdict[str, list[float]] = defaultdict(list)
    last: dict[str, str] = {}
    now = -1.0
    for line in emit_timing(page).splitlines():
        if line.startswith("@") and line not in ("@startuml", "@enduml"):
            before, now = now, float(line[1:])
            assert now > before
        elif change := re.match(r"(t\d+) is (.*)", line):
            moments[change[1]].append(now)
            last[change[1]] = change[2]
    assert len(moments) == max(len(page.lanes), 1)
    assert all(one < following for own in moments.values() for one, following in pairwise(own))
    assert set(last.values()) == {"{hidden}"}
