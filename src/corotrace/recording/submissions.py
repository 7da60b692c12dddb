"""Which call gave a job to a thread pool, and which jobs a future of asyncio stands for.

``run_in_executor`` hands no context to the job. But it chains the job's future to one of asyncio; and that keeps, with
the callback that is to cancel the job, a copy of the context in which it was called: there stands the caller.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from time import sleep
from typing import Any
from weakref import WeakKeyDictionary

from corotrace.recording import identity
from corotrace.recording.callbacks import callbacks_of, cells_of
from corotrace.recording.running import RunningCall, Standing, current, stand_in
from corotrace.recording.submitters import is_being_submitted
from corotrace.recording.waiters import Below, future_below, gathered_by

#: How often, and in which intervals, is looked whether a job is chained that is being submitted: 0.1 s, and no more,
#: for a pool whose `submit` waits for the job. Most often it is a few hundredths of a millisecond.
_LOOKS, _INTERVAL = 1000, 0.0001

#: Who submitted a job, and the last moment of that call then. The call itself would keep its job, by its coroutine.
_standing: "WeakKeyDictionary[Future[Any], tuple[RunningCall | None, int | None]]" = WeakKeyDictionary()


def submitted_by(job: "Future[Any]") -> tuple[RunningCall | None, int | None]:
    """Find the call that handed a job to ``run_in_executor``; called in the thread that runs the job.

    Args:
        job: the future that the thread pool has made for the job.

    Returns:
        What stands for the call, and the last moment of it then, as `running.Standing` has it; None where they are not
        known.
    """
    if job not in _standing:
        _learn(job, _future_of(job))
    return _standing[job]


def jobs_behind(behind: Sequence[Below]) -> tuple[int, ...]:
    """Numbers of the jobs whose end is waited for.

    Args:
        behind: the futures, and what else is waited for.
    """
    return tuple(dict.fromkeys(number for future, below in behind for number in _jobs_of(future, below)))


def _jobs_of(future: Any, below: tuple[str, Any] | None) -> list[int]:
    """The job that a future stands for, or those that it gathers."""
    if isinstance(future, asyncio.Task) or not asyncio.isfuture(future):
        return []
    if below is not None:
        kind, inner = below
        if kind != "run_in_executor":
            return _jobs_of(inner, future_below(inner))
        if inner not in _standing:
            _learn(inner, future)
        return [identity.jobs.of(inner)]
    known = identity.jobs.known(future)  # its job may be over
    if known is not None:
        return [known]
    return [
        number
        for child in gathered_by(future) or ()
        if not isinstance(child, asyncio.Task)
        for number in _jobs_of(child, future_below(child))
    ]


def _learn(job: "Future[Any]", future: Any) -> None:
    """Keep what a future of asyncio tells of a job; it lets go of that when it is done or cancelled."""
    if future is not None:
        identity.jobs.alias(future, identity.jobs.of(job))
    _standing[job] = (None, None) if future is None else _standing_of(future)


def _future_of(job: "Future[Any]") -> Any:
    """The future of asyncio that a job's future is chained to.

    A job may begin before the thread that submits it has come so far. It waits then until that has: whether the caller
    is known is not to depend on which thread is faster.
    """
    for _ in range(_LOOKS):
        future = _chained_to(job)
        if future is not None:
            return future
        if not is_being_submitted(job):
            return _chained_to(job)  # which may have happened between the two looks
        sleep(_INTERVAL)
    return None


def _chained_to(job: "Future[Any]") -> Any:
    for callback in callbacks_of(job):
        if getattr(callback, "__qualname__", "") == "_chain_future.<locals>._call_set_state":
            return dict(cells_of(callback)).get("destination")
    return None


def _standing_of(future: Any) -> tuple[RunningCall | None, int | None]:
    """Where the context stood in which a future was chained to that of a job."""
    for callback, context in getattr(future, "_callbacks", None) or ():
        if getattr(callback, "__qualname__", "") == "_chain_future.<locals>._call_check_cancel":
            standing: RunningCall | Standing | None = context.get(current)
            call, moment = standing if isinstance(standing, tuple) else (standing, None)
            return None if call is None else stand_in(call.recorders, call.number), moment
    return None, None
