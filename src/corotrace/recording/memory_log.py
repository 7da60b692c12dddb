"""What logs in memory have in common, whichever events they keep."""

from typing import Any

from corotrace.recording.log import Write
from corotrace.recording.values import ValuePolicy


class MemoryLog:
    """Takes records (see `log.Log`).

    Args:
        max_events: how many events are kept.
        policy: how values are written.
    """

    def __init__(self, max_events: int, policy: ValuePolicy) -> None:
        self._policy = policy
        self._max_events = max_events
        self._raw: list[Any] = []
        self._last: list[Any] = []
        self.write: Write = self._raw.extend

    def end(self, record: tuple[Any, ...]) -> None:
        """Take the last record."""
        self._last = [record]

    def prepare_for_fork(self) -> None:
        """There is nothing to do."""

    def goes_on_in_child(self) -> bool:
        """It does: its memory has been copied."""
        return True

    def close(self) -> None:
        """Nothing is kept elsewhere."""
