"""Which thread is just handing a job to a thread pool.

A job may begin, and even end, in its thread while the one that submits it has not come back from doing so: no future
of asyncio leads to the job yet, but a stack does.
"""

import asyncio
import asyncio.tasks
import concurrent.futures
import sys
from collections.abc import Iterator
from threading import get_ident
from types import CodeType, FrameType
from typing import Any

from corotrace.recording.place import coroutine_of

_DEEPEST = 50
_RUN_IN_EXECUTOR: CodeType = asyncio.BaseEventLoop.run_in_executor.__code__
#: What ``run_in_executor`` calls, one after the other, from before the job can begin until its future is chained.
#: uvloop's own has no frame; but it lets no other thread run in between.
_STEPS = frozenset({"submit", "wrap_future", "_chain_future"})


def submitter_of(job: "concurrent.futures.Future[Any]") -> Any:
    """Find the asyncio task that is submitting a job at this very moment, in another thread.

    Args:
        job: the future that the thread pool has made for the job.

    Returns:
        The task, or None.
    """
    for frames in _other_stacks():
        if any(_holds(frame, job) for frame in frames):
            return _task_on(frames)
    return None


def is_being_submitted(job: "concurrent.futures.Future[Any]") -> bool:
    """Whether another thread is submitting a job at this very moment; with a loop of asyncio, perhaps another one."""
    return any(frame.f_code is _RUN_IN_EXECUTOR or _holds(frame, job) for frames in _other_stacks() for frame in frames)


def _other_stacks() -> Iterator[list[FrameType]]:
    """The stacks of the other threads."""
    here = get_ident()
    for ident in sys._current_frames():
        if ident != here:
            yield _stack(ident)


def _stack(ident: int) -> list[FrameType]:
    """The stack of a thread, from the innermost frame on, as it was at some moment.

    The thread may run on while it is read, and a frame that has ended leads no further. So the last one is believed
    only if it is the last one once more when the stack is read again.
    """
    last: FrameType | None = None
    while True:
        frames: list[FrameType] = []
        frame = sys._current_frames().get(ident)
        while frame is not None and len(frames) < _DEEPEST:
            frames.append(frame)
            frame = frame.f_back
        if frame is not None or not frames or frames[-1] is last:
            return frames
        last = frames[-1]


def _holds(frame: FrameType, job: object) -> bool:
    # not `locals_of`: to empty the dictionary of a frame that runs in another thread is not safe under a tracer
    return frame.f_code.co_name in _STEPS and any(value is job for value in dict(frame.f_locals).values())


def _task_on(frames: list[FrameType]) -> Any:
    for task in list(asyncio.tasks._current_tasks.values()):  # type: ignore[attr-defined]
        running = getattr(coroutine_of(task), "cr_frame", None)
        if any(frame is running for frame in frames):
            return task
    return None
