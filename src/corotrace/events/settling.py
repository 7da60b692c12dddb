"""Corrects events by what became known only after them."""

from collections.abc import Sequence
from dataclasses import replace

from corotrace.events.event import CallContinued, CallStarted, Event, LoopHeld, Resumed, WaitTurnedOut


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
    begun: dict[int, CallStarted | CallContinued] = {}
    for event in events:
        match event:
            case CallStarted() | CallContinued():
                begun[event.call] = event
            case Resumed():
                resumed[event.wait] = len(settled)
        if isinstance(event, WaitTurnedOut):
            _correct(settled, resumed.get(event.wait), event)
        else:
            settled.append(_held(event, begun) if isinstance(event, LoopHeld) else event)
    return tuple(settled)


def _correct(settled: list[Event], index: int | None, known: WaitTurnedOut) -> None:
    """Let a call run on as it really did."""
    event = None if index is None else settled[index]
    if index is not None and isinstance(event, Resumed):
        settled[index] = replace(event, thrown=known.thrown, timed_out=False)


def _held(event: LoopHeld, begun: dict[int, CallStarted | CallContinued]) -> LoopHeld:
    """Find the innermost call that had the loop for most of the time; those inside of it began only then."""
    latest = event.time - event.duration // 2
    first = holder = begun.get(event.call)
    while holder is not None and holder.time > latest:
        caller = holder.parent if isinstance(holder, CallStarted) else holder.by
        outer = None if caller is None else begun.get(caller)
        if outer is None or not outer.place.is_with(holder.place):
            break
        holder = outer
    if first is None or holder is None or holder is first:
        return event
    file, line = event.file, event.line
    if file is None and isinstance(first, CallStarted):
        file, line = first.function.file, first.function.line
    return replace(event, call=holder.call, file=file, line=line)
