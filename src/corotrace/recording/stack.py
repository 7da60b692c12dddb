"""Which traced call is the innermost on the stack of a thread.

The context does not tell where coroutines are stepped by hand: it is that of the stepper, and what one coroutine sets
in it stays there while another one runs.
"""

import sys
from types import CodeType, FrameType
from typing import Any

from corotrace.recording.frames import locals_of

#: The code of the functions that run in the place of the user's; each holds its call in a variable `call`.
running_calls: set[CodeType] = set()


def innermost_on_stack(but: object) -> Any:
    """Find the call that runs in this thread and has begun nothing that still runs.

    Args:
        but: a call that is passed over, as it is about to go on.

    Returns:
        The call, or None where no traced call is on the stack.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code in running_calls:
            call = locals_of(frame).get("call")
            if call is not None and call is not but:
                return call
        frame = frame.f_back
    return None
