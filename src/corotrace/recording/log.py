"""The raw log of a recording: flat lists, in which a record is a mark and the fields that follow it.

A list of tuples would be simpler; but every tuple is one more object, which takes memory, and which the garbage
collector visits again and again.
"""

from collections.abc import Callable, Iterable, Iterator
from operator import countOf
from typing import Any, Protocol

from corotrace.events import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    Function,
    ItemYielded,
    LoopHeld,
    Noted,
    RecordingStopped,
    Resumed,
    Suspended,
    WaitTurnedOut,
)


class Mark:
    """Begins a record; no field of a record is ever a mark.

    Args:
        kind: what the record becomes.
        function: what is called, or waited for, in a `PlainStart` or a `PlainWait`.
    """

    __slots__ = ("function", "kind")

    def __init__(self, kind: type[Any], function: Function | None = None) -> None:
        self.kind = kind
        self.function = function


class PlainStart:
    """A call of which there is little to say: time, number, parent, place, owner, arguments by position."""


class PlainWait:
    """A wait for a library coroutine, no task or job: time, call, number, owner, names and values in turns."""


class PlainEnd:
    """A call that returns and that nobody but its caller waits for: time, number, result."""


class PlainResumption:
    """A call runs on because what it waited for is over: time, call, number of the wait."""


STARTED = Mark(CallStarted)
ENDED = Mark(CallEnded)
RETURNED = Mark(PlainEnd)
ITEM = Mark(ItemYielded)
CONTINUED = Mark(CallContinued)
SUSPENDED = Mark(Suspended)
RESUMED = Mark(Resumed)
TURNED_OUT = Mark(WaitTurnedOut)
RUNS_ON = Mark(PlainResumption)
HELD = Mark(LoopHeld)
NOTED = Mark(Noted)
STOPPED = Mark(RecordingStopped)

#: Appends a record to a log, whole: threads may do so at the same time.
Write = Callable[[tuple[Any, ...]], None]


class Log(Protocol):
    """Where the records of a recording go.

    Attributes:
        write: takes a record; it may be another one after `keep_bounds`.
    """

    write: Write

    def keep_bounds(self) -> None:
        """See to it that the log takes no more room than it may; called now and then by who writes."""

    def end(self, record: tuple[Any, ...]) -> None:
        """Take the last record, which is never left out; what comes after it is not to be written."""

    def close(self) -> None:
        """Wait until all that was written is where it is kept."""

    def prepare_for_fork(self) -> None:
        """Get ready for the process to be forked; `write` may be another one then."""

    def goes_on_in_child(self) -> bool:
        """In a process that has been forked, get ready to go on, if it does; `write` may be another one then."""

    def events(self) -> tuple[Event, ...]:
        """What has been written until now, as facts, in order."""


def moments_asked_for(raw: list[Any]) -> set[int | None]:
    """The moments that the calls of a raw log refer to: the first field of such records, after the time."""
    return {raw[index + 2] for index, item in enumerate(raw) if item is STARTED or item is CONTINUED}


def records(raw: Iterable[Any]) -> Iterator[list[Any]]:
    """Cut a raw log into its records, each with its mark in front."""
    record: list[Any] = []
    for item in raw:
        if type(item) is Mark and record:
            yield record
            record = []
        record.append(item)
    if record:
        yield record


def count_records(raw: Iterable[Any]) -> int:
    """How many records begin in a raw log."""
    return countOf(map(type, raw), Mark)
