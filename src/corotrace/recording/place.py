"""Where the running code is: its thread, its event loop and its task."""

import asyncio
import itertools
import sys
import threading
import weakref
from asyncio.tasks import _current_tasks  # type: ignore[attr-defined]
from collections.abc import Callable
from types import FrameType
from typing import Any

from corotrace.events import MAIN, Place, Task, Thread
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


def begin_with_this_thread() -> None:
    """In a process that has been forked: the thread that goes on is the one that the process begins with."""
    here.thread = Thread(here.thread.number, MAIN)


def thread_number(ident: int) -> int | None:
    """The number of the running thread with this identifier, or None where no traced call ran in it."""
    return _numbers.get(ident)


#: The current task of an event loop. Before Python 3.12 ``asyncio.current_task`` takes five times as long.
task_in: Callable[[Any], Any] = _current_tasks.get if sys.version_info < (3, 12) else asyncio.current_task


def running_task() -> Any:
    """The task whose step is running in this thread, of asyncio or of trio, or None."""
    loop = asyncio._get_running_loop()  # get_running_loop() would raise outside a loop, at ten times the cost
    task = None if loop is None else task_in(loop)
    return running_trio_task() if task is None else task


class _Places:
    """Where tasks run, by the address of the task: a fact is not to keep it alive, and is costly to make."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Callable[[], object], Place]] = {}

    def of(self, task: Any) -> Place | None:
        """Where traced calls of the task ran last, or None if none did."""
        known = self._known.get(id(task))
        return known[1] if known is not None and known[0]() is task else None

    def add(self, task: Any, place: Place) -> None:
        """Remember the place of a task as long as it lives."""
        address = id(task)
        self._known[address] = weakref.ref(task, lambda dead: self._forget(address, dead)), place

    def _forget(self, address: int, dead: object) -> None:
        known = self._known.get(address)
        if known is not None and known[0] is dead:
            del self._known[address]


_places = _Places()


def has_traced_calls(task: Any) -> bool:
    """Whether a traced call has begun in a task."""
    return _places.of(task) is not None


def place_of(task: Any) -> Place:
    """Describe where the running thread is.

    Args:
        task: what `running_task` gave.
    """
    known = _places.of(task)
    if known is not None and known.thread is here.thread:
        return known
    loop: Any = asyncio._get_running_loop()
    name = ""
    if is_trio_task(task):
        loop, name = trio_loop(), task.name
    elif task is not None:
        name = task.get_name()
    place = Place(
        here.thread,
        None if loop is None else identity.loops.of(loop),
        None if task is None else Task(identity.tasks.of(task), name),
    )
    if task is not None:
        _places.add(task, place)
    return place


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
