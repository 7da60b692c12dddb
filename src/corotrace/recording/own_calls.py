"""Calls that corotrace makes itself while it records: the program made none of them.

Library code that is traced by name, such as ``threading.enumerate``, may be what the recorder runs on.
"""

import os
from pathlib import Path
from types import FrameType

from corotrace.recording.source import is_library
from corotrace.recording.tracebacks import own_code

_RECORDER, _COROTRACE = (f"{path}{os.sep}" for path in Path(__file__).parents[:2])


def is_own_call(wrapper: FrameType) -> bool:
    """Whether library code is called by the recorder, maybe through other library code.

    Args:
        wrapper: the frame that runs in the place of the library's, which a thread may begin with.
    """
    frame = wrapper.f_back
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_RECORDER):
            return frame.f_code not in own_code  # what stands between a caller and a traced function calls for that one
        if not is_library(file) and not file.startswith(_COROTRACE):
            return False
        frame = frame.f_back
    return False
