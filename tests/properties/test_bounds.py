"""Random programs, recorded whole and within bounds at once: what is kept is what happened, and comes out the same."""

import sys
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from corotrace import record
from corotrace.events import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    EventsLeftOut,
    Place,
    Resumed,
    Suspended,
    Thread,
    WaitTurnedOut,
)
from tests.properties import programs as p
from tests.properties.drawn_spans import DrawnSpan, DrawnSpans, Reply
from tests.properties.oracle import Oracle
from tests.properties.test_programs import EXAMPLES, thorough

_NOWHERE = Place(Thread(0, ""))


def known_calls(events: tuple[Event, ...]) -> dict[int, int]:
    """The numbers that the program itself gives its calls, as their first argument, by those of the trace."""
    return {event.call: int(event.arguments[0].text) for event in events if isinstance(event, CallStarted)}


def comparable(events: tuple[Event, ...]) -> list[Any]:
    """The events with the numbers of the program, and none of those that the trace has given."""
    calls = known_calls(events)
    found = []
    for event in events:
        changes: dict[str, Any] = {"seq": 0}
        for name in ("call", "parent", "by"):
            if (number := getattr(event, name, None)) is not None:
                changes[name] = calls.get(number)
        if hasattr(event, "place"):
            changes |= {"place": _NOWHERE, "since": None}
        if isinstance(event, CallStarted):
            owner = event.owner and replace(event.owner, number=min(event.owner.number, 1))
            changes |= {"job": None, "owner": owner}
        if isinstance(event, CallEnded):
            changes |= {"waiters": (), "blocked": ()}
        if isinstance(event, Suspended):
            changes["wait"] = replace(event.wait, number=0, owner=None, joins=(), job=None)
        if isinstance(event, Resumed):
            changes["wait"] = 0
        if isinstance(event, WaitTurnedOut):  # it may be known only when the call has ended and is forgotten
            changes |= {"call": 0, "wait": 0}
        found.append(replace(event, **changes))
    return found


def places_in(everything: list[Any], kept: list[Any]) -> list[int]:
    """Where each of the kept events stands among all of them, the latest ones where several are equal.

    A caller that is not among the kept ones is unknown there.
    """
    starts = {event.call for event in kept if isinstance(event, CallStarted)}
    places, place = [], len(everything)
    for event in reversed(kept):
        while True:
            place -= 1
            assert place >= 0, f"never happened: {event}"
            other = everything[place]
            if isinstance(other, CallStarted) and other.parent not in {None, *starts}:
                other = replace(other, parent=None, elsewhere=not other.function.generator)
            if isinstance(other, CallContinued) and other.by not in {None, *starts}:
                other = replace(other, by=None)
            if other == event:
                break
        places.append(place)
    return places[::-1]


def told(span: DrawnSpan | None, calls: dict[int, int]) -> Any:
    """Which call a span is of, or which call waits in it for what."""
    if span is None:
        return None
    return calls[span.call] if span.call else (calls[span.first.call], span.text)  # type: ignore[attr-defined]


def bars_of(events: tuple[Event, ...], places: list[int]) -> dict[int, Any]:
    """What is drawn of the events, by the places of those that begin it."""
    calls = known_calls(events)
    place = dict(zip(map(id, events), places, strict=True))
    return {
        place[id(span.first)]: {
            "text": span.text,
            "until": span.last and (type(span.last), span.last.time),
            "ending": (span.ending, span.value),
            "caller": told(span.caller, calls),
            "asynchronous": span.asynchronous,
            "reply": (span.reply, told(span.waiter, calls), {told(waiter, calls) for waiter in span.also_waiting}),
        }
        for span in DrawnSpans(events).all()
    }


def starts_generator(event: Event) -> bool:
    return isinstance(event, CallContinued) or (isinstance(event, CallStarted) and event.function.generator)


def is_wait(event: Event) -> bool:
    return isinstance(event, Suspended)


@given(p.programs(eager=sys.version_info >= (3, 12)), st.integers(1, 40))
@settings(thorough, max_examples=EXAMPLES // 2)
def test_what_is_kept_is_what_happened(program: p.Program, max_events: int) -> None:
    oracle = Oracle(program, traced=True)
    clock = oracle.clock
    with (
        record(clock=clock) as whole,
        record(clock=clock, max_events=max_events) as earliest,
        record(clock=clock, max_events=max_events, keep="latest") as latest,
    ):
        oracle.run()
    with patch("corotrace.recording.recorder.settle", tuple):  # corrections are counted as events, too
        *everything, stopped = comparable(whole.events)
        surplus = max(len(everything) - max_events, 0)
        check_earliest(everything, stopped, surplus, earliest.events)
        check_latest(everything, stopped, surplus, latest.events)
        check_bars(whole.events, latest.events)


def check_earliest(everything: list[Any], stopped: Any, surplus: int, events: tuple[Event, ...]) -> None:
    """A beginning, and how much follows."""
    kept = everything[: len(everything) - surplus]
    if surplus:
        kept.append(EventsLeftOut(0, kept[-1].time, surplus))
        stopped = replace(stopped, time=kept[-1].time)
    assert comparable(events) == [*kept, stopped]


def check_latest(everything: list[Any], stopped: Any, surplus: int, events: tuple[Event, ...]) -> None:
    """An end; and of what came before, all calls that were open then, and how much else there was."""
    kept = [event for event in comparable(events) if not isinstance(event, EventsLeftOut)]
    places = places_in([*everything, stopped], kept)
    assert places[-max_events_of(everything, surplus) - 1 :] == list(range(surplus, len(everything) + 1))
    left_out = [event.count for event in events if isinstance(event, EventsLeftOut)]
    assert left_out == ([len(everything) + 1 - len(kept)] if len(kept) <= len(everything) else [])
    ended = {event.call for event in everything[:surplus] if isinstance(event, CallEnded)}
    began = {event.call for event in everything[:surplus] if isinstance(event, CallStarted)}
    older = kept[: len(kept) - max_events_of(everything, surplus) - 1]
    assert {event.call for event in older} == began - ended
    assert {event.call for event in older if isinstance(event, CallStarted)} == began - ended


def max_events_of(everything: list[Any], surplus: int) -> int:
    return len(everything) - surplus


def check_bars(whole: tuple[Event, ...], events: tuple[Event, ...]) -> None:
    """Each bar and each arrow is the one that it is in the diagram of everything."""
    kept = tuple(event for event in events if not isinstance(event, EventsLeftOut))
    places = places_in(comparable(whole), comparable(kept))
    drawn, all_drawn = bars_of(kept, places), bars_of(whole, list(range(len(whole))))
    shown, calls = set(places), set(known_calls(kept).values())
    for place, bar in drawn.items():
        if place not in all_drawn:  # a wait for calls of which none is shown
            assert is_wait(whole[place])
            continue
        expected, is_step = all_drawn[place], starts_generator(whole[place])
        if expected["caller"] not in calls:
            expected["caller"] = None
            if (
                is_step and expected["reply"][1] not in calls
            ):  # a step of a generator, which has outlived who asked for it
                expected["reply"] = Reply.TO_OUTSIDE, None, set()
        assert bar == expected
    for place in all_drawn:
        assert place in drawn or place not in shown
