"""Local variables of frames, read without leaving anything behind."""

import inspect
import sys
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
