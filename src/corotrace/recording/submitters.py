"""Which task is just handing a job to a thread pool.

A quick job may end in its thread while the task that submits it has not come back from doing so, let alone waited for
the job: no callback leads to that task yet, but its stack does.
"""

import asyncio.tasks
import concurrent.futures
import sys
from types import FrameType
from typing import Any

from corotrace.recording.frames import locals_of
from corotrace.recording.place import coroutine_of

_DEEPEST = 50


def submitter_of(job: "concurrent.futures.Future[Any]") -> Any:
    """Find the asyncio task that is submitting a job at this very moment, in another thread.

    Args:
        job: the future that the thread pool has made for the job.

    Returns:
        The task, or None.
    """
    for innermost in sys._current_frames().values():
        frames = _stack(innermost)
        if any(_holds(frame, job) for frame in frames):
            return _task_on(frames)
    return None


def _stack(innermost: FrameType) -> list[FrameType]:
    frames = [innermost]
    while len(frames) < _DEEPEST and frames[-1].f_back is not None:
        frames.append(frames[-1].f_back)
    return frames


def _holds(frame: FrameType, job: object) -> bool:
    return frame.f_code.co_name == "submit" and any(value is job for value in locals_of(frame).values())


def _task_on(frames: list[FrameType]) -> Any:
    for task in list(asyncio.tasks._current_tasks.values()):  # type: ignore[attr-defined]
        running = getattr(coroutine_of(task), "cr_frame", None)
        if any(frame is running for frame in frames):
            return task
    return None
