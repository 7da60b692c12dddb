"""The events themselves: plain, frozen facts, in the order in which they happened."""

from dataclasses import dataclass
from enum import StrEnum

from corotrace.events.facts import Argument, Function, Owner, Place, Wait


class Outcome(StrEnum):
    """How a call ended."""

    RETURNED = "returned"
    RAISED = "raised"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed out"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Args:
        seq: its place in the order of the recording, from 1.
        time: ``time.perf_counter_ns()``, in nanoseconds; to measure with, not to order by.
    """

    seq: int
    time: int


@dataclass(frozen=True, slots=True)
class CallStarted(Event):
    """A traced function began to run (a coroutine: its first step).

    Args:
        call: the number of this call.
        parent: the call that made it, or None where none is known.
        function: what was called.
        place: thread, loop and task that it runs in.
        arguments: the arguments as the caller gave them.
        owner: the object whose method it is.
        entry: whether it is the very coroutine that its task was made of, or the very function of its job.
        job: the number of the job of a thread pool, or of a process pool, that it runs in.
        participant: the lifeline's name that the user chose.
        label: the message's text that the user chose.
        elsewhere: whether the call that made it, if that is not in the trace, was in another task or thread.
        since: where its task, thread or callback is not its parent's, the number of the last event before that was
            made, of those which moved its maker on: the end of a call that it made, its resumption, a note.
        in_context: whether its job has the context of its caller, as ``asyncio.to_thread`` gives it, who waits for it.
    """

    call: int
    parent: int | None
    function: Function
    place: Place
    arguments: tuple[Argument, ...] = ()
    owner: Owner | None = None
    entry: bool = False
    job: int | None = None
    participant: str | None = None
    label: str | None = None
    elsewhere: bool = False
    since: int | None = None
    in_context: bool = False


@dataclass(frozen=True, slots=True)
class CallEnded(Event):
    """A call is over.

    Args:
        call: which one.
        outcome: how it ended.
        value: its result, or its exception, as text.
        waiters: numbers of the tasks that its end wakes up.
        blocked: numbers of the threads that stand still until it ends.
        abandoned: whether it is a job, and what waited for it has been cancelled.
    """

    call: int
    outcome: Outcome
    value: str
    waiters: tuple[int, ...] = ()
    blocked: tuple[int, ...] = ()
    abandoned: bool = False


@dataclass(frozen=True, slots=True)
class ItemYielded(Event):
    """A generator gave an item, as text, to whoever asked for it, and stands still until it is asked again."""

    call: int
    value: str


@dataclass(frozen=True, slots=True)
class CallContinued(Event):
    """A generator was asked to go on.

    Args:
        call: which one.
        by: the call that asked, or None where none is known.
        place: where it goes on.
        request: how it was asked, such as ``anext()``, ``asend(5)`` or ``aclose()``.
        elsewhere: whether the call that asked, if that is not in the trace, was in another task or thread.
        since: as in `CallStarted`.
    """

    call: int
    by: int | None
    place: Place
    request: str
    elsewhere: bool = False
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Suspended(Event):
    """The call gave its thread back and waits."""

    call: int
    wait: Wait


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """The call runs on after a suspension.

    Args:
        call: which one.
        wait: the number of what it waited for.
        thrown: the exception that woke it, as text, if one did.
        timed_out: whether that is the cancellation of a time limit.
        item: what it is about to get from a queue, as text, if it waited for that.
    """

    call: int
    wait: int
    thrown: str | None = None
    timed_out: bool = False
    item: str | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was woken by the exception that cancels, of asyncio or of trio."""
        return self.thrown is not None and self.thrown.startswith(("CancelledError(", "Cancelled("))


@dataclass(frozen=True, slots=True)
class WaitTurnedOut(Event):
    """A wait for library code, which is over, has ended otherwise than it seemed when the call ran on.

    Library code stands between what woke it and the call: it may catch an exception, or raise one. A trace that is read
    has no such event: `settle` has corrected what it is of.

    Args:
        call: which one waited.
        wait: the number of what it waited for.
        thrown: the exception that came out of it, as text; None where none is known to have come.
    """

    call: int
    wait: int
    thrown: str | None = None


@dataclass(frozen=True, slots=True)
class LoopHeld(Event):
    """The turn of a task is over, which has held its event loop for long: nothing else of that loop ran meanwhile.

    A turn is what a task, or a callback, does from the moment at which the loop runs it until it gives the thread back.

    Args:
        call: the innermost of the calls that went on when it was over and that had it for most of its time.
        duration: how long it was, in nanoseconds.
        file: the source file of the program's own code where it was over; None where that is known only to be the end
            of the call.
        line: the line there.
        others: how many other tasks the loop had, all of which waited; None where it does not tell.
        mostly: the name of the function that had it for most of its time, and was over before the turn was.
    """

    call: int
    duration: int
    file: str | None = None
    line: int | None = None
    others: int | None = None
    mostly: str | None = None


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """The program put a line of text into the diagram; ``call`` is the call that said it, where one did."""

    call: int | None
    text: str


@dataclass(frozen=True, slots=True)
class RecordingStopped(Event):
    """The recording is over; ``failure`` says what went wrong inside the recorder, if something did."""

    failure: str | None = None


@dataclass(frozen=True, slots=True)
class EventsLeftOut(Event):
    """More happened than the recording was allowed to keep.

    Args:
        count: so many events are not in the trace.
        duration: where they are older than the events that follow, the nanoseconds from the first of them until now: of
            that time, only what had still to be known of open calls is in the trace. None where they are younger than
            all that is in the trace.
    """

    count: int
    duration: int | None = None
