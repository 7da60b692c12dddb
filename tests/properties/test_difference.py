"""The difference of two runs is exactly what was changed in the program, whatever the schedule."""

import importlib
import math
from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corotrace import Difference, Trace
from corotrace.diagram import CallMessage, Change, build_interaction
from corotrace.renderers import render
from tests.diagram.difference.signs import signs
from tests.engines import require_engine, sample
from tests.properties import changing as c
from tests.properties import determined as d
from tests.properties import repeating as r
from tests.properties.test_programs import thorough
from tests.properties.test_structure import SEEDS, run

comparing = importlib.import_module("corotrace.diagram.difference.compare")
FRESH = 1_000


@given(d.programs())
@thorough
def test_runs_of_the_same_program_do_not_differ(root: d.Node) -> None:
    first, *others = [run(root, seed) for seed in SEEDS]
    for other in others:
        for fold in (True, False):
            difference = first.diff(other, fold=fold)
            assert not difference, difference.to_text()
            assert difference.summary == "no difference"


def both_ways(old: Trace, new: Trace) -> tuple[list[str], str, list[str], str]:
    there, back = old.diff(new), new.diff(old)
    return signs(there), there.summary, signs(back), back.summary


def written(call: c.Call, number: int | None = None) -> str:
    name = ("one", "other", "Thing.third")[call.function]
    return f"{name}({call.number if number is None else number}, <Hidden>) → "


def pick(data: Any, root: c.Call, *, inner: bool = True) -> c.Call:
    calls = [*c.calls_of(root)][inner:]
    assume(calls)
    found = data.draw(st.sampled_from(calls))
    assert isinstance(found, c.Call)
    return found


@given(c.programs(), st.data())
@thorough
def test_a_call_is_added_or_removed(root: c.Call, data: Any) -> None:
    gone = pick(data, root)
    there, summary, back, summary_back = both_ways(c.run(root), c.run(c.without(root, gone.number)))
    assert (summary, summary_back) == ("difference: 1 removed", "difference: 1 added")
    lines = [line for line in there if " → " in line]
    assert len(lines) == len([*c.calls_of(gone)])
    assert lines[0].startswith("- " + written(gone))
    assert [line.replace("- ", "+ ", 1) for line in there] == back


@given(c.programs(), st.data())
@thorough
def test_an_argument_is_changed(root: c.Call, data: Any) -> None:
    call = pick(data, root, inner=False)
    there, summary, back, summary_back = both_ways(c.run(root), c.run(c.changed(root, call.number, number=FRESH)))
    assert summary == summary_back == "difference: 1 changed"
    before, after = written(call).rpartition(" → ")[0], written(call, FRESH).rpartition(" → ")[0]
    assert there == [f"~ {after} → 0", f"~ before: {before.removeprefix('Thing.')}"]
    assert back == [f"~ {before} → 0", f"~ before: {after.removeprefix('Thing.')}"]


@given(c.programs(), st.data())
@thorough
def test_a_result_is_changed(root: c.Call, data: Any) -> None:
    call = pick(data, root, inner=False)
    there, summary, _, _ = both_ways(c.run(root), c.run(c.changed(root, call.number, result=5)))
    assert summary == "difference: 1 changed"
    assert there == [f"~ {written(call)}5", "~ result 0 → 5"]


@given(c.programs(), st.data())
@thorough
def test_a_call_is_moved_to_another_one(root: c.Call, data: Any) -> None:
    moved, to = pick(data, root), pick(data, root, inner=False)
    assume(to.number not in {call.number for call in c.calls_of(moved)})
    assume(all(moved not in (*step_calls(step), step) for step in to.steps))
    assume(not in_a_gather(root, moved))
    rest = c.without(root, moved.number)
    here = next(call for call in c.calls_of(rest) if call.number == to.number)
    place = data.draw(st.integers(0, len(here.steps)))
    steps = (*here.steps[:place], moved, *here.steps[place:])
    there, summary, _, summary_back = both_ways(c.run(root), c.run(c.changed(rest, to.number, steps=steps)))
    assert summary == summary_back == "difference: 1 moved"
    lines = sorted(there, key=len)
    assert len(lines) == 3
    assert any(line.startswith("> " + written(moved)) for line in lines)
    assert any(line.endswith(" was here") for line in lines)
    assert any(line.startswith("> moved from ") for line in lines)


