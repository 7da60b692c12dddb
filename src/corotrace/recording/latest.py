"""A log in memory that keeps the latest events, and what has to be known of older calls that are open."""

import itertools
import threading
from collections import deque
from typing import Any

from corotrace.events import Event, EventsLeftOut
from corotrace.recording.log import count_records, records
from corotrace.recording.memory_log import MemoryLog
from corotrace.recording.open_calls import OpenCalls
from corotrace.recording.reading import Reader
from corotrace.recording.values import ValuePolicy

#: A log is cut into pieces of at least so many fields, and forgotten piece by piece.
_PIECE = 1 << 12


class LatestLog(MemoryLog):
    """Keeps so many events, the latest (see `log.Log`).

    Args:
        max_events: how many.
        policy: how values are written.
    """

    def __init__(self, max_events: int, policy: ValuePolicy) -> None:
        super().__init__(max_events, policy)
        self._cutting = threading.Lock()
        self._pieces: deque[tuple[list[Any], int]] = deque()
        self._records = 0
        self._open = OpenCalls()

    def keep_bounds(self) -> None:
        """Forget the oldest pieces that are not needed."""
        if len(self._raw) < _PIECE or not self._cutting.acquire(blocking=False):
            return
        try:
            self._cut()
            while self._records - self._pieces[0][1] >= self._max_events:
                piece, count = self._pieces.popleft()
                self._records -= count
                for record in records(piece):
                    self._open.leave_out(record)
        finally:
            self._cutting.release()

    def events(self) -> tuple[Event, ...]:
        """The latest events. Where more happened, what is known of open calls comes first, and what is left out."""
        with self._cutting:
            self._cut()
            surplus, before = self._records - self._max_events, self._open.copy()
            every = records(itertools.chain.from_iterable([piece for piece, _ in self._pieces]))
        for record in itertools.islice(every, max(surplus, 0)):
            before.leave_out(record)
        reader, kept, latest = Reader(self._policy), before.records(), list(every)
        events = [reader.event(record) for record in kept]
        if before.seen > len(kept):
            reader.seq += 1
            now = latest[0][1]
            events.append(EventsLeftOut(reader.seq, now, before.seen - len(kept), now - before.since))
        events += [reader.event(record) for record in (*latest, *self._last)]
        return tuple(events)

    def _cut(self) -> None:
        """Take away what has been written: records are whole at any moment, and further ones come behind them."""
        length = len(self._raw)
        if length:
            piece = self._raw[:length]
            del self._raw[:length]
            count = count_records(piece)
            self._pieces.append((piece, count))
            self._records += count
