"""What held an event loop for long."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corotrace.events.calls import Call
from corotrace.events.event import CallContinued, Event, LoopHeld
from corotrace.events.facts import Function, Place

#: A turn that takes so many nanoseconds is too long, as asyncio's debug mode has it.
TOO_LONG = 100_000_000


@dataclass(frozen=True, slots=True)
class Blocking:
    """A turn of a task, or of a callback, that held its event loop for long: nothing else of that loop ran meanwhile.

    Args:
        call: the innermost traced call when the turn was over.
        place: where it ran: thread, event loop, and task.
        start: when the turn began, in nanoseconds of the events' clock.
        duration: how long it was, in nanoseconds.
        file: the source file where it was over.
        line: the line there; where it ended with the call itself, the line where its function is defined.
        others: how many other tasks the loop had, all of which waited; None where it does not tell.
        until: what was there, such as ``until app.py:12``; before that, which call had it for most of the time, if that
            was over then: ``mostly in parse(), until app.py:12``.
    """

    call: Call
    place: Place
    start: int
    duration: int
    file: str | None
    line: int | None
    others: int | None
    until: str

    def __str__(self) -> str:
        name = self.call.started.function.local_name
        who = "a callback" if self.place.task is None else f"task {self.place.task.name!r}"
        held = f"held the event loop of {self.place.thread.shown} for {self.duration / 1e9:.3f} s"
        return f"{name}(), in {who}, {held}, {self.until}{waited(self.others)}"


def find_blocking(events: Iterable[Event], calls: Iterable[Call], longest: int) -> Iterator[Blocking]:
    """Find the turns that were too long.

    Args:
        events: the events of a trace, in order.
        calls: its calls.
        longest: what is no longer than so many nanoseconds is not too long.
    """
    known = {call.started.call: call for call in calls}
    places: dict[int, Place] = {}
    for event in events:
        if isinstance(event, CallContinued):
            places[event.call] = event.place
        elif isinstance(event, LoopHeld) and event.duration >= longest and event.call in known:
            call = known[event.call]
            started = call.started
            file, line = (event.file, event.line) if event.file else (started.function.file, started.function.line)
            yield Blocking(
                call, places.get(event.call, started.place), event.time - event.duration, event.duration, file, line,
                event.others, until(event, started.function, whole_path=True),
            )  # fmt: skip


def until(event: LoopHeld, function: Function, *, whole_path: bool = False) -> str:
    """Where a turn was over, and what it did most of the time.

    Args:
        event: says so.
        function: the innermost function then.
        whole_path: whether the directory of the source file is told.
    """
    shown = str if whole_path else os.path.basename
    mostly = "" if event.mostly is None else f"mostly in {event.mostly}(), "
    if event.file is not None:
        return f"{mostly}until {shown(event.file)}:{event.line}"
    place = f" ({shown(function.file)}:{function.line})" if function.file else ""
    return f"{mostly}until {'its step' if function.generator else 'it'} was done{place}"


def waited(others: int | None) -> str:
    """How many other tasks waited, as the end of a sentence."""
    if not others:
        return ""
    return f"; {others:,} other task{'s' if others > 1 else ''} waited"
