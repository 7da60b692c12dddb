"""A recording: the log that events are appended to."""

import logging
import os
import platform
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Any

from corotrace._version import __version__
from corotrace.events import Event, Header
from corotrace.recording.active import active, in_context
from corotrace.recording.log import STOPPED, Mark
from corotrace.recording.reading import read_log
from corotrace.recording.values import DEFAULT_POLICY, ValuePolicy

Clock = Callable[[], int]

_log = logging.getLogger("corotrace")
_stopping = threading.Lock()


class Recorder:
    """Collects raw events while it is on, and gives them as facts.

    Args:
        title: what the user calls the recording.
        clock: gives a monotonic time in nanoseconds.
        everywhere: whether it receives the calls of the whole process, or only those of the context that it is started
            in and of the tasks and threads that copy this context.
        policy: what it keeps of values.
    """

    def __init__(
        self,
        title: str,
        clock: Clock = time.perf_counter_ns,
        *,
        everywhere: bool = True,
        policy: ValuePolicy = DEFAULT_POLICY,
    ) -> None:
        self.clock = clock
        self.everywhere = everywhere
        self.policy = policy
        #: This recorder alone, as a view.
        self.alone: tuple[tuple[ValuePolicy, tuple[Recorder, ...]], ...] = ((policy, (self,)),)
        #: Whether it still records.
        self.on = True
        self.header = Header(
            title=title,
            started_at=datetime.now().astimezone().isoformat(),
            time=clock(),
            pid=os.getpid(),
            python=platform.python_version(),
            corotrace=__version__,
            max_message=policy.max_message,
        )
        self._raw: list[Any] = []
        self._events: tuple[Event, ...] | None = None
        #: Appends a record to the log, whole: threads may do so at the same time.
        self.write: Callable[[tuple[Any, ...]], None] = self._raw.extend

    def start(self) -> None:
        """Begin to receive the events of traced calls that are made from now on."""
        if not self.everywhere:
            in_context.set((*in_context.get(), self))
        active.add(self)

    def stop(self, failure: str | None = None) -> None:
        """Receive no more events; a recorder that has stopped stays stopped."""
        active.remove(self)
        with _stopping:
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
            events = read_log(self._raw[:], self.policy)
            if on:
                return events
            self._events, self._raw = events, []
        return self._events


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
