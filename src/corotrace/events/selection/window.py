"""What of a shown call lies outside of a time window: its waits, and the steps that it did as a generator."""

from collections.abc import Iterable
from dataclasses import dataclass

from corotrace.events.event import CallContinued, CallEnded, CallStarted, Event, ItemYielded, Resumed, Suspended


@dataclass(frozen=True, slots=True)
class Window:
    """A time window, in nanoseconds of the events' clock."""

    start: int
    end: int

    def overlaps(self, first: int, last: int) -> bool:
        """Whether something that lasted from one moment to another was going on in the window."""
        return first <= self.end and last >= self.start


def waits_outside(events: Iterable[Event], window: Window) -> set[int]:
    """The numbers of the waits that were over before the window, or began after it."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for event in events:
        if isinstance(event, Suspended):
            first.setdefault(event.wait.number, event.time)
            last.pop(event.wait.number, None)
        elif isinstance(event, Resumed):
            last[event.wait] = event.time
    return {wait for wait, end in last.items() if wait in first and not window.overlaps(first[wait], end)} | {
        wait for wait, start in first.items() if start > window.end
    }


@dataclass(slots=True)
class _Step:
    """A step of a generator, from a request to its item; ``busy`` where anything else that is shown happens in it."""

    request: CallContinued
    busy: bool = False


def steps_outside(events: Iterable[Event], window: Window) -> set[int]:
    """The order numbers of the events of idle steps outside of the window; the first and the last step stay.

    Args:
        events: those that are shown, in order.
        window: the window.
    """
    found: set[int] = set()
    steps: dict[int | None, _Step] = {}

    def happens_in(call: int | None) -> None:
        if call in steps:
            steps[call].busy = True

    for event in events:
        match event:
            case CallStarted(parent=caller):
                happens_in(caller)
            case Suspended(call=caller):
                happens_in(caller)
            case CallContinued(call=call):
                steps[call] = _Step(event)
            case ItemYielded(call=call) if (step := steps.pop(call, None)) is not None:
                if step.busy or window.overlaps(step.request.time, event.time):
                    happens_in(step.request.by)
                else:
                    found |= {step.request.seq, event.seq}
            case CallEnded(call=call) if (step := steps.pop(call, None)) is not None:
                happens_in(step.request.by)
    return found
