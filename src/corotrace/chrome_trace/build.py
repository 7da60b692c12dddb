"""The events of a trace as entries of Chrome's trace event format, in the order in which they happened."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from corotrace.chrome_trace.arrows import Arrows
from corotrace.chrome_trace.board import Board
from corotrace.chrome_trace.names import Names
from corotrace.chrome_trace.slices import Slice, find_slices
from corotrace.chrome_trace.tracks import Track
from corotrace.chrome_trace.turns import Turns
from corotrace.chrome_trace.writing import Entry, write_entries
from corotrace.diagram.left_out import left_out
from corotrace.events import (
    Argument,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    EventsLeftOut,
    Header,
    ItemYielded,
    Noted,
    Outcome,
    Place,
    RecordingStopped,
    Resumed,
    Suspended,
)

_RUNNING = "still running when the recording stopped"


def chrome_trace(header: Header, events: Sequence[Event]) -> Iterator[str]:
    """Write a trace.

    Args:
        header: what is true of the whole recording.
        events: its events, in order.

    Returns:
        The text of a JSON object, in pieces.
    """
    above = {
        "title": header.title, "started_at": header.started_at, "python": header.python,
        "corotrace": header.corotrace, "left_out": [*header.left_out],
    }  # fmt: skip
    return write_entries(_Entries(header, events).write(), above)


class _Entries:
    """Goes through the events; the arguments are those of `chrome_trace`."""

    def __init__(self, header: Header, events: Sequence[Event]) -> None:
        self._events = events
        self._board = Board(header)
        self._names = Names(events)
        # of a selection there are none: the turns of the calls that are shown would not be those of their tasks
        self._turns = Turns(() if header.left_out else events, self._board, self._names)
        self._arrows = Arrows(events, self._board)
        self._slices = find_slices(events, events[-1].seq + 1 if events else 0)
        self._started: dict[int, CallStarted] = {}
        self._places: dict[int, Place] = {}
        self._open: dict[int, tuple[Slice, Track]] = {}  # of calls, or of their steps
        self._waits: dict[int, tuple[Slice, Track]] = {}
        self._see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._start,
            CallContinued: self._go_on,
            Suspended: self._suspend,
            Resumed: self._resume,
            ItemYielded: self._yield,
            CallEnded: self._end,
            Noted: self._note,
            EventsLeftOut: self._leave_out,
            RecordingStopped: self._stop,
        }
        self._board.add("M", None, None, name="process_name", args={"name": header.title or "corotrace"})

    def write(self) -> Iterator[Entry]:
        """Give all entries."""
        entries = self._board.entries
        for event in self._events:
            self._turns.begin(event)
            if (saw := self._see.get(type(event))) is not None:
                saw(event)
            self._arrows.begin(event, self._open)
            self._turns.end(event)
            yield from entries
            entries.clear()
        for call in [*reversed(self._open)]:
            self._close(call, self._events[-1], {"outcome": _RUNNING})
        yield from entries

    # ---- calls and their waits

    def _start(self, event: CallStarted) -> None:
        self._started[event.call] = event
        self._begin(event, event.parent, {"function": event.function.full_name} | _arguments(event.arguments))

    def _go_on(self, event: CallContinued) -> None:
        if event.call in self._started:
            self._begin(event, event.by, {"request": event.request})

    def _begin(self, event: CallStarted | CallContinued, by: int | None, told: Entry) -> None:
        self._places[event.call] = event.place
        around = None if by is None else self._open.get(by)
        new = self._slices[event.seq]
        new.inside = None if around is None else around[0]
        track = self._put(new, event.call)
        self._open[event.call] = new, track
        told |= {"call": event.call} if by is None else {"call": event.call, "caller": by}
        name = self._names.of_call(self._started[event.call])
        self._board.begin(new, track, event.time, name, cat="call", args=told)
        self._arrows.end(event, track)

    def _put(self, new: Slice, call: int) -> Track:
        place = self._places[call]
        return self._board.put(new, place.numbers, self._names.of_track(self._started[call], place))

    def _suspend(self, event: Suspended) -> None:
        if event.call in self._open:
            new = self._slices[event.seq]
            self._waits[event.call] = new, (track := self._put(new, event.call))
            told = _arguments(event.wait.arguments) | {"call": event.call}
            self._board.begin(new, track, event.time, self._names.of_wait(event.wait), cat="wait", args=told)

    def _resume(self, event: Resumed) -> None:
        if (waited := self._waits.pop(event.call, None)) is not None:
            told = {"thrown": event.thrown, "timed out": event.timed_out or None, "item": event.item}
            known: Entry = {name: value for name, value in told.items() if value is not None}
            self._board.end(*waited, event.time, known)

    def _yield(self, event: ItemYielded) -> None:
        self._close(event.call, event, {"item": event.value})

    def _end(self, event: CallEnded) -> None:
        value = "result" if event.outcome is Outcome.RETURNED else "exception"
        self._close(event.call, event, {"outcome": event.outcome.value, value: event.value})
        self._started.pop(event.call, None)

    def _close(self, call: int, event: Event, told: Entry) -> None:
        if (waited := self._waits.pop(call, None)) is not None:
            self._board.end(*waited, event.time, {})
        if (over := self._open.pop(call, None)) is not None:
            self._board.end(*over, event.time, told)

    # ---- notes, and what is not there

    def _note(self, event: Noted) -> None:
        around = None if event.call is None else self._open.get(event.call)
        self._say(event.text, event, None if around is None else around[1])

    def _leave_out(self, event: EventsLeftOut) -> None:
        self._say(left_out(event, in_time=False), event, None)

    def _stop(self, event: RecordingStopped) -> None:
        if event.failure:
            self._say(f"The recording stopped here: {event.failure}", event, None)

    def _say(self, text: str, event: Event, track: Track | None) -> None:
        if track is None:
            self._board.add("i", event.time, None, name=text, cat="note", s="p")
            return
        # on a track a slice of no length: Perfetto shows it as an instant, and lets no arrow begin there
        self._board.add("B", event.time, track, name=text, cat="note")
        self._board.add("E", event.time, track, name=text)


def _arguments(arguments: Iterable[Argument]) -> Entry:
    text = ", ".join(map(str, arguments))
    return {"arguments": text} if text else {}
