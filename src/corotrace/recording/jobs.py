"""Jobs of thread pools: which one a thread is at, so that the call that waits for it is known."""

import concurrent.futures.thread
from collections.abc import Callable
from contextvars import Context
from functools import partial
from types import CodeType, FrameType
from typing import Any

from corotrace.recording.frames import locals_of
from corotrace.recording.values import function_types

_RUN_JOB: CodeType = concurrent.futures.thread._WorkItem.run.__code__
_DEEPEST = 20


def job_of(frame: FrameType, code: CodeType | None) -> tuple[Any, bool] | None:
    """Find the job of a thread pool that a frame runs in.

    Args:
        frame: a frame of the thread.
        code: the code of the function that is called there.

    Returns:
        The job's future and whether that function is the very one that the job consists of, or None outside of a job.
    """
    outer: FrameType | None = frame
    for _ in range(_DEEPEST):
        if outer is None:
            return None
        if outer.f_code is _RUN_JOB:
            item = locals_of(outer).get("self")
            return getattr(item, "future", None), code is not None and _code(getattr(item, "fn", None)) is code
        outer = outer.f_back
    return None


def _code(function: Callable[..., Any] | None) -> CodeType | None:
    if type(function) is partial and isinstance(getattr(function.func, "__self__", None), Context):
        function = function.args[0]  # asyncio.to_thread runs a function in a context
    return getattr(function, "__code__", None) if type(function) in function_types else None
