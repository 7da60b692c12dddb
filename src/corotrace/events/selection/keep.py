"""Events in which only some calls are left, and all that they say of each other is still true."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from corotrace.events.calls import Call
from corotrace.events.event import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    ItemYielded,
    LoopHeld,
    Noted,
    RecordingStopped,
    Resumed,
    Suspended,
)
from corotrace.events.selection.stand_ins import StandIns
from corotrace.events.selection.waits import Waits
from corotrace.events.selection.window import Window, steps_outside, waits_outside

_Event = TypeVar("_Event", bound=Event)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left.

    Args:
        events: in order.
        waits: how many waits for library code were left out of the calls that are shown,
        steps: and how many of their steps,
        notes: and how many notes of any call, or of none.
    """

    events: tuple[Event, ...]
    waits: int
    steps: int
    notes: int


def keep(events: tuple[Event, ...], calls: Iterable[Call], shown: frozenset[int], window: Window | None = None) -> Kept:
    """Leave out calls, and what lies outside of a time window.

    What a call that is left out did is shown as done by its stand-in; its waits for library code and its notes are left
    out with it.

    Args:
        events: all events, in order.
        calls: all calls.
        shown: the numbers of the calls that are not left out.
        window: outside of which the waits, notes and steps of these are left out too.
    """
    editor = _Editor(events, calls, shown, window)
    kept = [edited for event in events if (edited := editor.edit(event)) is not None]
    steps = steps_outside(kept, window) if window else set()
    kept = [event for event in kept if event.seq not in steps]
    if events and (not kept or kept[-1].seq != events[-1].seq):  # what still runs has run until then
        kept.append(RecordingStopped(events[-1].seq, events[-1].time))
    return Kept(tuple(kept), len(editor.waits_left_out), len(steps) // 2, editor.notes_left_out)


class _Editor:
    """Goes through the events in order.

    Args:
        events: all of them.
        calls: all calls.
        shown: the numbers of the calls that are not left out.
        window: outside of which the waits and notes of these are left out too.
    """

    def __init__(
        self, events: tuple[Event, ...], calls: Iterable[Call], shown: frozenset[int], window: Window | None
    ) -> None:
        self.shown = shown
        self.window = window
        self.stand_ins = StandIns(calls, shown)
        self.waits = Waits(events, shown)
        self.outside = waits_outside(events, window) if window else set()
        self.drawn: set[int] = set()
        self.waiter: dict[int, int | None] = {}
        self.waits_left_out: set[int] = set()
        self.notes_left_out = 0

    def edit(self, event: Event) -> Event | None:
        """The event as it is to be shown, or None where it is left out."""
        self.stand_ins.follow(event)
        match event:
            case Suspended():
                return self.suspended(event)
            case Resumed():
                waiter = self.waiter.get(event.wait)
                return None if waiter is None else _changed(event, call=waiter)
            case LoopHeld():
                return self.held(event)
            case Noted():
                return self.noted(event)
            case CallStarted() | CallContinued() | ItemYielded() | CallEnded() if event.call not in self.shown:
                return None
            case CallStarted():
                return self.started(event)
            case CallContinued():
                return self.continued(event)
        return event

    def started(self, event: CallStarted) -> CallStarted:
        maker, elsewhere = self.stand_ins.maker_of(event.call)
        if maker is None:
            return event
        found = self.stand_ins.of(maker, elsewhere=elsewhere)
        since = event.since if found.since is None else found.since
        if found.call is None:
            return _changed(event, parent=maker, elsewhere=elsewhere, since=since)
        return _changed(event, parent=found.call, since=since)

    def continued(self, event: CallContinued) -> CallContinued:
        if event.by is None:
            return event
        elsewhere = event.elsewhere or self.stand_ins.is_elsewhere(event)
        found = self.stand_ins.of(event.by, elsewhere=elsewhere)
        since = event.since if found.since is None else found.since
        # a generator that is asked by what it led to, does not ask itself
        if found.call is None or found.call == event.call:
            return _changed(event, elsewhere=elsewhere, since=since)
        return _changed(event, by=found.call, since=since)

    def suspended(self, event: Suspended) -> Suspended | None:
        self.waiter[event.wait.number] = waiter = self.who_waits(event)
        return None if waiter is None else _changed(event, call=waiter)

    def who_waits(self, event: Suspended) -> int | None:
        """The call that is shown as waiting: for calls, whoever stands still until they end; for library code, itself.

        What a wait is for may change while it lasts; one that is drawn is drawn to its end.
        """
        wait = event.wait
        if self.waits.is_for_calls(wait) and wait.number not in self.drawn:
            stand_in = self.stand_ins.of(event.call)
            return stand_in.call if stand_in.together and self.waits.gets_shown_reply(wait) else None
        if event.call not in self.shown:
            return None
        if wait.number in self.outside:
            self.waits_left_out.add(wait.number)
            return None
        self.drawn.add(wait.number)
        return event.call

    def held(self, event: LoopHeld) -> LoopHeld | None:
        if self.window is not None and not self.window.overlaps(event.time - event.duration, event.time):
            return None
        stand_in = self.stand_ins.of(event.call)
        if stand_in.call is None or not stand_in.together:
            return None
        return _changed(event, call=stand_in.call)

    def noted(self, event: Noted) -> Noted | None:
        in_time = self.window is None or self.window.overlaps(event.time, event.time)
        if in_time and (event.call is None or event.call in self.shown):
            return event
        self.notes_left_out += 1
        return None


def _changed(event: _Event, **changes: Any) -> _Event:
    """The same event, or a copy where something changes."""
    if all(getattr(event, name) == value for name, value in changes.items()):
        return event
    return replace(event, **changes)
