"""Frames, and their local variables, read without leaving anything behind."""

import gc
import inspect
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock, get_ident
from types import FrameType
from typing import Any

_FUNCTION = inspect.CO_OPTIMIZED | inspect.CO_NEWLOCALS


def locals_of(frame: FrameType) -> dict[str, Any]:
    """Copy the local variables of a frame.

    Before Python 3.13 a frame that was asked keeps a dictionary of them, and with it what its function lets go of
    later: it is emptied. That of a module or a class is no copy, and stays as it is.
    """
    found = frame.f_locals
    values = dict(found)
    if sys.version_info < (3, 13) and frame.f_code.co_flags & _FUNCTION == _FUNCTION:
        found.clear()
    return values


def frames_of_threads() -> dict[int, FrameType]:
    """The innermost frame of each other thread, by the thread's identifier; they are read inside of `reading_frames`.

    ``sys._current_frames()`` gives this thread's, too. A variable of this thread that held it would hold itself, and
    all that the frames around it hold, until the next collection.
    """
    frames = sys._current_frames()
    del frames[get_ident()]
    return frames


@contextmanager
def reading_frames() -> Iterator[None]:
    """Inside of it, frames of other threads may be asked for and read: the garbage collector does not run.

    Before Python 3.12 it runs wherever objects are made, such as those that stand for frames. If it lets code of the
    program run then, another thread may end the very frame that is read, and the interpreter crashes; or wait for the
    lock under which frames are asked for, and hang: https://github.com/python/cpython/issues/106883
    """
    if sys.version_info >= (3, 12):
        yield
        return
    try:
        _collector.stop()
        yield
    finally:
        _collector.go_on()


class _Collector:
    """The garbage collector: at rest as long as anybody reads frames. The lock is not held meanwhile."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._readers = 0
        self._was_on = False

    def stop(self) -> None:
        with self.lock:
            self._readers += 1
            if self._readers == 1:
                self._was_on = gc.isenabled()
            gc.disable()

    def go_on(self) -> None:
        with self.lock:
            self._readers -= 1
            if not self._readers and self._was_on:
                gc.enable()

    def begin_anew(self) -> None:
        """In a process that has been forked, nobody reads."""
        self.lock = RLock()
        if self._readers and self._was_on:
            gc.enable()
        self._readers = 0


_collector = _Collector()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_collector.begin_anew)