@given(c.programs(), st.data(), st.integers(1, 8), st.integers(1, 8))
@thorough
def test_something_is_done_more_often(root: c.Call, data: Any, before: int, after: int) -> None:
    assume(before != after and max(before, after) > 2)
    at = pick(data, root, inner=False)
    again = c.Call(3, (c.Call(1, (), FRESH + 1),), FRESH)
    traces = [c.run(c.changed(root, at.number, steps=(*at.steps, c.Again(n, again)))) for n in (before, after)]
    there, summary, back, _ = both_ways(*traces)
    assert summary == "difference: 1 changed"
    assert there == [f"~ loop {before} × → {after} ×"]
    assert back == [f"~ loop {after} × → {before} ×"]


@given(r.sequences(), st.data(), st.integers(1, 2))
@thorough
def test_loops_contradict_nothing(calls: tuple[c.Call, ...], data: Any, edits: int) -> None:
    """What stands in no loop is told as it is where there are none."""
    other = calls
    for number in range(edits):
        other = r.edited(data, other, FRESH + number)
    old, new = (c.run(c.Call(0, steps)) for steps in (calls, other))
    assert _told(old.diff(new)) <= _told(old.diff(new, fold=False))


def _told(difference: Difference) -> set[tuple[Change, str, tuple[str, ...]]]:
    """What has become of what is in no loop."""
    found = set()
    loop = math.inf
    for row in difference._comparison.rows:
        if row.depth <= loop:
            loop = row.depth if row.text.startswith("loop ") else math.inf
            if row.change is not None and not row.text.startswith("loop "):
                found.add((row.change, row.text, row.details))
    return found


def step_calls(step: c.Step) -> tuple[c.Call, ...]:
    return step.calls if isinstance(step, c.Together) else ()


def in_a_gather(root: c.Call, call: c.Call) -> bool:
    """Whether it stands in no order among others."""
    return any(call in step_calls(step) for one in c.calls_of(root) for step in one.steps)


@given(c.programs(), c.programs())
@thorough
def test_of_any_two_programs_each_call_is_drawn_once(one: c.Call, another: c.Call) -> None:
    old, new = c.run(one), c.run(another)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "_MOST_NODES", 10_000)
        comparison = comparing.compare(old.events, new.events, "", (), 200, fold=False)
    drawn = [element for element in comparison.interaction.elements if isinstance(element, CallMessage)]
    for trace, other in ((old, Change.ADDED), (new, Change.REMOVED)):
        expected = Counter(message.text for message in messages(trace))
        shown = [message for message in drawn if message.change is not other]
        assert len(shown) == expected.total()
        same = Counter(message.text for message in shown if message.change not in (Change.CHANGED, Change.MOVED))
        assert same <= expected


def messages(trace: Trace) -> list[CallMessage]:
    interaction = build_interaction(trace.events, order="structure", fold=False)
    return [element for element in interaction.elements if isinstance(element, CallMessage)]


@pytest.mark.parametrize(("engine", "examples"), [("embedded", 20), ("local", 4)])
def test_every_difference_is_accepted(engine: str, examples: int) -> None:
    require_engine(engine)

    @sample(examples)
    @given(d.programs(), d.programs())
    def accepted(one: d.Node, another: d.Node) -> None:
        for page in run(one, 0).diff(run(another, 1)).to_puml_pages():
            assert render(page, "svg", engine=engine).rstrip().endswith(b"</svg>")

    accepted()
