"""A critical path, and the steps that it consists of."""

from dataclasses import dataclass, field

from corotrace.critical_path.doing import Doing
from corotrace.critical_path.text import write_path
from corotrace.events import Call, Wait


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of time on a critical path.

    Args:
        call: which call it is of.
        doing: what that does.
        wait: what it waits for, where it does that.
        start: when the step begins, in nanoseconds of the events' clock.
        duration: how long it is, in nanoseconds.
        text: all of that in words, such as ``fetch('a') waits for asyncio.sleep(1)``.
        kind: the same without arguments, such as ``fetch waits for asyncio.sleep``.
    """

    call: Call
    doing: Doing
    wait: Wait | None
    start: int
    duration: int
    text: str
    kind: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """What determined how long a call took; ``print(path)`` shows it.

    Seen from the end of the call backwards: where it waited for other traced calls, the path goes on in the one whose
    end let it run on; where a call began in a task or thread of its own, it goes on in the one that made that. It never
    claims what is not recorded: there, the wait itself is the step.

    Args:
        call: the call.
        name: what was called, with its arguments.
        duration: from the start of the call to its end, or to that of the trace, in nanoseconds.
        steps: what went on at each moment of that time, in order, without a gap.
        events: the numbers of the events that it leads through.
        recording: which recording the call is of.
    """

    call: Call
    name: str
    duration: int
    steps: tuple[Step, ...]
    events: frozenset[int] = field(repr=False)
    recording: tuple[str, int, int] = field(repr=False)

    def __str__(self) -> str:
        return write_path(self)
