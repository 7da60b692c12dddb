"""Random programs as Mermaid text: it tells what happened, and of who calls whom, how often, what PlantUML's tells."""

import sys

from hypothesis import given, settings

from corotrace.events import LoopHeld
from tests.properties import determined as d
from tests.properties import programs as p
from tests.properties.comparing import Comparison
from tests.properties.fragments import read_calls
from tests.properties.mermaid_fragments import read_mermaid_calls
from tests.properties.mermaid_reader import read_mermaid
from tests.properties.recorded import entries_of, settled
from tests.properties.test_programs import EXAMPLES, run_recorded, thorough
from tests.properties.test_structure import run
from tests.properties.whole import whole


@given(p.programs(eager=sys.version_info >= (3, 12)))
@thorough
def test_what_is_drawn_is_what_happened(program: p.Program) -> None:
    recorded = run_recorded(program)
    log = settled(program, recorded.log, entries_of(recorded.trace.events))
    text = recorded.trace.to_mermaid(fold=False)
    diagram = read_mermaid(text)
    Comparison(program, log, diagram, recorded.stopped).check()
    assert diagram.holds == [event.duration / 1e9 for event in recorded.trace.events if isinstance(event, LoopHeld)]


@given(d.programs())
@settings(thorough, max_examples=EXAMPLES // 4)
def test_both_languages_say_the_same(root: d.Node) -> None:
    trace = run(root, 1)
    for order in ("time", "structure"):
        for fold in (True, False):
            text = trace.to_mermaid(order=order, fold=fold)
            assert read_mermaid_calls(text) == read_calls(whole(trace, order=order, fold=fold))
