"""A recording: the log that events are appended to."""

import itertools
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
from corotrace.errors import StorageError
from corotrace.events import Event, Header, collector_at_rest, settle
from corotrace.recording.active import active, in_context
from corotrace.recording.bounds import Bounds
from corotrace.recording.log import STOPPED, Log, Mark, Write
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
        bounds: how much it keeps, and where.

    Raises:
        StorageError: it is to keep it in a file that cannot be written.
    """

    def __init__(
        self,
        title: str,
        clock: Clock = time.perf_counter_ns,
        *,
        everywhere: bool = True,
        policy: ValuePolicy = DEFAULT_POLICY,
        bounds: Bounds = Bounds(),  # noqa: B008 - it is frozen
    ) -> None:
        self.clock = clock
        self.everywhere = everywhere
        self.policy = policy
        #: This recorder alone, as an audience.
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
        self._log: Log | None = bounds.log(self.header, policy, self.fail)
        self._events: tuple[Event, ...] = ()
        #: Appends a record to the log, whole: threads may do so at the same time.
        self.write: Write = self._log.write

    def start(self) -> None:
        """Begin to receive the events of traced calls that are made from now on."""
        if not self.everywhere:
            in_context.set((*in_context.get(), self))
        active.add(self)

    def stop(self, failure: str | None = None) -> bool:
        """Receive no more events; a recorder that has stopped stays stopped.

        Args:
            failure: why, if something is wrong.

        Returns:
            Whether it has been on until now.
        """
        active.remove(self)
        with _stopping:
            was_on = self.on
            if was_on and self._log is not None:
                self.on, self.write = False, _ignore
                self._log.end((STOPPED, self.clock(), failure))
        return was_on

    def close(self) -> None:
        """Wait until all that was recorded is where it is kept."""
        if self._log is not None:
            self._log.close()

    def fail(self, error: BaseException) -> None:
        """Stop because of a fault of corotrace itself, or of the disk; the program goes on unharmed."""
        if isinstance(error, StorageError):
            if self.stop(str(error)):
                _log.error("corotrace stopped recording %r: %s", self.header.title, error)
        elif self.stop(f"{type(error).__name__} inside corotrace"):
            # as text: a log record that holds the exception would keep the program's frames alive
            fault = "".join(traceback.format_exception(error))
            _log.error("corotrace stopped recording %r after an error of its own:\n%s", self.header.title, fault)

    def keep_bounds(self) -> None:
        """See to it that the log takes no more room than it may."""
        log = self._log
        if log is None:
            return
        log.keep_bounds()
        if self.write is not log.write:
            with _stopping:
                if self.on:
                    self.write = log.write

    def prepare_for_fork(self) -> None:
        """Get ready for this process to be forked."""
        log = self._log
        if log is None:
            return
        log.prepare_for_fork()
        with _stopping:
            if self.on:
                self.write = log.write

    def goes_on_in_child_process(self) -> bool:
        """Whether it records what a process does that has been forked; if not, it does nothing there any more."""
        log = self._log
        if log is None:
            return True
        if self.on and log.goes_on_in_child():
            self.write = log.write
            return True
        self.on, self.write = False, _ignore
        return False

    def events(self) -> tuple[Event, ...]:
        """What has been recorded until now, in order; once it has stopped, always the same tuple."""
        log, on = self._log, self.on
        if log is None:
            return self._events
        with collector_at_rest():
            events = settle(log.events())
        if not on:
            self._events, self._log = events, None
        return events


_written = itertools.count(1).__next__


def emit(recorders: tuple[Recorder, ...], mark: Mark, *fields: object) -> None:
    """Append a record to the log of each of the recorders."""
    for recorder in recorders:
        recorder.write((mark, recorder.clock(), *fields))
    if not _written() & 255:
        keep_bounds()


def emit_with_caller(recorders: tuple[Recorder, ...], mark: Mark, call: int, caller: Any, *fields: object) -> None:
    """Append a record to the log of each of the recorders, with another call in it where the recorder knows that.

    Args:
        recorders: the recorders.
        mark: what is recorded.
        call: the number of the call that it is recorded of.
        caller: the other call, or None.
        fields: what follows.
    """
    for recorder in recorders:
        known = caller is not None and recorder in caller.recorders
        recorder.write((mark, recorder.clock(), call, caller.number if known else None, *fields))
    if not _written() & 255:
        keep_bounds()


def keep_bounds() -> None:
    """Let each recorder see to it that its log takes no more room than it may; whoever records does so now and then."""
    for recorder in active.recorders:
        try:
            recorder.keep_bounds()
        except Exception as error:  # noqa: BLE001 - the program must not notice
            recorder.fail(error)


def fail(recorders: tuple[Recorder, ...], error: BaseException) -> None:
    """Stop each of the recorders because of a fault of corotrace itself."""
    for recorder in recorders:
        recorder.fail(error)


def _ignore(_record: tuple[Any, ...]) -> None:
    pass


def _before_fork() -> None:
    for recorder in active.recorders:
        recorder.prepare_for_fork()
    _stopping.acquire()


def _in_child_process() -> None:
    _stopping.release()
    for recorder in active.recorders:
        if not recorder.goes_on_in_child_process():
            active.remove(recorder)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_stopping.release, after_in_child=_in_child_process
    )  # fmt: skip
