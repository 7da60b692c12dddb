"""A log that goes to a file while the recording goes on: a thread of its own writes it, and memory stays as it is."""

import atexit
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corotrace.errors import StorageError
from corotrace.events import Event, Header, RecordingStopped, header_line, load_lines
from corotrace.recording.log import Write
from corotrace.recording.spool_file import SpoolFile
from corotrace.recording.transcript import Transcript
from corotrace.recording.values import ValuePolicy

#: Seconds between two looks at what has been recorded, as long as that is little: what a crash may cost.
_INTERVAL = 0.05
_FEW = 1 << 15
#: While so many fields or more are not written yet, some 40,000 events, who records more has to wait a little, and four
#: times as long with twice as many: where many threads record, most of them have to stand still for one to write, …
_MANY = 1 << 18
_PAUSE = 0.001
#: … and with so many the file is given up.
_TOO_MANY = _MANY * 16
#: Long enough for an event loop to take over, which would otherwise wait for Python to switch threads, 5 ms.
_BREATH = 0.0002
#: Before Python 3.13 a thread that has been joined may be there for a moment still, at the longest for so many seconds.
_AFTERLIFE = 0.05


class SpooledLog:
    """Streams events to a file (see `log.Log`).

    Args:
        path: the file.
        header: what is true of the whole recording.
        policy: how values are written.
        fail: is called when the file cannot be written any more, in any thread.

    Raises:
        StorageError: the file cannot be written.
    """

    def __init__(self, path: Path, header: Header, policy: ValuePolicy, fail: Callable[[BaseException], None]) -> None:
        self._policy = policy
        self._fail = fail
        self._raw: list[Any] = []
        self._extend: Write = self._raw.extend
        self.write: Write = self._extend
        self._begin(path, header)
        self._start()
        atexit.register(self.close)  # Python does not wait for a daemon thread, and waits for any other one for ever

    def _begin(self, path: Path, header: Header) -> None:
        """Begin the file of this process."""
        self._file = SpoolFile(path, header_line(header, spool=True).encode("ascii"))
        self._transcript = Transcript(header.time, self._policy)
        self._last: tuple[Any, ...] | None = None
        self._pid = os.getpid()
        self._writing = threading.Lock()
        self._writer: int | None = None
        self._ended = threading.Event()
        self._broken = False
        self._complete = False
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="corotrace spool", daemon=True)
        self._thread.start()

    def prepare_for_fork(self) -> None:
        """Write everything, and let the thread end until something is recorded again.

        A fork while there are other threads may hang the child, and Python warns of it; the program has not made this
        one.
        """
        if self._pid == os.getpid() and not self._ended.is_set() and self._thread is not None:
            self.write = self._write_and_start
            self._ended.set()
            _see_off(self._thread)
            self._thread = None
            self._ended.clear()

    def goes_on_in_child(self) -> bool:
        """It does not: the file is the parent's."""
        return False

    def _write_and_start(self, record: tuple[Any, ...]) -> None:
        self._raw.extend(record)
        with self._starting:
            if self._thread is None:
                self.write = self._extend
                self._start()

    def keep_bounds(self) -> None:
        """Let the thread come up where the program is faster.

        Raises:
            StorageError: it is not able to.
        """
        waiting = len(self._raw)
        if waiting >= _TOO_MANY:
            raise StorageError(f"cannot write {str(self._file.path)!r} as fast as events happen")
        if waiting >= _MANY:
            time.sleep(_PAUSE * (waiting // _MANY) ** 2)

    def end(self, record: tuple[Any, ...]) -> None:
        """Take the last record, and let the thread end."""
        self._last = record
        self._ended.set()

    def close(self) -> None:
        """Wait until everything is in the file."""
        if self._pid == os.getpid() and self._thread is not threading.current_thread():
            self._ended.set()
            if self._thread is not None:
                self._thread.join()
            else:  # there has been none since a fork
                self._run()
            atexit.unregister(self.close)

    def events(self) -> tuple[Event, ...]:
        """What the file holds, after what has been recorded until now is in it too.

        Raises:
            StorageError: this is a child process of the one that records.
        """
        if self._pid != os.getpid():
            raise StorageError(f"{str(self._file.path)!r} is spooled by another process; read it there")
        if self._ended.is_set():
            self.close()
        else:
            self._flush()
        with self._file.open() as lines:
            _, events = load_lines(lines, str(self._file.path), growing=True)
        if self._broken and self._last:
            _, moment, failure = self._last
            return *events, RecordingStopped(len(events) + 1, moment, failure)
        return events

    def _run(self) -> None:
        while not self._ended.wait(_INTERVAL if len(self._raw) < _FEW else 0):
            self._flush(gently=len(self._raw) < _MANY)
        self._flush()
        if self._last and not self._complete:
            self._complete = True
            self._raw.extend(self._last)
            self._flush()

    def _flush(self, *, gently: bool = False) -> None:
        """Write what has been recorded until now.

        Args:
            gently: whether to let other threads run now and then.
        """
        if self._writer == threading.get_ident():
            return  # an object that was let go of here has called a traced function
        try:
            with self._writing:
                self._writer = threading.get_ident()
                # records are whole at any moment, and further ones come behind them
                length = len(self._raw)
                piece = self._raw[:length]
                del self._raw[:length]
                for block in () if self._broken else self._transcript.blocks(piece):
                    self._file.append(block)
                    if gently:
                        time.sleep(_BREATH)
        except Exception as error:  # noqa: BLE001 - the program must not notice
            self._broken = True
            self._fail(error)
        finally:
            self._writer = None


def _see_off(thread: threading.Thread) -> None:
    """Wait until a thread is gone, as far as the system tells: Python counts the system's threads when it forks."""
    thread.join()
    place, end = f"/proc/self/task/{thread.native_id}", time.monotonic() + _AFTERLIFE
    while os.path.exists(place) and time.monotonic() < end:  # noqa: PTH110 - pathlib takes longer
        time.sleep(_BREATH / 10)
