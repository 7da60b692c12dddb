"""Whether a cancellation is that of a time limit: ``asyncio.timeout`` or ``wait_for``."""

import asyncio
import gc
from collections.abc import Iterator
from functools import partial
from types import MethodType
from typing import Any

from corotrace.recording.chain import awaited_by


def is_of_time_limit(stepped: Any, task: Any) -> bool:
    """Tell a time limit from any other cancellation, just before it is thrown into the coroutines.

    Args:
        stepped: the outermost coroutine that the exception is about to be thrown into.
        task: the task that is cancelled.
    """
    cancellations = task.cancelling() if isinstance(task, asyncio.Task) else 0
    for suspended in reversed([stepped, *(inner for inner, _ in awaited_by(stepped))]):
        for limit in _expired_limits(suspended):
            # each takes one cancellation back, and is the reason if no other is left (asyncio.Timeout.__aexit__)
            cancellations -= 1
            if cancellations <= getattr(limit, "_cancelling", 0):
                return True
    return any(_gave_up(waiter) for waiter in _waiting_in_wait_for(task))


def _expired_limits(suspended: Any) -> Iterator[asyncio.Timeout]:
    """The time limits around what a coroutine awaits that have run out, the innermost first.

    ``async with`` keeps the context manager, or its exit method, on the coroutine's stack, where only the garbage
    collector sees it.
    """
    for found in reversed(gc.get_referents(suspended)):
        manager = found.__self__ if type(found) is MethodType else found
        if type(manager) is asyncio.Timeout and manager.expired():
            yield manager


def _waiting_in_wait_for(task: Any) -> Iterator[Any]:
    """The tasks that wait for `task` in ``wait_for``: on Python 3.11 it runs what it waits for in a task of its own."""
    for callback, _ in getattr(task, "_callbacks", None) or ():
        if type(callback) is partial and callback.func.__name__ == "_release_waiter":
            for wakeup, _ in getattr(callback.args[0], "_callbacks", None) or ():
                if isinstance(getattr(wakeup, "__self__", None), asyncio.Task):
                    yield wakeup.__self__


def _gave_up(waiter: Any) -> bool:
    """Whether a task cancels what it waited for although nobody cancels the task itself."""
    names = {frame.f_code.co_name for _, frame in awaited_by(waiter.get_coro())}
    return {"wait_for", "_cancel_and_wait"} <= names and not waiter.cancelling()
