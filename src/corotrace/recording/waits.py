"""Names what a suspended call waits for, from the chain of coroutines below it."""

import asyncio
import itertools
import weakref
from collections.abc import Callable, Sequence
from types import CodeType, CoroutineType, FrameType
from typing import Any

from corotrace.events import Function
from corotrace.recording import identity
from corotrace.recording.audiences import audiences_of_call
from corotrace.recording.awaited import Awaited, Given, flat, library_function_of
from corotrace.recording.chain import awaited_by, frame_of
from corotrace.recording.frames import locals_of
from corotrace.recording.log import SUSPENDED, Mark
from corotrace.recording.recorder import Recorder
from corotrace.recording.running import RunningCall
from corotrace.recording.submissions import jobs_behind
from corotrace.recording.values import Text, ValuePolicy
from corotrace.recording.waiters import Below, future_below, gathered_by

_numbers = itertools.count(1).__next__

#: Where the item lies that each kind of queue gives next.
_FIRST: dict[type, int] = {asyncio.Queue: 0, asyncio.PriorityQueue: 0, asyncio.LifoQueue: -1}


class OpenWait:
    """A wait that may go on over several suspensions: it is the same as long as the same object is awaited.

    Attributes:
        number: which no other wait of the process has.
        awaited: gives the object that is awaited, as long as it lives.
        mark: begins the records of waits for this library coroutine, where it is one.
        function: what is waited for.
        arguments: of that, for each audience of the call: who records it, and what they keep, a name or None and a
            value in turns.
        owner: the object whose method it is.
        joins: numbers of the tasks whose end is waited for.
        jobs: numbers of the jobs of thread pools whose end is waited for.
        queue: gives the queue that an item is waited for from, if one is.
        limited: gives what ``wait_for`` waits for, if that is waited for.
        code: that of the library coroutine, where it is one.
        frame: the address of the frame of that.
        awaits_at: the instruction of the call's own code that awaits it.
        woken_by: the address of the exception that woke it at last, or 0.
        timed_out: whether that was the cancellation of a time limit.
        known: whether it is recorded how it ended.
    """

    __slots__ = (
        "arguments", "awaited", "awaits_at", "code", "frame", "function", "jobs", "joins", "known", "limited", "mark",
        "number", "owner", "queue", "timed_out", "woken_by",
    )  # fmt: skip

    number: int
    awaited: Callable[[], object]
    mark: Mark | None
    function: Function
    arguments: list[tuple[tuple[Recorder, ...], tuple[object, ...]]]
    owner: tuple[str, int] | None
    joins: tuple[int, ...]
    jobs: tuple[int, ...]
    queue: Callable[[], object] | None
    limited: Callable[[], object] | None
    code: CodeType | None
    frame: int
    awaits_at: int
    woken_by: int
    timed_out: bool
    known: bool

    def record(self, call: int, time: int, arguments: tuple[object, ...]) -> tuple[Any, ...]:
        """The record of a suspension in this wait, as a log holds it."""
        if self.mark is not None and not self.joins and not self.jobs:
            return self.mark, time, call, self.number, self.owner, *arguments
        return SUSPENDED, time, call, self.number, self.function, arguments, self.owner, self.joins, self.jobs

    def ran_out(self) -> bool:
        """Whether ``wait_for`` gives up: on Python 3.11 nothing is thrown then, but what it waited for is cancelled."""
        future: Any = self.limited and self.limited()
        return future is not None and future.cancelled()

    def brings(self, policy: ValuePolicy) -> object | None:
        """What a policy keeps of the item that ``Queue.get`` is about to give, where that is what is waited for.

        The call runs on and takes the item in the same step, so that nobody can take it before.
        """
        queue: Any = self.queue and self.queue()
        position = _FIRST.get(type(queue))
        items = getattr(queue, "_queue", None)
        return None if position is None or not items else policy.write(policy.keep(items[position]))


