"""Which thread is just handing a job to a thread pool.

A job may begin, and even end, in its thread while the one that submits it has not come back from doing so: no future
of asyncio leads to the job yet, but a stack does.
"""

import asyncio
import asyncio.tasks
import concurrent.futures
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

from corotrace.recording.frames import frames_of_threads, reading_frames
from corotrace.recording.place import coroutine_of

_DEEPEST = 50
_RUN_IN_EXECUTOR: CodeType = asyncio.BaseEventLoop.run_in_executor.__code__
#: What ``run_in_executor`` calls, one after the other, from before the job can begin until its future is chained.
#: uvloop's own has no frame; but it lets no other thread run in between.
_STEPS = frozenset({"submit", "wrap_future", "_chain_future"})
_FILES = frozenset(
    function.__code__.co_filename
    for function in (concurrent.futures.ThreadPoolExecutor.__init__, asyncio.futures.wrap_future)
)


def submitter_of(job: "concurrent.futures.Future[Any]") -> Any:
    """Find the asyncio task that is submitting a job at this very moment, in another thread.

    Args:
        job: the future that the thread pool has made for the job.

    Returns:
        The task, or None.
    """
    if not asyncio.tasks._current_tasks:  # type: ignore[attr-defined]
        return None
    with reading_frames():
        for frames in _other_stacks():
            if _submits(frames, job):
                return _task_on(frames)
    return None


def is_being_submitted(job: "concurrent.futures.Future[Any]") -> bool:
    """Whether another thread is submitting a job at this very moment; with a loop of asyncio, perhaps another one."""
    with reading_frames():
        return any(
            any(frame.f_code is _RUN_IN_EXECUTOR for frame in frames) or _submits(frames, job)
            for frames in _other_stacks()
        )


def _other_stacks() -> Iterator[list[FrameType]]:
    """The stacks of the other threads, each from its innermost frame on, as it was at some moment.

    A thread may run on while its stack is read, and a frame that has ended leads no further. So the last one is
    believed only if it is the last one once more when the stack is read again.
    """
    last: dict[int, FrameType] = {}
    unsure = {*frames_of_threads()}
    while unsure:
        for ident, innermost in frames_of_threads().items():
            if ident in unsure:
                frames = _stack(innermost)
                if frames[-1] is last.get(ident) or len(frames) == _DEEPEST:
                    unsure.remove(ident)
                    yield frames
                last[ident] = frames[-1]
        unsure &= {*frames_of_threads()}  # the others are over


def _stack(innermost: FrameType) -> list[FrameType]:
    frames = [innermost]
    while len(frames) < _DEEPEST and (outer := frames[-1].f_back) is not None:
        frames.append(outer)
    return frames


def _submits(frames: list[FrameType], job: object) -> bool:
    outers = [*frames[1:], None]
    return any(_is_step(frame, outer) and _holds(frame, job) for frame, outer in zip(frames, outers, strict=True))


def _is_step(frame: FrameType, outer: FrameType | None) -> bool:
    """Whether a frame is one of the libraries', or a pool's own ``submit``, and not just called by such a name."""
    if frame.f_code.co_name not in _STEPS:
        return False
    return frame.f_code.co_filename in _FILES or (outer is not None and outer.f_code is _RUN_IN_EXECUTOR)


def _holds(frame: FrameType, job: object) -> bool:
    # Not `locals_of`: to empty the dictionary of a frame that runs in another thread is not safe under a tracer. Before
    # Python 3.13 it stays then, and with it what the function lets go of, until that ends: only steps, which are short.
    return any(value is job for value in dict(frame.f_locals).values())


def _task_on(frames: list[FrameType]) -> Any:
    for task in list(asyncio.tasks._current_tasks.values()):  # type: ignore[attr-defined]
        running = getattr(coroutine_of(task), "cr_frame", None)
        if any(frame is running for frame in frames):
            return task
    return None
