"""A call while it runs, and which one is the innermost of a context."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from corotrace.events import Place
from corotrace.recording.place import here, place_of, running_task
from corotrace.recording.recorder import Recorder, call_numbers
from corotrace.recording.stack import innermost_on_stack

#: The innermost traced call. Tasks and ``to_thread`` copy the context, and so know the call that made them.
current: "ContextVar[RunningCall | None]" = ContextVar("corotrace.current", default=None)


class RunningCall:
    """A call that has begun and is recorded.

    Args:
        number: which no other call of the process has.
        before: what was the innermost call of the context before this one.
        recorders: who records it, from its start to its end.
        parent: the innermost call of the context that it began in.
        place: where it runs.
        task: the address of its task, to compare with.
        root: the outermost call of its task whose driver sees it suspended: itself, or the parent's.
        entry: the task, or the future of the job, that is made of this very call.
        time_limit: of a root, refers weakly to the exception by which a time limit has cancelled its task.
    """

    __slots__ = (
        "before", "coroutine", "entry", "number", "parent", "place", "recorders", "root", "task", "time_limit", "wait",
    )  # fmt: skip

    def __init__(self, recorders: tuple[Recorder, ...]) -> None:
        self.number = call_numbers()
        self.recorders = recorders
        self.parent: RunningCall | None = None
        self.before: RunningCall | None = None
        self.root: RunningCall | None = None
        self.coroutine: Any = None
        self.wait: Any = None
        self.entry: Any = None
        self.time_limit: Callable[[], BaseException | None] | None = None

    def enter(self, innermost: "RunningCall | None") -> None:
        """Find out where the call runs, by whom, and with whose driver; a generator does so at each step."""
        self.before = parent = innermost
        task = running_task()
        self.task = id(task)
        if parent is not None and parent._is_of(self.task) and not _is_running(parent.coroutine):
            # someone has stepped that coroutine by hand, and goes on without it
            parent = innermost_on_stack(self)
            if parent is None or not parent._is_of(self.task):
                parent = _maker(innermost, self.task)
        if parent is not None and parent._is_of(self.task):
            self.root = parent.root
            self.place: Place = parent.place
        else:
            self.root = self
            self.place = place_of(task)
        self.parent = parent

    def _is_of(self, task: int) -> bool:
        """Whether the call has begun, not ended, and runs in this thread and in the task with this address."""
        return self.root is not None and self.task == task and self.place.thread is here.thread

    @property
    def outermost(self) -> bool:
        """Whether no other traced call of its task is around it."""
        return self.root is self


def _maker(call: "RunningCall | None", task: int) -> "RunningCall | None":
    """The call that was the innermost where the task, or the thread, was made: the first one of another place."""
    while call is not None and call._is_of(task):
        call = call.before
    return call


def _is_running(coroutine: Any) -> bool:
    """Whether a coroutine or generator is on the stack; a plain function, which has none, always is."""
    for name in ("cr_running", "gi_running", "ag_running"):
        running = getattr(coroutine, name, None)
        if running is not None:
            return bool(running)
    return True
