"""The file of a spool: it grows at its end, by whole lines, and can be read meanwhile."""

import contextlib
import errno
import io
import os
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corotrace.errors import StorageError
from corotrace.files import naming

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None  # type: ignore[assignment]

_HIGH = 200


class SpoolFile:
    """A new file; one that stood there is replaced, and whoever has that open keeps it.

    It is written and read by its descriptor, and so stays the same file when it is renamed or removed, or when the
    program changes its directory.

    Args:
        path: where it is to stand.
        first: its first line.

    Raises:
        StorageError: it cannot be written there.
    """

    def __init__(self, path: Path, first: bytes) -> None:
        self.path = path
        self._length = 0
        self._using = threading.Lock()
        with naming(path):
            target = path.resolve()  # a link stays a link
            is_other = target.exists() and not target.is_file()
        if is_other:
            raise StorageError(f"cannot write {str(path)!r}: it is no regular file; name another one")
        with naming(path):
            target.unlink(missing_ok=True)
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            self._file = _out_of_the_way(os.open(target, flags, 0o666))
        self._identity = _identity(self._file)
        self._target = target.absolute()
        self._held = False
        self._closing = weakref.finalize(self, _close, self._file, self._identity)
        self.append(first)

    def hold(self) -> None:
        """Let `is_held` tell others that this process goes on; it lets go when it ends in whatever way."""
        self._held = True
        if fcntl is not None:
            with contextlib.suppress(OSError):  # not every file system can
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def append(self, lines: bytes) -> None:
        """Write lines to its end.

        Raises:
            StorageError: they cannot all be written; the file ends with the last that can.
        """
        written = 0
        with self._using, naming(self.path):
            if _identity(self._file) != self._identity:
                self._open_again()
            try:
                while written < len(lines):
                    written += os.write(self._file, lines[written:])
            except OSError:
                written = lines.rfind(b"\n", 0, written) + 1
                with contextlib.suppress(OSError):
                    os.ftruncate(self._file, self._length + written)
                raise
            finally:
                self._length += written

    def _open_again(self) -> None:
        """A program that becomes a daemon closes all files that it finds, and uses the descriptors again."""
        self._closing.detach()
        self._file = _out_of_the_way(os.open(self._target, os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0)))
        self._closing = weakref.finalize(self, _close, self._file, self._identity)
        if self._held:
            self.hold()
        if _identity(self._file) != self._identity:
            raise OSError(errno.EBADF, "the program has closed it, and another file stands there")

    def open(self) -> io.TextIOWrapper:
        """Begin to read what has been written until now."""
        return io.TextIOWrapper(io.BufferedReader(_Part(self._read, self._length), 1 << 18), encoding="ascii")

    def _read(self, start: int, length: int) -> bytes:
        with self._using:
            os.lseek(self._file, start, os.SEEK_SET)
            return os.read(self._file, length)


def is_held(path: Path) -> bool:
    """Whether the process that writes a file, and holds it, goes on."""
    if fcntl is None:
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
    return False


def _out_of_the_way(file: int) -> int:
    """The same file under a high number: the program's own files get the numbers that they have without us."""
    if fcntl is None:
        return file
    try:
        high: int = fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    except OSError:  # there are no such numbers
        return file
    os.close(file)
    return high


def _identity(file: int) -> tuple[int, int] | None:
    """Which file a descriptor stands for, if any."""
    try:
        found = os.fstat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _close(file: int, identity: tuple[int, int] | None) -> None:
    if identity is not None and _identity(file) == identity:
        os.close(file)


class _Part(io.RawIOBase):
    """The beginning of a file that others write to.

    Args:
        read: gives bytes from a place on.
        length: where the part ends.
    """

    def __init__(self, read: Callable[[int, int], bytes], length: int) -> None:
        super().__init__()
        self._read = read
        self._length = length
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._read(self._at, min(len(buffer), self._length - self._at))
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)
