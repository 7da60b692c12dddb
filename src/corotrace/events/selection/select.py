"""A selection made: the events that are left, and a line that says what is not."""

from corotrace.events.calls import Call
from corotrace.events.event import Event
from corotrace.events.selection.keep import keep
from corotrace.events.selection.wanted import Selection, wanted_calls
from corotrace.events.selection.window import Window


def select(
    selection: Selection, events: tuple[Event, ...], calls: tuple[Call, ...], began: int
) -> tuple[tuple[Event, ...], str]:
    """Leave out what is not wanted.

    Args:
        selection: what is wanted.
        events: the events of a trace, in order.
        calls: its calls.
        began: the time at which its recording began.

    Returns:
        The events that are left, and what to say of those that are not; empty where all are left.
    """
    shown = wanted_calls(selection, calls, events, began)
    window = selection.between and Window(began + selection.between[0], began + selection.between[1])
    kept = keep(events, calls, shown, window)
    gone = [
        f"{len(calls) - len(shown):,} of {_count(len(calls), 'call')}" if len(shown) < len(calls) else "",
        *(_count(*gone) for gone in ((kept.waits, "wait"), (kept.steps, "step"), (kept.notes, "note"))),
    ]
    *others, last = list(filter(None, gone)) or [""]
    said = f"{', '.join(others)} and {last}" if others else last
    return kept.events, f"{said} left out: {selection}" if said else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else ""
