"""Arrows from whoever made a task, or a job of a thread, to the call that begins in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from corotrace.chrome_trace.board import Board
from corotrace.chrome_trace.slices import Slice
from corotrace.chrome_trace.tracks import Track
from corotrace.events import CallContinued, CallStarted, Event


class Arrows:
    """Puts arrows on a board, event by event.

    Args:
        events: all events of a trace, in order.
        board: where they are put.
    """

    def __init__(self, events: Sequence[Event], board: Board) -> None:
        self._board = board
        self._begun: set[int] = set()
        #: By the last event before something was made elsewhere: its maker, and the event with which it begins.
        self._made: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        started: dict[int, CallStarted] = {}
        for event in events:
            if isinstance(event, CallStarted | CallContinued):
                by = event.parent if isinstance(event, CallStarted) else event.by
                maker = None if by is None else started.get(by)
                if isinstance(event, CallStarted):
                    started[event.call] = event
                if maker is not None and not event.place.is_with(maker.place):
                    since = maker.seq if event.since is None else event.since
                    self._made[since].append((maker.call, event.seq))

    def begin(self, event: Event, calls: Mapping[int, tuple[Slice, Track]]) -> None:
        """Begin the arrows to what was made after an event, by a call that is the innermost on its track then.

        Args:
            event: it.
            calls: where the open calls are.
        """
        for maker, made in self._made.pop(event.seq, ()):
            if maker in calls:
                inside, track = calls[maker]
                if track.open[-1:] == [inside]:
                    self._board.add("s", event.time, track, name="calls", cat="call", id=made)
                    self._begun.add(made)

    def end(self, event: Event, track: Track) -> None:
        """End the arrow to the slice that begins with an event, if one has begun."""
        if event.seq in self._begun:
            self._board.add("f", event.time, track, name="calls", cat="call", id=event.seq, bp="e")
