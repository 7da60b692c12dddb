"""A call while it runs, and which one is the innermost of a context."""

import asyncio
import itertools
from collections.abc import Callable
from contextvars import ContextVar
from threading import get_ident
from types import CoroutineType
from typing import Any

from corotrace.events import Place
from corotrace.recording.place import begin_with_this_thread, place_of, running_task, task_in
from corotrace.recording.recorder import Recorder
from corotrace.recording.stack import innermost_on_stack
from corotrace.recording.values import ValuePolicy

#: What is kept of values, and the recorders that go by that.
Audience = tuple[ValuePolicy, tuple[Recorder, ...]]
call_numbers = itertools.count(1).__next__

#: Where a context stands: at the beginning of its innermost traced call, or after a moment of that. Tasks and
#: ``to_thread`` copy the context, and so know which call made them, and when in the course of it.
current: "ContextVar[RunningCall | Standing | None]" = ContextVar("corotrace.current", default=None)
#: A call, and its last moment, which is what has moved it on: the number of a call that it made and that is over, that
#: of a note or of a step of a generator, or the negative one of a wait.
Standing = tuple["RunningCall | None", int]
#: When a turn began that there is not: so late that none has lasted any time since.
NO_TURN = 1 << 63


def innermost() -> "RunningCall | None":
    """The innermost traced call of this context."""
    standing = current.get()
    return standing[0] if isinstance(standing, tuple) else standing


def leave_parent(*, caller_is_known: bool) -> None:
    """In a process that has been forked: what ran in the parent does not run here.

    Args:
        caller_is_known: whether what this process does is done for the call in which it was forked.
    """
    begin_with_this_thread()
    call = innermost()
    if not caller_is_known:
        current.set(None)
    while call is not None:
        call.root = None  # what it calls here begins in a place of its own
        call = call.before


def work_for(call: "RunningCall | None") -> None:
    """Let what begins in this context from now on be made by a call, or by none that is known."""
    current.set(call)


def stand_in(recorders: tuple[Recorder, ...], number: int | None = None) -> "RunningCall":
    """What stands for a call, as the maker of calls: one of another process, or one that is not to be kept alive.

    Args:
        recorders: who records it.
        number: its own; a new one for a call of another process.
    """
    call = RunningCall()
    call.number, call.recorders = call_numbers() if number is None else number, recorders
    call.before = call.root = call.coroutine = call.wait = None
    return call


class RunningCall:
    """A call that has begun and is recorded.

    Attributes:
        number: which no other call of the process has.
        recorders: who records it, from its start to its end.
        before: what was the innermost call of the context before this one.
        root: the outermost call of its task, whose driver sees it suspended; None when it has ended.
        coroutine: its coroutine or generator; None for a plain function.
        wait: what it waits for, or waited for last; not set before.
    """

    # no __init__, which takes longer than to set the few attributes that are needed
    __slots__ = ("before", "coroutine", "number", "recorders", "root", "wait")

    number: int
    recorders: tuple[Recorder, ...]
    before: "RunningCall | None"
    root: "RootCall | None"
    coroutine: Any
    wait: Any


class RootCall(RunningCall):
    """A call with no other traced call of its task around it, or a generator's, which may become one.

    Attributes:
        parent: the call that made it, or that asked it to go on.
        since: where it is the outermost call, the last moment of its maker when its task or thread was made.
        place: where it runs.
        task: its task, or None.
        loop: its event loop, where it runs in a task of asyncio.
        thread: the identifier of its thread.
        entry: the task, or the future of the job, that is made of this very call.
        audiences: who records it, by what they keep of values.
        time_limit: refers weakly to the exception by which a time limit has cancelled its task.
        turn: where it is the outermost call and an event loop runs it, when that began, by the clock of its first
            recorder; `NO_TURN` else.
    """

    __slots__ = ("audiences", "entry", "loop", "parent", "place", "since", "task", "thread", "time_limit", "turn")

    parent: RunningCall | None
    place: Place
    since: int | None
    task: Any
    loop: Any
    thread: int
    entry: Any
    audiences: tuple[Audience, ...]
    time_limit: Callable[[], BaseException | None] | None
    turn: int

    def __init__(self, number: int, recorders: tuple[Recorder, ...]) -> None:
        self.number = number
        self.recorders = recorders
        self.audiences = ()
        self.turn = NO_TURN
        self.before = self.parent = self.root = None
        self.coroutine = self.wait = self.task = self.entry = self.time_limit = None

    def enter(self, standing: "RunningCall | Standing | None") -> Any:
        """Find out where the call runs, by whom, and with whose driver; a generator does so at each step.

        Args:
            standing: where this context stands.

        Returns:
            The task that it runs in, if it is the outermost call there.
        """
        innermost, since = standing if isinstance(standing, tuple) else (standing, None)
        self.before = parent = innermost
        self.since = None
        root = _root_here(parent)
        if root is not None and not is_running(parent.coroutine):  # type: ignore[union-attr]
            # someone has stepped that coroutine by hand, and goes on without it
            parent = innermost_on_stack(self)
            root = _root_here(parent)
            if root is None:
                parent, since = _maker(innermost), None
        self.parent = parent
        if root is not None:
            self.root, self.place = root, root.place
            return None
        task = running_task()
        loop = asyncio._get_running_loop()
        self.root, self.since = self, since
        self.task = task
        self.loop = None if loop is None or task is None or task_in(loop) is not task else loop
        self.thread = get_ident()
        self.place = place_of(task)
        self.turn = NO_TURN if self.place.loop is None else self.recorders[0].clock()
        return task

    def is_of_this_task(self) -> bool:
        """Whether the code that runs now is of the task that the call is the root of."""
        if self.thread != get_ident():
            return False
        return self.task is (running_task() if self.loop is None else task_in(self.loop))


def _root_here(call: RunningCall | None) -> RootCall | None:
    """The root of a call's task, if that call goes on and that task is the one which runs now."""
    root = None if call is None else call.root
    return root if root is not None and root.is_of_this_task() else None


def _maker(call: RunningCall | None) -> RunningCall | None:
    """The call that was the innermost where this task, or thread, was made: the first one of another place."""
    while call is not None and _root_here(call) is not None:
        call = call.before
    return call


def is_running(coroutine: Any) -> bool:
    """Whether a coroutine or generator is on the stack; a plain function, which has none, always is."""
    if type(coroutine) is CoroutineType:
        return coroutine.cr_running
    for name in ("cr_running", "gi_running", "ag_running"):
        running = getattr(coroutine, name, None)
        if running is not None:
            return bool(running)
    return True
