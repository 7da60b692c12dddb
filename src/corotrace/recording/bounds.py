"""How much a recording keeps, and where."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corotrace.errors import UsageError
from corotrace.events import Header
from corotrace.recording.earliest import EarliestLog
from corotrace.recording.latest import LatestLog
from corotrace.recording.log import Log
from corotrace.recording.spool import SpooledLog
from corotrace.recording.values import ValuePolicy

Keep = Literal["earliest", "latest"]
#: Some 100 MB.
MAX_EVENTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the user chose for a recording.

    Args:
        max_events: how many events are kept in memory, or None for the usual number.
        keep: which of them.
        spool: the file that all of them go to instead.

    Raises:
        UsageError: the choice makes no sense.
    """

    max_events: int | None = None
    keep: Keep = "earliest"
    spool: str | os.PathLike[str] | None = None

    def __post_init__(self) -> None:
        if self.keep not in ("earliest", "latest"):
            raise UsageError(f"record(keep={self.keep!r}): write 'earliest' or 'latest'")
        if self.max_events is not None and (type(self.max_events) is not int or self.max_events < 1):
            raise UsageError(f"record(max_events={self.max_events!r}): write a whole number from 1 on")
        if self.spool is None:
            return
        if not isinstance(self.spool, str | os.PathLike):
            raise UsageError(f"record(spool={self.spool!r}): write the path of a file")
        for option, is_given in (("max_events", self.max_events is not None), ("keep", self.keep != "earliest")):
            if is_given:
                raise UsageError(f"record(spool=…, {option}=…): a spool keeps every event; leave {option} out")

    def log(self, header: Header, policy: ValuePolicy, fail: Callable[[BaseException], None]) -> Log:
        """Begin a log within these bounds.

        Args:
            header: what is true of the whole recording.
            policy: how values are written.
            fail: is called when the log cannot be kept any more.

        Raises:
            StorageError: the file cannot be written.
        """
        if self.spool is not None:
            return SpooledLog(Path(self.spool), header, policy, fail)
        kind = EarliestLog if self.keep == "earliest" else LatestLog
        return kind(self.max_events or MAX_EVENTS, policy)
