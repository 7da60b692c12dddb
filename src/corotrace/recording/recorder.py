"""A recording: the log that events are appended to, and who is recording now."""

import logging
import os
import platform
import threading
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from corotrace._version import __version__
from corotrace.events import Event, Header
from corotrace.recording.log import STOPPED, Mark
from corotrace.recording.reading import read_log

Clock = Callable[[], int]

_log = logging.getLogger("corotrace")
_changing = threading.Lock()
_in_context: "ContextVar[tuple[Recorder, ...]]" = ContextVar("corotrace.recorders", default=())


class Recorder:
    """Collects raw events while it is on, and gives them as facts.

    Args:
        title: what the user calls the recording.
        clock: gives a monotonic time in nanoseconds.
        everywhere: whether it receives the calls of the whole process, or only those of the context that it is started
            in and of the tasks and threads that copy this context.
    """

    def __init__(self, title: str, clock: Clock = time.perf_counter_ns, *, everywhere: bool = True) -> None:
        self.clock = clock
        self._everywhere = everywhere
        #: Whether it still records.
        self.on = True
        self.header = Header(
            title=title,
            started_at=datetime.now().astimezone().isoformat(),
            time=clock(),
            pid=os.getpid(),
            python=platform.python_version(),
            corotrace=__version__,
        )
        self._raw: list[Any] = []
        self._events: tuple[Event, ...] | None = None
        #: Appends a record to the log, whole: threads may do so at the same time.
        self.write: Callable[[tuple[Any, ...]], None] = self._raw.extend

    def start(self) -> None:
        """Begin to receive the events of traced calls that are made from now on."""
        if not self._everywhere:
            _in_context.set((*_in_context.get(), self))
        with _changing:
            active.change((*active.recorders, self))

    def stop(self, failure: str | None = None) -> None:
        """Receive no more events; a recorder that has stopped stays stopped."""
        with _changing:
            active.change(tuple(recorder for recorder in active.recorders if recorder is not self))
            if self.on:
                self.write((STOPPED, self.clock(), failure))
                self.on, self.write = False, _ignore

    def fail(self, error: BaseException) -> None:
        """Stop because of a fault of corotrace itself; the program goes on unharmed."""
        if self.on:
            self.stop(f"{type(error).__name__} inside corotrace")
            # as text: a log record that holds the exception would keep the program's frames alive
            fault = "".join(traceback.format_exception(error))
            _log.error("corotrace stopped recording %r after an error of its own:\n%s", self.header.title, fault)

    def events(self) -> tuple[Event, ...]:
        """What has been recorded until now, in order; once it has stopped, always the same tuple."""
        if self._events is None:
            on = self.on
            events = read_log(self._raw[:])
            if on:
                return events
            self._events, self._raw = events, []
        return self._events


class Active:
    """The recorders that are on.

    Args:
        recorders: all of them; empty most of the time, which every call of a traced function looks at.
        some_in_context: whether one of them receives the calls of its own context alone.
        in_order_of_start: the same as a list that is changed in place.
    """

    __slots__ = ("in_order_of_start", "recorders", "some_in_context")

    def __init__(self) -> None:
        self.recorders: tuple[Recorder, ...] = ()
        self.some_in_context = False
        self.in_order_of_start: list[Recorder] = []

    def change(self, recorders: "tuple[Recorder, ...]") -> None:
        """Let other recorders be on than before."""
        self.recorders = recorders
        self.some_in_context = not all(recorder._everywhere for recorder in recorders)
        self.in_order_of_start[:] = recorders

    def here(self) -> "tuple[Recorder, ...]":
        """The recorders that receive the events of a call which is made in this context."""
        if not self.some_in_context:
            return self.recorders
        ours = _in_context.get()
        return tuple(recorder for recorder in self.recorders if recorder._everywhere or recorder in ours)


active = Active()


def emit(recorders: tuple[Recorder, ...], mark: Mark, *fields: object) -> None:
    """Append a record to the log of each of the recorders."""
    for recorder in recorders:
        recorder.write((mark, recorder.clock(), *fields))


def fail(recorders: tuple[Recorder, ...], error: BaseException) -> None:
    """Stop each of the recorders because of a fault of corotrace itself."""
    for recorder in recorders:
        recorder.fail(error)


def _ignore(_record: tuple[Any, ...]) -> None:
    pass
