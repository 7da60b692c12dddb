"""Tasks of trio, where the program has imported it; corotrace itself never does."""

import asyncio
import sys
from typing import Any

from corotrace.recording.chain import awaited_by
from corotrace.recording.frames import locals_of


def running_trio_task() -> Any:
    """The trio task whose step is running in this thread, or None."""
    trio = sys.modules.get("trio")
    if trio is None:
        return None
    try:
        return trio.lowlevel.current_task()
    except (RuntimeError, AttributeError):  # no trio in this thread, or trio is only being imported
        return None


def is_trio_task(task: Any) -> bool:
    """Whether a task is one of trio."""
    return type(task) is not asyncio.Task and type(task).__module__.startswith("trio.")


def trio_loop() -> Any:
    """What stands for trio's event loop: the task at the root of all others."""
    return sys.modules["trio"].lowlevel.current_root_task()


def waiter_of(task: Any) -> tuple[Any, bool]:
    """The task that waits in a nursery for `task`, if one does, and whether ``trio.run`` waits for it."""
    parent = task.parent_nursery.parent_task if task.parent_nursery is not None else None
    if parent is None:
        return None, False
    if parent.parent_nursery is None:  # trio's own root, which runs the main task
        return None, True
    waits_there = any(
        frame.f_code.co_name == "_nested_child_finished" and locals_of(frame).get("self") is task.parent_nursery
        for _, frame in awaited_by(parent.coro)
    )
    return (parent if waits_there else None), False


def is_cancellation(error: BaseException) -> bool:
    """Whether an exception is trio's ``Cancelled``."""
    kind = type(error)
    return kind.__name__ == "Cancelled" and kind.__module__.split(".")[0] == "trio"


def error_in(sent: Any) -> BaseException | None:
    """The exception in what trio sends to a task that it resumes: an ``outcome.Error``, which its trap raises."""
    if type(sent).__name__ == "Error" and type(sent).__module__.split(".")[0] == "outcome":
        error = sent.error
        return error if isinstance(error, BaseException) else None
    return None
