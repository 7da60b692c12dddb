"""Random concurrent programs are recorded and drawn as what they did: no call more, none fewer, none otherwise."""

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings

from corotrace import Trace, record
from corotrace.events import LoopHeld, RecordingStopped, dump_lines, load_lines
from tests.properties import programs as p
from tests.properties.comparing import Comparison
from tests.properties.log import Entry
from tests.properties.oracle import Oracle
from tests.properties.plantuml_reader import read_plantuml
from tests.properties.recorded import entries_of, settled, without_waiting

EXAMPLES = int(os.environ.get("COROTRACE_EXAMPLES", "250"))
thorough = settings(
    max_examples=EXAMPLES,
    derandomize="COROTRACE_EXAMPLES" not in os.environ,  # the same programs on every run of CI
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    print_blob=True,
)


@dataclass
class Recorded:
    """A program that was run while it was recorded.

    Args:
        oracle: who ran it.
        trace: what was recorded.
        log: what the oracle wrote until the recording stopped.
        stopped: when that was, in seconds.
    """

    oracle: Oracle
    trace: Trace
    log: list[Entry]
    stopped: int


def run_recorded(program: p.Program) -> Recorded:
    oracle = Oracle(program, traced=True)
    seen: list[int] = []
    with ExitStack() as stack:
        trace = stack.enter_context(record("a program", clock=oracle.clock))

        def stop() -> None:
            if not seen:
                seen.extend((len(oracle.log), oracle.now))
                stack.close()

        oracle.run(stop)
        stop()
    return Recorded(oracle, trace, oracle.log[: seen[0]], seen[1])


def check(program: p.Program) -> None:
    recorded = run_recorded(program)
    # 1 and 3: the same calls, callers, order, endings and times
    stopped = recorded.trace.events[-1]
    assert isinstance(stopped, RecordingStopped)
    assert stopped.failure is None
    entries = entries_of(recorded.trace.events)
    log = settled(program, recorded.log, entries)
    assert entries == without_waiting(log)
    # 2 and 4: the diagram shows just that
    diagram = read_plantuml(recorded.trace.to_puml(fold=False))
    Comparison(program, log, diagram, recorded.stopped).check()
    assert diagram.holds == [event.duration / 1e9 for event in recorded.trace.events if isinstance(event, LoopHeld)]
    # 6: and so does what was saved
    lines = list(dump_lines(recorded.trace.header, recorded.trace.events))
    assert load_lines(lines, "the saved trace") == (recorded.trace.header, recorded.trace.events)


def check_unharmed(program: p.Program) -> None:
    """5: the program does what it does without the recorder."""
    recorded, alone = run_recorded(program).oracle, Oracle(program, traced=False)
    alone.run()
    assert recorded.log[: recorded.done_at] == alone.log[: alone.done_at]
    assert recorded.outcome == alone.outcome


@given(p.programs(eager=sys.version_info >= (3, 12)))
@thorough
def test_what_is_recorded_and_drawn_is_what_happened(program: p.Program) -> None:
    check(program)


@given(p.programs(eager=sys.version_info >= (3, 12)))
@thorough
def test_the_program_is_not_changed_by_the_recorder(program: p.Program) -> None:
    check_unharmed(program)
