"""Who waits for the end of a task or a job, at each moment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corotrace.events import CallContinued, CallEnded, CallStarted, Event, Resumed, Suspended


class Waiting:
    """Knows which calls stand still, while the events are gone through in order.

    Args:
        events: all of them: a short job may end before the call that waits for it has begun to wait.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._for_job = _waits_for_jobs(events)
        self._calls: dict[int, Suspended] = {}
        self._tasks: dict[int, Suspended] = {}

    def suspend(self, event: Suspended, task: int | None) -> None:
        """A call stands still, and the task that it runs in, if it runs in one."""
        self._calls[event.call] = event
        if task is not None:
            self._tasks[task] = event

    def resume(self, event: Resumed, task: int | None) -> bool:
        """A call goes on; give whether it stood still."""
        if self._calls.pop(event.call, None) is None:
            return False
        if task is not None:
            self._tasks.pop(task, None)
        return True

    def for_the_end(self, event: CallEnded, started: CallStarted) -> list[Suspended]:
        """The waits that end because the task or job ends that a call is the whole of."""
        waits = [self._tasks[task] for task in event.waiters if task in self._tasks]
        if started.entry and started.job is not None and not event.abandoned:
            waits += [span.wait for span in self._for_job.get(started.job, ()) if span.covers(event.seq)]
        return waits


@dataclass(slots=True)
class _Span:
    """A wait for jobs, and the turn of its task that led to it: a job may end before that is over.

    Args:
        wait: the event with which it begins.
        since: the number of the event with which that turn began.
        until: the number of the event with which the wait is over, if it is.
    """

    wait: Suspended
    since: int
    until: int | None = None

    def covers(self, seq: int) -> bool:
        """Whether something happened in it."""
        return self.since < seq and (self.until is None or seq < self.until)


def _waits_for_jobs(events: Iterable[Event]) -> dict[int, list[_Span]]:
    """The waits for each job."""
    found: defaultdict[int, list[_Span]] = defaultdict(list)
    tasks: dict[int, int | None] = {}
    turns: dict[int | None, int] = {}
    open_spans: dict[int, _Span] = {}
    for event in events:
        match event:
            case CallStarted() | CallContinued():
                tasks[event.call] = event.place.task_number
            case Suspended() if event.wait.jobs:
                span = open_spans[event.call] = _Span(event, turns.get(tasks.get(event.call), 0))
                for job in event.wait.jobs:
                    found[job].append(span)
            case Resumed():
                turns[tasks.get(event.call)] = event.seq
                if (waited := open_spans.pop(event.call, None)) is not None:
                    waited.until = event.seq
            case _:
                pass
    return found
