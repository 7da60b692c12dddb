"""What becomes a bar on a track: a call or a step of a generator, a wait, a turn on an event loop."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from corotrace.events import CallContinued, CallEnded, CallStarted, Event, ItemYielded, Resumed, Suspended


@dataclass(slots=True, eq=False)
class Slice:
    """A stretch of time on a track.

    Args:
        began: the number of the event with which it begins.
        ended: the number of the event with which it ends; after all others while it does not.
        inside: the slice that it is a part of.
        name: what it is called.
    """

    began: int
    ended: int
    inside: "Slice | None" = field(default=None, repr=False)
    name: str = ""


def find_slices(events: Iterable[Event], end: int) -> dict[int, Slice]:
    """Find the slices of calls and waits; what a call is a part of is not known yet.

    Args:
        events: the events of a trace, in order.
        end: a number after all of theirs.

    Returns:
        The slices, by the number of the event with which each begins.
    """
    found: dict[int, Slice] = {}
    going: dict[int, Slice] = {}
    waiting: dict[int, Slice] = {}
    for event in events:
        match event:
            case CallStarted() | CallContinued():
                found[event.seq] = going[event.call] = Slice(event.seq, end)
            case Suspended() if event.call in going:
                found[event.seq] = waiting[event.call] = Slice(event.seq, end, going[event.call])
            case Resumed() if (waited := waiting.pop(event.call, None)) is not None:
                waited.ended = event.seq
            case CallEnded() | ItemYielded():
                for slices in (waiting, going):
                    if (over := slices.pop(event.call, None)) is not None:
                        over.ended = event.seq
            case _:
                pass
    return found
