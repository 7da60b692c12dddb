"""Corrects events by what became known only after them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from corotrace.events.event import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    ItemYielded,
    LoopHeld,
    Resumed,
    Suspended,
    WaitTurnedOut,
)
from corotrace.events.facts import PlaceNumbers

#: In nanoseconds. What takes less is no part of a turn that a reader is told of.
_LONG = 1_000_000


def settle(events: Sequence[Event]) -> tuple[Event, ...]:
    """What happened, as it is known at the end.

    Args:
        events: as they were recorded, in order.

    Returns:
        The events, without those that only correct others: a wait ends as it has turned out to, and an event loop is
        held by the call that had it for most of the turn, not by one that it only began at last.
    """
    kinds = set(map(type, events))
    if kinds.isdisjoint((WaitTurnedOut, LoopHeld)):
        return tuple(events)
    settled: list[Event] = []
    resumed: dict[int, int] = {}
    turns = _Turns()
    for event in events:
        match event:
            case CallStarted() | CallContinued():
                turns.begin(event)
            case CallEnded() | ItemYielded():
                turns.end(event)
            case Suspended():
                turns.suspend(event)
            case Resumed():
                resumed[event.wait] = len(settled)
        if isinstance(event, WaitTurnedOut):
            _correct(settled, resumed.get(event.wait), event)
        else:
            settled.append(turns.held(event) if isinstance(event, LoopHeld) else event)
    return tuple(settled)


def _correct(settled: list[Event], index: int | None, known: WaitTurnedOut) -> None:
    """Let a call run on as it really did."""
    event = None if index is None else settled[index]
    if index is not None and isinstance(event, Resumed):
        settled[index] = replace(event, thrown=known.thrown, timed_out=False)


class _Turns:
    """What calls did in the turn that goes on."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._begun: dict[int, CallStarted | CallContinued] = {}
        #: Of each task whose turn goes on: what took long in it, and when that was over.
        self._over: defaultdict[PlaceNumbers, list[tuple[CallStarted | CallContinued, int]]] = defaultdict(list)

    def begin(self, event: CallStarted | CallContinued) -> None:
        """A call, or a step of a generator, begins."""
        self._begun[event.call] = event
        if isinstance(event, CallStarted):
            self._names[event.call] = event.function.name

    def end(self, event: CallEnded | ItemYielded) -> None:
        """It ends."""
        begun = self._begun.get(event.call)
        if begun is not None and event.time - begun.time >= _LONG:
            self._over[begun.place.numbers].append((begun, event.time))

    def suspend(self, event: Suspended) -> None:
        """A turn is over, and has been told of if it was long."""
        begun = self._begun.get(event.call)
        if begun is not None:
            self._over.pop(begun.place.numbers, None)

    def held(self, event: LoopHeld) -> LoopHeld:
        """A turn is over: find the innermost call that had it for most of the time; those inside began only then."""
        latest = event.time - event.duration // 2
        first = holder = self._begun.get(event.call)
        while holder is not None and holder.time > latest:
            caller = holder.parent if isinstance(holder, CallStarted) else holder.by
            outer = None if caller is None else self._begun.get(caller)
            if outer is None or not outer.place.is_with(holder.place):
                break
            holder = outer
        if first is None or holder is None:
            return event
        mostly = self._mostly(event, holder)
        if holder is first:
            return replace(event, mostly=mostly)
        file, line = event.file, event.line
        if file is None and isinstance(first, CallStarted):
            file, line = first.function.file, first.function.line
        return replace(event, call=holder.call, file=file, line=line, mostly=mostly)

    def _mostly(self, event: LoopHeld, holder: CallStarted | CallContinued) -> str | None:
        """The innermost call that had most of the time, too, and was over before."""
        inside: tuple[int, int] | None = None
        for begun, ended in self._over.pop(holder.place.numbers, ()):
            had = ended - max(begun.time, event.time - event.duration)
            if had * 2 > event.duration and begun.call != holder.call:
                inside = max(inside or (0, 0), (begun.seq, begun.call))
        return None if inside is None else self._names.get(inside[1])
