"""Random programs as turns: each is within its call, those of one loop come one after the other, all are drawn."""

import re
import sys
from collections import defaultdict
from itertools import pairwise

from hypothesis import given

from corotrace.diagram.loop_view import Turn, find_turns
from corotrace.events import CallContinued, CallEnded, CallStarted, ItemYielded, LoopHeld, Suspended
from tests.properties import programs as p
from tests.properties.plantuml_reader import read_plantuml
from tests.properties.test_programs import run_recorded, thorough

_SECOND = 1_000_000_000


def check_one_after_the_other(turns: list[Turn]) -> None:
    """No two turns of a loop overlap, except that eager tasks have their first turn inside of another one."""
    by_thread: defaultdict[int, list[Turn]] = defaultdict(list)
    for turn in turns:
        by_thread[turn.place.thread.number].append(turn)
    for of_one in by_thread.values():
        around: list[Turn] = []
        for turn in of_one:
            while around and around[-1].last.seq < turn.began.seq:
                around.pop()
            if around and around[-1].last.seq != turn.began.seq:
                assert turn.first, "only the first turn of an eager task is inside of another one"
                assert sys.version_info >= (3, 12)
                assert turn.last.seq <= around[-1].last.seq
            around.append(turn)


@given(p.programs(eager=sys.version_info >= (3, 12)))
@thorough
def test_turns_are_what_event_loops_let_run(program: p.Program) -> None:
    recorded = run_recorded(program)
    events = recorded.trace.events
    turns = find_turns(events)
    assert not any(turn.lost for turn in turns)
    check_one_after_the_other(turns)
    ends = {event.call: event for event in events if isinstance(event, CallEnded)}
    parents = {event.call: event.parent for event in events if isinstance(event, CallStarted)}
    parents |= {event.call: event.by for event in events if isinstance(event, CallContinued)}
    held = [event for event in events if isinstance(event, LoopHeld)]
    for turn in turns:
        root_ended = ends.get(turn.root.call)
        assert turn.root.seq <= turn.began.seq <= turn.last.seq
        assert root_ended is None or turn.last.seq <= root_ended.seq, "a turn is within its call"
        if turn.ended is not None:
            assert turn.inner is not None
            assert turn.inner.call == turn.ended.call
            # what is told of a turn is what is recorded of it
            assert (turn.hold is not None) == (turn.duration is not None and turn.duration > 0)
            if turn.hold is not None:
                assert turn.hold.duration == turn.duration
                assert turn.hold.call in around(turn.ended.call, parents)
    assert [turn.hold for turn in turns if turn.hold] == sorted(held, key=lambda event: event.seq) or _eager(turns)
    seen = {turn.last.seq for turn in turns} | {turn.began.seq for turn in turns}
    roots = {turn.root.call for turn in turns}
    for event in events:
        if isinstance(event, CallStarted) and event.place.loop is not None and event.call not in roots:
            assert any(turn.began.seq < event.seq <= turn.last.seq for turn in turns), "a call begins in a turn"
        elif isinstance(event, Suspended):
            assert event.seq in seen, "a suspension ends a turn"


def around(call: int | None, parents: dict[int, int | None]) -> list[int]:
    """A call and those that it is in."""
    found = []
    while call is not None and call not in found:
        found.append(call)
        call = parents.get(call)
    return found


def _eager(turns: list[Turn]) -> bool:
    """Whether the turns end in another order than they begin."""
    return any(turn.last.seq < before.last.seq for before, turn in pairwise(turns))


@given(p.programs(eager=sys.version_info >= (3, 12)))
@thorough
def test_every_turn_is_drawn(program: p.Program) -> None:
    trace = run_recorded(program).trace
    turns = find_turns(trace.events)
    text = trace.to_puml(view="loop", fold=False)
    if not turns:
        assert "Nothing ran in an event loop." in text
        return
    diagram = read_plantuml(_without_late(text))
    begun = [message for message in diagram.messages if message.sort == "call"]
    over = [message for message in diagram.messages if message.sort != "call"]
    assert len(begun) == len(over) == len(turns)
    assert all(message.other is not None and "event loop" in diagram.names[message.other] for message in begun)
    for message, turn in zip(begun, turns, strict=True):
        # where many tasks share a lifeline, it is said which one starts
        assert re.match("(.+ )?starts" if turn.first else "runs|gets|times out|a", message.text)
    awaited = [message for message in over if " awaits " in f" {message.text}"]
    assert len(awaited) == sum(isinstance(turn.ended, Suspended) for turn in turns)
    yields = [message for message in over if "yields " in message.text]
    assert len(yields) == sum(isinstance(turn.ended, ItemYielded) for turn in turns)
    assert sum(diagram.holds) * _SECOND == sum(turn.hold.duration for turn in turns if turn.hold)


def _without_late(text: str) -> str:
    return "\n".join(
        line for line in text.split("\n") if not re.match(r"note over p\d+ : [\d.]+ s: .* was ready", line)
    )
