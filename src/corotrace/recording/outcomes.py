"""How waits for library code really ended, which is known only when the program has gone on.

What wakes a wait is seen: a result, or an exception. What comes out of the library code in between is told by
tracebacks: an exception leaves a mark in each frame that it passes.
"""

from itertools import islice
from types import CodeType, TracebackType
from typing import Any

from corotrace.recording.audiences import audiences_of_call
from corotrace.recording.chain import frame_of
from corotrace.recording.log import TURNED_OUT
from corotrace.recording.recorder import emit
from corotrace.recording.running import RunningCall
from corotrace.recording.waits import OpenWait


def check_thrown(call: RunningCall, wait: OpenWait, error: BaseException) -> None:
    """An exception has woken a wait, and the program has gone on: record it if the library kept it to itself.

    Args:
        call: the call that waited.
        wait: what it waited for.
        error: the exception.
    """
    if wait.known or wait.code is None or (wait.timed_out and wait.limited is not None):
        return  # it came to the call itself, or out of wait_for, which makes another one of it
    if frame_of(wait.awaited()) is None and not _came_out(error.__traceback__, wait):
        emit(call.recorders, TURNED_OUT, call.number, wait.number, None)


def check_raised(call: RunningCall, error: BaseException) -> None:
    """A call ends with an exception: record it if it comes from the library code that the call waited in last.

    Args:
        call: the call.
        error: the exception; if it is the one that woke the wait, that is recorded already.
    """
    wait: OpenWait | None = getattr(call, "wait", None)
    if wait is None or wait.known or wait.code is None:
        return
    if not _comes_from(error.__traceback__, call.coroutine, wait):
        return
    wait.known = True
    if wait.woken_by == id(error) or (wait.timed_out and issubclass(type(error), TimeoutError)):
        return
    for policy, recording in audiences_of_call(call):
        emit(recording, TURNED_OUT, call.number, wait.number, policy.keep_error(error))


def _came_out(traceback: TracebackType | None, wait: OpenWait) -> bool:
    """Whether an exception has passed the frame of a wait on its way, to another one further out."""
    further_out = False
    while traceback is not None:
        frame = traceback.tb_frame
        if id(frame) == wait.frame and frame.f_code is wait.code:
            return further_out
        further_out = True
        traceback = traceback.tb_next
    return False


def _comes_from(traceback: TracebackType | None, coroutine: Any, wait: OpenWait) -> bool:
    """Whether an exception has come to a coroutine's own code where that awaited the wait, and out of it."""
    own = next((code for name in _CODES if (code := getattr(coroutine, name, None)) is not None), None)
    while traceback is not None and traceback.tb_frame.f_code is not own:
        traceback = traceback.tb_next
    if traceback is None or own is None or _position(own, traceback.tb_lasti) != _position(own, wait.awaits_at):
        return False
    return _came_out(traceback, wait)


_CODES = ("cr_code", "ag_code", "gi_code")


def _position(code: CodeType, instruction: int) -> object:
    """Where in the source an instruction stands: an ``await`` is several of them."""
    return next(islice(code.co_positions(), instruction // 2, None), None) if instruction >= 0 else None
