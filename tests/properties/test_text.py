"""Random programs as text: every call once, below its caller, with its ending, its waits and its steps."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from corotrace.diagram import RowKind, build_outline
from corotrace.diagram.outline.folding import fold_tree
from corotrace.diagram.outline.nodes import Branch, Loop, Node
from corotrace.diagram.outline.tree import Tree
from corotrace.events import CallStarted, build_calls
from tests.properties import programs as p
from tests.properties.functions import text_of
from tests.properties.log import Asked, Began, Ended, Entry, Waits, Woke, Yielded
from tests.properties.recorded import entries_of, settled
from tests.properties.test_programs import run_recorded, thorough
from tests.properties.text_reader import ReadCall, lines_of, read_calls

_PLAIN = ("anext()", "next()")


def written(seconds: int) -> str:
    """A duration to three digits."""
    return f"{float(f'{seconds:.3g}'):.{0 if seconds >= 100 or not seconds else 1 if seconds >= 10 else 2}f}"


class Expected:
    """What the oracle's log says of each call.

    Args:
        program: what ran.
        log: the oracle's, until the recording stopped.
        stopped: when that was.
    """

    def __init__(self, program: p.Program, log: list[Entry], stopped: int) -> None:
        self.texts = {call.number: text_of(call).partition("(")[0] for call in p.calls_of(program.root)}
        self.calls: dict[int, ReadCall] = {}
        self.own: dict[int, bool] = {}
        self._waits: dict[int, tuple[int, int]] = {}
        self._began: dict[int, int] = {}
        self._requests: dict[int, str] = {}
        for entry in log:
            self._take(entry)
        for number, call in self.calls.items():
            if not call.ending:
                call.ending, call.took = "running", written(stopped - self._began[number])
        for number, (index, since) in self._waits.items():
            self.calls[number].waits[index] = (self.calls[number].waits[index][0], written(stopped - since), "running")

    def _take(self, entry: Entry) -> None:
        call = self.calls.get(entry.call)
        match entry:
            case Began(number, time, caller, own):
                self.calls[number] = ReadCall(number, self.texts[number], caller, "", "", "", "")
                self.own[number], self._began[number] = own, time
                self._requests[number] = "next()"
            case Ended(number, time, ending, text) if call:
                call.ending, call.took = ending, written(time - self._began[number])
                call.value = text if ending in ("returned", "raised") else ""
                if call.name in ("items", "numbers") and ending == "returned":
                    call.ending, call.value = "ended", ""
                if self._requests[number] not in _PLAIN:
                    call.steps.append((self._requests[number], ""))
            case Asked(number, request=request):
                self._requests[number] = request
            case Yielded(number, text=text) if call:
                request = self._requests[number]
                call.steps.append(("" if request in _PLAIN else request, text))
            case Waits(number, time, what) if call:
                self._waits[number] = len(call.waits), time
                call.waits.append((what, "", ""))
            case Woke(number, time, ending) if call:
                index, since = self._waits.pop(number)
                call.waits[index] = call.waits[index][0], written(time - since), ending


def same_as(read: ReadCall, expected: ReadCall) -> None:
    if expected.ending == "raised" and not expected.value.startswith("Boom"):
        read.value = read.value.partition("(")[0]
    read.place = ""
    assert read == expected


@given(p.programs(eager=sys.version_info >= (3, 12)))
@thorough
def test_every_call_stands_once_below_its_caller(program: p.Program) -> None:
    recorded = run_recorded(program)
    log = settled(program, recorded.log, entries_of(recorded.trace.events))
    expected = Expected(program, log, recorded.stopped)
    calls = read_calls(recorded.trace.to_text(width=1_000, fold=False))
    assert sorted(call.number for call in calls) == sorted(expected.calls)
    places = {call.number: call.place for call in calls}
    for call in calls:
        same_as(call, expected.calls[call.number])
        if call.parent is not None:
            assert bool(places[call.number]) == expected.own[call.number], f"where does it run? {call}"


@given(p.programs(eager=sys.version_info >= (3, 12)), st.sampled_from([70, 80, 113]), st.booleans())
@thorough
def test_every_line_fits(program: p.Program, width: int, fold: bool) -> None:
    trace = run_recorded(program).trace
    text = trace.to_text(width=width, fold=fold)
    assert max(map(len, text.splitlines())) <= width
    if not fold:
        wide = trace.to_text(width=1_000, fold=False)
        shape = [(line.level, line.took) for line in lines_of(text)]
        assert shape == [(line.level, line.took) for line in lines_of(wide)]


@given(p.programs(eager=sys.version_info >= (3, 12)), st.integers(0, 60), st.integers(0, 60))
@thorough
def test_of_a_part_of_a_trace_every_call_stands_once(program: p.Program, before: int, after: int) -> None:
    events = run_recorded(program).trace.events
    events = events[before : max(len(events) - after, 0)]
    started = {event.call: event for event in events if isinstance(event, CallStarted)}
    rows = build_outline(events, fold=False).rows
    above: list[str] = []
    parents: list[tuple[str, str]] = []
    for row in rows:
        del above[row.depth :]
        if row.kind is RowKind.CALL:
            parents.append((above[-1] if above else "", row.arguments or ""))
        above.append(row.arguments or "")
    arguments = {number: event.arguments[0].text for number, event in started.items()}
    calls = {call.started.call: call.parent for call in build_calls(events)}
    expected = [(arguments[parent.started.call] if parent else "", arguments[call]) for call, parent in calls.items()]
    assert sorted(parents) == sorted(expected)


@given(p.programs(eager=sys.version_info >= (3, 12)))
@thorough
def test_folding_keeps_what_there_is_in_its_order(program: p.Program) -> None:
    events = run_recorded(program).trace.events
    flat, folded = Tree(events), Tree(events)
    roots = fold_tree(folded.nodes, folded.roots)
    assert unfolded(roots) == unfolded(flat.roots)


def unfolded(branches: list[Branch]) -> list[object]:
    found: list[object] = []
    for branch in branches:
        if isinstance(branch, Loop):
            for group in branch.groups:
                assert [one.alike for one in group] == [one.alike for one in branch.groups[0]]
                found += unfolded(group)
        else:
            assert isinstance(branch, Node)
            found.append((branch.name, branch.arguments, branch.start, branch.end, unfolded(branch.below)))
    return found
