"""What a trace adds up to."""

from dataclasses import dataclass

from corotrace.events import Outcome
from corotrace.summary.text import write_summary


@dataclass(frozen=True, slots=True)
class SlowCall:
    """A call that took long.

    Args:
        call: its number, that of ``call.started.call``.
        name: what was called, with its arguments.
        took: from its start to its end, or to that of the trace, in nanoseconds.
        itself: that without what it waited for of other calls of the trace.
        outcome: how it ended, or None if it was still running.
    """

    call: int
    name: str
    took: int
    itself: int
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Waited:
    """What calls waited for.

    Args:
        what: its name, such as ``asyncio.sleep``.
        times: how often.
        total: how long altogether, in nanoseconds; what is waited for at once is added.
        longest: the longest time.
        calls: whether it was for other calls of the trace, whose times count already.
    """

    what: str
    times: int
    total: int
    longest: int
    calls: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """Calls of one function that ended alike, and did not return.

    Args:
        what: the name of the function.
        outcome: how they ended, or None if they were still running.
        exception: what the first of them raised, or an empty text.
        times: how many there are.
    """

    what: str
    outcome: Outcome | None
    exception: str
    times: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a trace adds up to; ``print(trace.summary())`` shows it.

    At a moment, those calls run that have begun, have not ended, and don't wait for another call of the trace: of a
    call and the one that it waits for, the latter alone. So the sum of call times is the time that the calls would have
    taken one after the other.

    Args:
        title: what the trace is called.
        wall_time: from the first to the last thing that happened, in nanoseconds.
        call_time: the sum of the times that calls ran.
        most_at_once: how many ran at the same time, at the most.
        at_once: how many ran, over time: nanoseconds since the beginning, and how many from then on.
        calls: how many calls there are.
        ended: the calls that did not return, those of a function that ended alike together.
        slowest: the calls that took longest by themselves, the slowest first.
        waits: what was waited for, the longest altogether first.
        remarks: what is not in the trace.
    """

    title: str
    wall_time: int
    call_time: int
    most_at_once: int
    at_once: tuple[tuple[int, int], ...]
    calls: int
    ended: tuple[Ended, ...]
    slowest: tuple[SlowCall, ...]
    waits: tuple[Waited, ...]
    remarks: tuple[str, ...]

    @property
    def concurrency(self) -> float:
        """How many calls ran at once on average: the sum of call times by the wall time; 0 if nothing took time."""
        return self.call_time / self.wall_time if self.wall_time else 0.0

    def __str__(self) -> str:
        return write_summary(self)
