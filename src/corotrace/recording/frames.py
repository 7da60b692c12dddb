"""Frames, and their local variables, read without leaving anything behind."""

import inspect
import sys
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


def frames_of_threads() -> dict[int, FrameType]:
    """The innermost frame of each other thread, by the thread's identifier, as ``sys._current_frames()`` gives them.

    That gives this thread's, too. A variable of this thread that held it would hold itself, and all that the frames
    around it hold, until the next collection.

    It holds a lock of the interpreter while it makes objects. If these let the garbage collector run code of the
    program, another thread may wait for that lock, and never give the GIL back: https://github.com/python/cpython/issues/106883

    Whoever goes on to read the frames, even which one is outside of which, does so with the collector at rest, too:
    Python 3.11 makes the object of a frame then, and writes to where the frame was, if that has ended meanwhile.
    """
    with collector_at_rest():
        frames = sys._current_frames()
    del frames[get_ident()]
    return frames