def wait_for_what(call: RunningCall, yielded: Any) -> OpenWait:
    """Find out what is waited for: the first library coroutine below the call, or else the future itself.

    Args:
        call: the innermost traced call.
        yielded: what it gave to the event loop, most often a future.
    """
    before: OpenWait | None = getattr(call, "wait", None)
    awaited, frame, library = _library_coroutine(call.coroutine)
    target = yielded if awaited is None else awaited
    known = before if before is not None and target is not None and before.awaited() is target else None
    values = {} if frame is None or (known and library and not library.joining) else locals_of(frame)
    below = None if yielded is None or not asyncio.isfuture(yielded) else future_below(yielded)
    joins: tuple[int, ...] = ()
    jobs: tuple[int, ...] = ()
    if yielded is not None:
        found = library.joined(values) if library else []
        behind = [(yielded, below)]
        behind += [(one, future_below(one) if asyncio.isfuture(one) else None) for one in found]
        joins = _joins(behind)
        jobs = jobs_behind(behind) if below or found or gathered_by(yielded) else ()
    if known is not None:
        known.joins, known.jobs = joins, jobs
        return known
    wait = OpenWait()
    wait.number = _numbers()
    wait.awaited = _reference(target)
    wait.queue = wait.limited = wait.code = None
    wait.woken_by = 0
    wait.timed_out = wait.known = False
    wait.joins, wait.jobs = joins, jobs
    if library is None:
        wait.mark = wait.owner = None
        wait.function, given = _future(yielded, below)
        wait.arguments = [(those, flat(policy.keep_arguments(given))) for policy, those in audiences_of_call(call)]
        return wait
    wait.mark, wait.function = library.mark, library.function
    wait.arguments = [(those, library.arguments(values, policy)) for policy, those in audiences_of_call(call)]
    wait.owner = library.owner(values)
    wait.code, wait.frame = library.code, id(frame)
    own = frame_of(call.coroutine)
    wait.awaits_at = -1 if own is None else own.f_lasti
    if library.is_queue_get:
        wait.queue = _reference(values.get("self"))
    elif library.is_wait_for:
        wait.limited = _reference(values.get("fut"))
    return wait


def _nothing() -> None:
    return None


def _reference(target: object) -> Callable[[], object]:
    try:
        return weakref.ref(target)
    except TypeError:  # such as None, which asyncio.sleep(0) yields
        return _nothing


def _library_coroutine(coroutine: Any) -> tuple[Any, FrameType | None, Awaited | None]:
    """The outermost coroutine below the traced one that is not the user's own code, its frame and its function.

    One that only enters ``async with`` is passed over where it awaits a method of the same object, whose name says
    more: ``Lock.acquire``.
    """
    if type(coroutine) is CoroutineType and type(awaited := coroutine.cr_await) is CoroutineType:
        # most often it is the very next one, and need not be looked for
        frame = awaited.cr_frame
        library = None if frame is None else library_function_of(frame)
        if library is not None and not library.enters:
            return awaited, frame, library
    found: tuple[Any, FrameType | None, Awaited | None] = None, None, None
    entered = None
    for awaited, frame in awaited_by(coroutine):
        library = library_function_of(frame)
        if library is None:
            entered = None  # what the program's own code awaits is the program's doing again
            continue
        instance = library.instance(frame) if entered is not None or library.enters else None
        if entered is not None and instance is not entered:
            break
        found = awaited, frame, library
        if not library.enters:
            break
        entered = instance
    return found


def _future(yielded: Any, below: tuple[str, Any] | None) -> tuple[Function, list[Given]]:
    """Something that is awaited with no library coroutine in between: a task, a gathering, a job, a bare future."""
    if isinstance(yielded, asyncio.Task):
        return _TASK, [(None, None, _task_name(yielded))]
    if gathered_by(yielded) is not None:
        return _GATHER, []
    if below is not None:
        return Function("asyncio", below[0], library=True), []
    return _FUTURE, []


_TASK, _GATHER, _FUTURE = (Function("asyncio", name, library=True) for name in ("Task", "gather", "Future"))


def _task_name(task: asyncio.Task[Any]) -> str:
    """The name that the program gave a task, or else what it runs: ``Task-7`` says nothing."""
    name = task.get_name()
    if name.removeprefix("Task-").isdecimal():
        return Text(getattr(task.get_coro(), "__qualname__", "").rpartition("<locals>.")[2])
    return name


def _joins(behind: Sequence[Below]) -> tuple[int, ...]:
    """Numbers of the tasks whose end is waited for."""
    tasks: list[asyncio.Task[Any]] = []
    for future, below in behind:
        tasks += _tasks_of(future, below)
    return tuple(dict.fromkeys(map(identity.tasks.of, tasks)))


def _tasks_of(future: Any, below: tuple[str, Any] | None = None) -> list[asyncio.Task[Any]]:
    """The task that something is, or that it stands for, or those that it gathers."""
    if isinstance(future, asyncio.Task):
        return [future]
    if below is not None:
        return _tasks_of(below[1])
    return [task for child in gathered_by(future) or () for task in _tasks_of(child)]
