"""Frames, and their local variables, read without leaving anything behind."""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from types import FrameType
from typing import Any

from corotrace.events import collector_at_rest

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


@contextmanager
def reading_frames() -> Iterator[None]:
    """Inside of it, frames of other threads may be asked for and read, even which one is outside of which.

    Before Python 3.12 the garbage collector runs wherever objects are made, such as those that stand for frames. If it
    lets code of the program run then, another thread may end the very frame that is read, which is written to where it
    was; or wait for the lock under which frames are asked for, and never give the GIL back:
    https://github.com/python/cpython/issues/106883
    """
    if sys.version_info >= (3, 12):
        yield
    else:
        with collector_at_rest():
            yield


def frames_of_threads() -> dict[int, FrameType]:
    """The innermost frame of each other thread, by the thread's identifier, as ``sys._current_frames()`` gives them.

    That gives this thread's, too. A variable of this thread that held it would hold itself, and all that the frames
    around it hold, until the next collection.
    """
    with reading_frames():
        frames = sys._current_frames()
    del frames[get_ident()]
    return frames
