"""Where the running code is: its thread, its event loop and its task."""

import asyncio
import itertools
import threading
import weakref
from types import FrameType
from typing import Any

from corotrace.events import Place, Task, Thread
from corotrace.recording import identity
from corotrace.recording.source import is_library
from corotrace.recording.trio_tasks import is_trio_task, running_trio_task, trio_loop

_next_thread = itertools.count(1).__next__


class _Here(threading.local):
    """The running thread as a fact. Identifiers of threads are used again, so each gets a number of its own."""

    def __init__(self) -> None:
        ident = threading.get_ident()
        # threading.current_thread() would add a dummy to the program's threads where Python did not start this one
        names = [thread.name for thread in threading.enumerate() if thread.ident == ident]
        self.thread = Thread(_next_thread(), names[0] if names else f"thread {ident}")
        _numbers[ident] = self.thread.number


_numbers: dict[int, int] = {}
here = _Here()
#: The tasks that traced calls have begun in.
tasks_with_calls: "weakref.WeakSet[Any]" = weakref.WeakSet()


def thread_number(ident: int) -> int | None:
    """The number of the running thread with this identifier, or None where no traced call ran in it."""
    return _numbers.get(ident)


def running_task() -> Any:
    """The task whose step is running in this thread, of asyncio or of trio, or None."""
    loop = asyncio._get_running_loop()  # get_running_loop() would raise outside a loop, at ten times the cost
    task = None if loop is None else asyncio.current_task(loop)
    return running_trio_task() if task is None else task


def place_of(task: Any) -> Place:
    """Describe where the running thread is.

    Args:
        task: what `running_task` gave.
    """
    loop: Any = asyncio._get_running_loop()
    name = ""
    if task is not None:
        tasks_with_calls.add(task)
    if is_trio_task(task):
        loop, name = trio_loop(), task.name
    elif task is not None:
        name = task.get_name()
    return Place(
        here.thread,
        None if loop is None else identity.loops.of(loop),
        None if task is None else Task(identity.tasks.of(task), name),
    )


def coroutine_of(task: Any) -> Any:
    """The coroutine that a task was made of."""
    return task.coro if is_trio_task(task) else task.get_coro()


def is_made_of(task: Any, frame: FrameType) -> bool:
    """Whether all that `task` does is to run the coroutine of `frame`.

    It may be wrapped in library code, as some task groups do: that hands on what comes.
    """
    whole = getattr(coroutine_of(task), "cr_frame", None)
    outer: FrameType | None = frame
    while outer is not None and outer is not whole:
        outer = outer.f_back
        if outer is not None and not is_library(outer.f_code.co_filename):
            return False
    return outer is not None


def is_made_of_closing(task: Any) -> bool:
    """Whether `task` only closes an async generator that nobody holds any more, as the event loop arranges it."""
    return task is not None and type(coroutine_of(task)).__name__ == "async_generator_athrow"
