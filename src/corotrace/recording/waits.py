"""Names what a suspended call waits for, from the chain of coroutines below it."""

import asyncio
import inspect
import itertools
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

from corotrace.events import Function
from corotrace.recording import identity
from corotrace.recording.chain import awaited_by
from corotrace.recording.frames import locals_of
from corotrace.recording.source import is_library, library_function
from corotrace.recording.subject import owner_of
from corotrace.recording.values import Text, snapshot, write
from corotrace.recording.waiters import future_below

_numbers = itertools.count(1).__next__

_QUEUE_GET = asyncio.Queue.get.__code__
#: Where the item lies that each kind of queue gives next.
_FIRST: dict[type, int] = {asyncio.Queue: 0, asyncio.PriorityQueue: 0, asyncio.LifoQueue: -1}

#: A function, its arguments, and the object whose method it is.
_Described = tuple[Function, tuple[tuple[str | None, object], ...], tuple[str, int] | None]


@dataclass(slots=True)
class OpenWait:
    """A wait that may go on over several suspensions: it is the same as long as the same object is awaited."""

    number: int
    awaited: Callable[[], object]
    function: Function
    arguments: tuple[tuple[str | None, object], ...]
    owner: tuple[str, int] | None
    joins: tuple[int, ...]
    job: int | None = None
    queue: Callable[[], object] | None = None
    limited: Callable[[], object] | None = None

    def ran_out(self) -> bool:
        """Whether ``wait_for`` gives up: on Python 3.11 nothing is thrown then, but what it waited for is cancelled."""
        future: Any = self.limited and self.limited()
        return future is not None and future.cancelled()

    def brings(self) -> object | None:
        """What is kept of the item that ``Queue.get`` is about to give, where that is what is waited for.

        The call runs on and takes the item in the same step, so that nobody can take it before.
        """
        queue: Any = self.queue and self.queue()
        position = _FIRST.get(type(queue))
        items = getattr(queue, "_queue", None)
        return None if position is None or not items else Text(write(snapshot(items[position])))


def wait_for_what(coroutine: Any, yielded: Any, before: OpenWait | None) -> OpenWait:
    """Find out what is waited for: the first library coroutine below the call, or else the future itself.

    Args:
        coroutine: the coroutine of the innermost traced call.
        yielded: what it gave to the event loop, most often a future.
        before: the wait of that call's last suspension.
    """
    awaited, frame = _library_coroutine(coroutine)
    target = yielded if awaited is None else awaited
    below = future_below(yielded) if asyncio.isfuture(yielded) else None
    joins = tuple(dict.fromkeys(identity.tasks.of(task) for task in _joined(frame, yielded, below)))
    if before is not None and target is not None and before.awaited() is target:
        before.joins = joins
        return before
    described = _future(yielded, below) if frame is None else _call(frame)
    job = identity.jobs.of(below[1]) if below and below[0] == "run_in_executor" else None
    queue = _reference(locals_of(frame).get("self")) if frame and frame.f_code is _QUEUE_GET else None
    limited = _reference(locals_of(frame).get("fut")) if frame and frame.f_code is asyncio.wait_for.__code__ else None
    return OpenWait(_numbers(), _reference(target), *described, joins, job, queue, limited)


def _reference(target: object) -> Callable[[], object]:
    try:
        return weakref.ref(target)
    except TypeError:  # such as None, which asyncio.sleep(0) yields
        return lambda: None


def _library_coroutine(coroutine: Any) -> tuple[Any, FrameType | None]:
    """The outermost coroutine below the traced one that is not the user's own code, and its frame.

    One that only enters ``async with`` is passed over where it awaits a method with a name that says more.
    """
    entering: tuple[Any, FrameType | None] = None, None
    for awaited, frame in awaited_by(coroutine):
        if is_library(frame.f_code.co_filename):
            if frame.f_code.co_name != "__aenter__":
                return awaited, frame
            entering = awaited, frame
    return entering


def _call(frame: FrameType) -> _Described:
    """The function of a frame, its arguments that differ from their defaults, and its object if it is a method."""
    code = frame.f_code
    function, defaults = library_function(code, frame.f_globals.get("__name__", "?"))
    values = locals_of(frame)
    names = [name for name in _parameters(code) if name in values]
    owner = None
    if names and names[0] in ("self", "cls") and "." in function.qualname:
        owner = owner_of(values[names.pop(0)])
    by_name = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    arguments = []
    skipped = False
    for name in names:
        value = values[name]
        if name in defaults and value is defaults[name]:
            skipped = True
            continue
        arguments.append((name if skipped or name in by_name else None, snapshot(value)))
    further = code.co_varnames[len(_parameters(code)) :]
    if code.co_flags & inspect.CO_VARARGS:
        arguments += [(None, snapshot(value)) for value in values.get(further[0], ())]
    if code.co_flags & inspect.CO_VARKEYWORDS:
        named = values.get(further[bool(code.co_flags & inspect.CO_VARARGS)], {})
        arguments += [(name, snapshot(value)) for name, value in named.items()]
    return function, tuple(arguments), owner


def _parameters(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _future(yielded: Any, below: tuple[str, Any] | None) -> _Described:
    """Something that is awaited with no library coroutine in between: a task, a gathering, a job, a bare future."""
    if isinstance(yielded, asyncio.Task):
        return Function("asyncio", "Task", library=True), ((None, _task_name(yielded)),), None
    if _gathered(yielded) is not None:
        return Function("asyncio", "gather", library=True), (), None
    if below is not None:
        return Function("asyncio", below[0], library=True), (), None
    return Function("asyncio", "Future", library=True), (), None


def _task_name(task: asyncio.Task[Any]) -> object:
    """The name that the program gave a task, or else what it runs: ``Task-7`` says nothing."""
    name = task.get_name()
    if name.removeprefix("Task-").isdecimal():
        return Text(getattr(task.get_coro(), "__qualname__", "").rpartition("<locals>.")[2])
    return snapshot(name)


def _joined(frame: FrameType | None, yielded: Any, below: tuple[str, Any] | None) -> list[asyncio.Task[Any]]:
    """The tasks whose end is waited for."""
    joined: list[Any] = [yielded, *(_gathered(yielded) or ()), *(below or ())]
    if frame is not None:
        known = _JOINING.get((frame.f_globals.get("__name__", "?"), frame.f_code.co_name))
        if known is not None:
            found = locals_of(frame).get(known)
            joined += getattr(found, "_tasks", None) or (found if isinstance(found, set | list | tuple) else [found])
    return [task for task in joined if isinstance(task, asyncio.Task)]


#: Library coroutines that wait for tasks, and the local variable that holds them.
_JOINING = {
    ("asyncio.taskgroups", "__aexit__"): "self",
    ("asyncio.tasks", "wait"): "fs",
    ("asyncio.tasks", "wait_for"): "fut",
}


def _gathered(yielded: Any) -> list[Any] | None:
    """The futures that an ``asyncio.gather`` waits for, where the future is one."""
    return getattr(yielded, "_children", None) if type(yielded).__name__ == "_GatheringFuture" else None
