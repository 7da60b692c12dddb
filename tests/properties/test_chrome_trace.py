"""Random programs in Chrome's format: a slice for each call, step and wait, nested in that of its caller alone."""

import sys
from collections import defaultdict
from itertools import pairwise

from hypothesis import given, settings

from corotrace import Trace
from corotrace.diagram.loop_view import find_turns
from corotrace.events import CallContinued, CallStarted, ItemYielded, Noted, Suspended
from tests.chrome_trace.reader import Bar, read_chrome
from tests.properties import programs as p
from tests.properties.test_programs import EXAMPLES, run_recorded, thorough


def calls_of(bars: list[Bar]) -> dict[int, list[Bar]]:
    """The slices of each call: one for each step."""
    found: defaultdict[int, list[Bar]] = defaultdict(list)
    for bar in bars:
        if bar.category == "call":
            found[bar.args["call"]].append(bar)
    return found


def check(trace: Trace) -> None:
    bars = read_chrome(trace.to_chrome_trace())
    events = trace.events
    begun = [event for event in events if isinstance(event, CallStarted | CallContinued)]
    assert sum(bar.category == "call" for bar in bars) == len(begun)
    assert sum(bar.category == "wait" for bar in bars) == sum(isinstance(event, Suspended) for event in events)
    assert sum(bar.category == "note" for bar in bars) == sum(isinstance(event, Noted) for event in events)
    turns = [bar for bar in bars if bar.category.startswith("turn")]
    assert len(turns) == len(find_turns(events))
    assert all(bar.track.startswith("event loop of ") for bar in turns)

    calls = {call.started.call: call for call in trace.calls()}
    steps = {event.call for event in events if isinstance(event, ItemYielded | CallContinued)}
    for number, of_call in calls_of(bars).items():
        call = calls[number]
        first, last = of_call[0], of_call[-1]
        assert first.start * 1_000 == call.started.time - trace.header.time
        if call.ended is not None and number not in steps:
            assert len(of_call) == 1
            assert last.end * 1_000 == call.ended.time - trace.header.time
            assert last.args["outcome"] == call.ended.outcome.value
        for bar in of_call:
            assert bar.inside is None or bar.inside.args["call"] == bar.args["caller"], "nested in its caller, or not"
        for before, after in pairwise(of_call):
            assert before.end <= after.start
    for bar in bars:
        if bar.category == "wait":
            assert bar.inside is not None
            assert bar.inside.category == "call"
            assert bar.inside.args["call"] == bar.args["call"]
            assert not bar.inner


@given(p.programs(eager=sys.version_info >= (3, 12)))
@settings(thorough, max_examples=max(EXAMPLES // 4, 1))
def test_each_call_is_a_slice_in_that_of_its_caller(program: p.Program) -> None:
    check(run_recorded(program).trace)
