"""Whether a new process works for the call that starts it, or for whoever gives it something to do."""

import sys
from types import FrameType
from typing import Any

from corotrace.recording import is_library, unwrap_partial


def works_for_caller() -> bool:
    """Look at the stack on which a process is being started.

    Returns:
        False for the workers of pools and the server that forks processes: they are started by the first who needs
        them, and work for all.
    """
    multiprocessing = sys.modules.get("multiprocessing.process")
    forkserver = sys.modules.get("multiprocessing.forkserver")
    start = multiprocessing and multiprocessing.BaseProcess.start.__code__
    serve = forkserver and forkserver.ForkServer.ensure_running.__code__
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code is serve:
            return False
        if frame.f_code is start:
            return _is_programs_own(frame.f_locals.get("self"))
        frame = frame.f_back
    return True


def _is_programs_own(process: Any) -> bool:
    """Whether what a process of multiprocessing does is a function of the program."""
    target = getattr(process, "_target", None)
    function = type(process).run if target is None else unwrap_partial(target)
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    return code is not None and not is_library(code.co_filename)
