"""A log in memory that keeps the earliest events, and counts those that come when it is full."""

import itertools
import threading
from typing import Any

from corotrace.events import Event, EventsLeftOut
from corotrace.recording.log import count_records, records
from corotrace.recording.memory_log import MemoryLog
from corotrace.recording.reading import Reader
from corotrace.recording.values import ValuePolicy

#: No record has fewer fields; so nothing need be counted while the log is short.
_FEWEST_FIELDS = 2
#: So many fields are counted at once: a millisecond's work.
_PIECE = 1 << 16


class EarliestLog(MemoryLog):
    """Keeps so many events, and no more (see `log.Log`).

    Args:
        max_events: how many.
        policy: how values are written.
    """

    def __init__(self, max_events: int, policy: ValuePolicy) -> None:
        super().__init__(max_events, policy)
        self._counting = threading.Lock()
        self._fields_counted = 0
        self._records_counted = 0
        self._later = itertools.count().__next__
        self._asked = 0

    def keep_bounds(self) -> None:
        """Count the records that are new, a piece at a time, and take no more once there are enough."""
        if len(self._raw) < _FEWEST_FIELDS * self._max_events or not self._counting.acquire(blocking=False):
            return
        try:
            piece = self._raw[self._fields_counted : self._fields_counted + _PIECE]
            self._fields_counted += len(piece)
            self._records_counted += count_records(piece)
            if self._records_counted >= self._max_events:
                self.write = self._leave_out
        finally:
            self._counting.release()

    def events(self) -> tuple[Event, ...]:
        """The earliest events. Where more happened, their number is said, and the recording ends there."""
        reader, every = Reader(self._policy), records(self._raw[:])
        events = [reader.event(record) for record in itertools.islice(every, self._max_events)]
        left_out = sum(1 for _ in every) + self._left_out()
        if left_out:
            reader.seq += 1
            events.append(EventsLeftOut(reader.seq, events[-1].time, left_out))
        for mark, time, failure in self._last:
            events.append(reader.event((mark, events[-1].time if left_out else time, failure)))
        return tuple(events)

    def _leave_out(self, _record: tuple[Any, ...]) -> None:
        self._later()

    def _left_out(self) -> int:
        with self._counting:
            self._asked += 1  # to ask a counter is to count
            return self._later() - self._asked + 1
