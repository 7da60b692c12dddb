"""Random selections of random programs: what is drawn is what is drawn of the whole, without the calls left out."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from corotrace import Trace
from corotrace.diagram import Ending
from corotrace.events import CallStarted
from corotrace.events.selection.keep import keep
from tests.properties import programs as p
from tests.properties.comparing import Comparison
from tests.properties.contracting import Contraction
from tests.properties.drawn_spans import DrawnSpans
from tests.properties.plantuml_reader import read_plantuml
from tests.properties.recorded import entries_of, settled
from tests.properties.selecting import Wanting, requests
from tests.properties.test_programs import run_recorded, thorough


def drawn_waits(trace: Trace) -> set[tuple[int, int, int, Ending]]:
    """Each wait that has a bar: its number, the call that waits, for how long, and how it ends."""
    return {
        (number, span.caller.call, (span.last.time if span.last else 0) - span.first.time, span.ending)
        for number, span in DrawnSpans(trace.events).waits().items()
        if span.caller and span.caller.call
    }


def check_waits(selected: Trace, trace: Trace) -> None:
    """Each wait is one of the whole diagram: of the same call, or of one that is left out and has been made by it."""
    shown = {call.started.call for call in selected.calls()}
    callers = {call.started.call: call.parent.started.call if call.parent else None for call in trace.calls()}
    whole = {(number, *rest): caller for number, caller, *rest in drawn_waits(trace)}
    for number, caller, *rest in drawn_waits(selected):
        found = whole[number, *rest]
        while found != caller:
            assert found is not None, "a wait is drawn that is none in the whole diagram"
            assert found not in shown, "a wait is drawn at another call"
            found = callers[found]


@given(p.programs(eager=sys.version_info >= (3, 12)), st.data())
@thorough
def test_any_calls_may_be_left_out(program: p.Program, data: st.DataObject) -> None:
    recorded = run_recorded(program)
    events, calls = recorded.trace.events, recorded.trace.calls()
    log = settled(program, recorded.log, entries_of(events))
    numbers = {event.call: int(event.arguments[0].text) for event in events if isinstance(event, CallStarted)}
    shown = data.draw(st.frozensets(st.sampled_from(sorted(numbers)))) if numbers else frozenset()
    kept = keep(events, calls, shown)
    selected = Trace(recorded.trace.header, lambda: kept.events)
    contracted = Contraction(frozenset(numbers[call] for call in shown)).of(log)
    Comparison(program, contracted, read_plantuml(selected.to_puml(fold=False)), recorded.stopped).check()
    check_waits(selected, recorded.trace)
    again = keep(kept.events, selected.calls(), shown)
    assert again.events == kept.events, "what is left out once changes nothing when it is left out again"


@given(p.programs(eager=sys.version_info >= (3, 12)), st.data())
@thorough
def test_what_is_asked_for_is_what_is_drawn(program: p.Program, data: st.DataObject) -> None:
    recorded = run_recorded(program)
    trace = recorded.trace
    asked = data.draw(requests(trace, program))
    wanting = Wanting(program, settled(program, recorded.log, entries_of(trace.events)), recorded.stopped, asked)
    left = wanting.calls()
    selected = trace.select(**asked)
    contracted = Contraction(left).of(wanting.entries())
    Comparison(program, contracted, read_plantuml(selected.to_puml(fold=False)), recorded.stopped).check()
    check_waits(selected, trace)
    said = f"{len(trace.calls()) - len(left)} of {len(trace.calls())} call"
    assert any(remark.startswith(said) for remark in selected.header.left_out) == (len(left) < len(trace.calls()))
