"""Who waits for a task at this very moment, read from the callbacks that its end will run.

``await``, ``gather``, ``wait``, ``wait_for``, ``shield``, ``as_completed``, ``TaskGroup``: each leaves a callback on
what it waits for; following these leads to the tasks that will be woken.
"""

import asyncio
import concurrent.futures
import sys
import threading
from collections.abc import Iterable, Iterator
from functools import partial
from types import CodeType, FrameType
from typing import Any, NamedTuple

from corotrace.recording import identity
from corotrace.recording.callbacks import callbacks_of, cells_of
from corotrace.recording.frames import frames_of_threads, reading_frames
from corotrace.recording.place import has_traced_calls, here, thread_number
from corotrace.recording.source import is_library
from corotrace.recording.submitters import submitter_of
from corotrace.recording.trio_tasks import is_trio_task, waiter_of

_RESULT: CodeType = concurrent.futures.Future.result.__code__
_WAIT: CodeType = threading.Condition.wait.__code__


class Waiters(NamedTuple):
    """Those who wait.

    Args:
        tasks: numbers of the tasks that will be woken.
        threads: numbers of the threads that are blocked until it is done.
        gone: whether it is a job, and what waited for it has been cancelled.
    """

    tasks: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    gone: bool = False


NOBODY = Waiters()


def waiters_of(awaited: Any) -> Waiters:
    """Find out who waits for a task."""
    if is_trio_task(awaited):
        waiter, blocking = waiter_of(awaited)
        return Waiters(
            () if waiter is None else (identity.tasks.of(waiter),), (here.thread.number,) if blocking else ()
        )  # fmt: skip
    tasks: dict[int, None] = {}
    threads: dict[int, None] = {}
    seen = {id(awaited)}
    pending = [awaited]
    while pending:
        for found in _next(pending.pop()):
            if isinstance(found, int):
                threads[found] = None
                continue
            if isinstance(found, asyncio.Task):
                tasks[identity.tasks.of(found)] = None
                if not _only_hands_on(found):
                    continue
            if id(found) not in seen:
                seen.add(id(found))
                pending.append(found)
    gone = any(_is_cancelled(dict(cells_of(callback)).get("destination")) for callback in callbacks_of(awaited))
    return _one_object(Waiters(tuple(tasks), tuple(threads), gone))


_latest = [NOBODY]


def _one_object(waiters: Waiters) -> Waiters:
    """The same object for equal waiters, as far as they come one after the other: many tasks wake the same one."""
    latest = _latest[0]
    if waiters == latest:
        return latest
    _latest[0] = waiters
    return waiters


def _is_shutting_down() -> bool:
    """Whether ``asyncio.run`` only cancels what is left over: nobody asks for what comes of it."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code.co_name != "_cancel_all_tasks":
        frame = frame.f_back
    return frame is not None


def _is_cancelled(future: Any) -> bool:
    return asyncio.isfuture(future) and future.cancelled()


def _only_hands_on(task: Any) -> bool:
    """Whether a task is library code alone, such as ``to_thread``: who waits for it, waits for what it awaits."""
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and is_library(code.co_filename) and not has_traced_calls(task)


#: A future, or what else is waited for, and what it stands for.
Below = tuple[Any, tuple[str, Any] | None]


def gathered_by(future: Any) -> list[Any] | None:
    """The futures that an ``asyncio.gather`` waits for, where the future is one."""
    return getattr(future, "_children", None) if type(future).__name__ == "_GatheringFuture" else None


def future_below(future: Any) -> tuple[str, Any] | None:
    """What a bare future stands for, read from its own callbacks.

    Returns:
        ``("shield", the inner future)``, ``("run_in_executor", the job's future)``, or None for a future of its own.
    """
    for callback in callbacks_of(future):
        name = getattr(callback, "__qualname__", "")
        cells = dict(cells_of(callback))
        if name == "shield.<locals>._outer_done_callback":
            return "shield", cells.get("inner")
        if name == "_chain_future.<locals>._call_check_cancel":
            return "run_in_executor", cells.get("source")
    return None


def _next(awaited: Any) -> Iterator[Any]:
    """Where the callbacks of a future lead: tasks, further futures, and numbers of blocked threads."""
    if isinstance(awaited, concurrent.futures.Future):
        yield from _blocked_on(awaited)
        if not callbacks_of(awaited):
            submitter = submitter_of(awaited)
            # a call of the program that submits a job need not wait for it; to_thread does nothing else
            if submitter is not None and _only_hands_on(submitter):
                yield submitter
    for callback in callbacks_of(awaited):
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, asyncio.Task):
            yield owner
        elif getattr(callback, "__qualname__", "") in _BLOCKING:
            if not _is_shutting_down():
                yield here.thread.number
        elif isinstance(owner, asyncio.TaskGroup) and getattr(owner, "_exiting", False):
            yield getattr(owner, "_parent_task", None)  # it waits for all the tasks of the group
        elif owner is not None:
            yield from _futures(getattr(owner, name, None) for name in _ATTRIBUTES)
        elif isinstance(callback, partial):
            yield from _futures(callback.args)
        else:
            cells = dict(cells_of(callback))
            yield from _futures(cells[name] for name in _LEADS_ON if name in cells)
            yield from _futures(getattr(cells.get("self"), name, None) for name in _ATTRIBUTES)


#: Callbacks of a thread that runs an event loop until a task is done: asyncio's and uvloop's.
_BLOCKING = ("_run_until_complete_cb", "run_until_complete.<locals>.done_cb")
#: Variables of the libraries' own callbacks that lead on to who waits.
_LEADS_ON = ("outer", "waiter", "done", "destination")
#: Attributes of what a callback belongs to that lead on: of TaskGroup, as_completed, and anyio's TaskGroup.
_ATTRIBUTES = ("_on_completed_fut", "_done")


def _futures(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, asyncio.Queue):  # as_completed hands over by a queue
            yield from [getter for getter in getattr(value, "_getters", ()) if not getter.done()][:1]
        elif (asyncio.isfuture(value) and not value.done()) or isinstance(value, concurrent.futures.Future):
            yield value


def _blocked_on(job: Any) -> list[int]:
    """The threads that stand in ``job.result()``."""
    with reading_frames():
        idents = [ident for ident, frame in frames_of_threads().items() if _is_blocked_on(frame, job)]
    return [number for ident in idents if (number := thread_number(ident)) is not None]


def _is_blocked_on(inner: FrameType, job: Any) -> bool:
    for _ in range(4):  # result() waits in a condition, which waits for a lock
        outer = inner.f_back
        if outer is None:
            break
        # that frame is short-lived, and keeps nothing: no need to empty its variables, which harms under a tracer
        if outer.f_code is _RESULT and inner.f_code is _WAIT and dict(inner.f_locals).get("self") is job._condition:
            return True
        inner = outer
    return False
