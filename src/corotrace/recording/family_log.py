"""A spool that goes on in child processes, in a file of each process."""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corotrace.events import CallEnded, CallStarted, Header
from corotrace.recording.bounds import Bounds
from corotrace.recording.log import PlainEnd, PlainStart, Write
from corotrace.recording.spool import SpooledLog
from corotrace.recording.values import ValuePolicy

_BEGINNINGS = frozenset({CallStarted, PlainStart})
_ENDS = frozenset({CallEnded, PlainEnd})


class FamilyLog(SpooledLog):
    """Streams the events of a process to a file, and those of each process that is forked from it to another one.

    A child may be killed as soon as its work is done, as those of pools are, or end at once, as all that are forked do:
    whenever no call is open there, everything is written before the program goes on.

    Args:
        path: the file of this process.
        header: what is true of the whole recording.
        policy: how values are written.
        fail: is called when the file cannot be written any more, in any thread.
        path_in_child: gives the file of a child, when called there.
        is_child: whether this process is a child itself.

    Raises:
        StorageError: the file cannot be written.
    """

    def __init__(
        self,
        path: Path,
        header: Header,
        policy: ValuePolicy,
        fail: Callable[[BaseException], None],
        path_in_child: Callable[[], Path],
        *,
        is_child: bool,
    ) -> None:
        super().__init__(path, header, policy, fail)
        self._header = header
        self._path_in_child = path_in_child
        self._open: set[int] = set()
        if is_child:
            self.write: Write = self._write_in_child

    def _begin(self, path: Path, header: Header) -> None:
        super()._begin(path, header)
        self._file.hold()

    def goes_on_in_child(self) -> bool:
        """It does, in a new file, unless there is no place for that any more."""
        self._raw.clear()  # what other threads recorded meanwhile is the parent's
        self._open.clear()
        try:
            self._begin(self._path_in_child(), replace(self._header, pid=os.getpid()))
        except Exception:  # noqa: BLE001 - the program must not notice
            return False
        self.write = self._write_in_child
        return True

    def _write_in_child(self, record: tuple[Any, ...]) -> None:
        self._raw.extend(record)
        kind = record[0].kind
        if kind in _BEGINNINGS:
            self._open.add(record[2])
        elif kind in _ENDS:
            self._open.discard(record[2])
            if not self._open:
                self._flush()
        if self._thread is None:
            self._write_on()

    def _write_on(self) -> None:
        """Let a thread write again, as none does in a process that has just been forked."""
        with self._starting:
            if self._thread is None and not self._ended.is_set():
                with contextlib.suppress(RuntimeError):  # Python is about to end
                    self._start()

    def prepare_for_fork(self) -> None:
        """Write everything, and let the thread end until something is recorded again."""
        write = self.write
        super().prepare_for_fork()
        if write == self._write_in_child:
            self.write = write


@dataclass(frozen=True, slots=True)
class FamilyBounds(Bounds):
    """Everything is kept, of a process and of its children.

    Args:
        path_in_child: gives the file of a child, when called there.
        is_child: whether this process is a child itself.
    """

    path_in_child: Callable[[], Path] = Path
    is_child: bool = False

    def log(self, header: Header, policy: ValuePolicy, fail: Callable[[BaseException], None]) -> FamilyLog:
        """Begin the log of this process.

        Raises:
            StorageError: the file cannot be written.
        """
        path = Path(self.spool or "")
        return FamilyLog(path, header, policy, fail, self.path_in_child, is_child=self.is_child)
