"""The turns that event loops give to their tasks, each loop on a track of its own."""

from collections import defaultdict
from collections.abc import Sequence

from corotrace.chrome_trace.board import Board
from corotrace.chrome_trace.names import Names
from corotrace.chrome_trace.slices import Slice
from corotrace.chrome_trace.tracks import Track
from corotrace.chrome_trace.writing import Entry
from corotrace.diagram.loop_view import Turn, find_turns
from corotrace.events import Event, until, waited


class Turns:
    """Puts turns on a board, event by event.

    Args:
        events: all events of a trace, in order.
        board: where they are put.
        names: what they are called.
    """

    def __init__(self, events: Sequence[Event], board: Board, names: Names) -> None:
        self._board = board
        self._names = names
        self._begins = {turn.began.seq: turn for turn in find_turns(events)}
        self._ends: defaultdict[int, list[tuple[Slice, Track, Entry]]] = defaultdict(list)

    def begin(self, event: Event) -> None:
        """Begin the turn that begins with an event, if one does."""
        turn = self._begins.pop(event.seq, None)
        if turn is None:
            return
        loop = turn.place.thread.number, turn.place.loop
        new = Slice(turn.began.seq, turn.last.seq, self._board.innermost(loop))
        track = self._board.put(new, loop, self._names.of_loop(turn.place))
        told, more = _held(turn)
        self._ends[turn.last.seq].insert(0, (new, track, told))  # eager tasks begin in turns of others
        self._board.begin(new, track, turn.began.time, self._names.of_track(turn.root, turn.place), **more)

    def end(self, event: Event) -> None:
        """End the turns that end with an event."""
        for over, track, told in self._ends.pop(event.seq, ()):
            self._board.end(over, track, event.time, told)


def _held(turn: Turn) -> tuple[Entry, Entry]:
    """What there is to say of a turn, and how that looks."""
    if turn.duration is None:
        return {"end": "not recorded"}, {"cat": "turn"}
    if turn.blocking is None:
        return {}, {"cat": "turn"}
    held, function = turn.blocking
    said = until(held, function) + waited(held.others)
    return {"held the event loop": said}, {"cat": "turn,blocking", "cname": "terrible"}
