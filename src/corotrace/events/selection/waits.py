"""What each wait is for: library code, which is drawn, or calls, whose replies show it."""

from collections.abc import Container, Iterable

from corotrace.events.event import CallContinued, CallEnded, CallStarted, Event, Resumed, Suspended
from corotrace.events.facts import Wait


class Standing:
    """Keeps which wait each task stands in, while the events are gone through in order."""

    def __init__(self) -> None:
        self._task_of: dict[int, int | None] = {}
        self._wait_in: dict[int | None, int] = {}

    def follow(self, event: Event) -> None:
        """Take the next event into account."""
        if isinstance(event, CallStarted | CallContinued):
            self._task_of[event.call] = event.place.task.number if event.place.task else None
        elif isinstance(event, Suspended):
            self._wait_in[self._task_of.get(event.call)] = event.wait.number
        elif isinstance(event, Resumed):
            self._wait_in.pop(self._task_of.get(event.call), None)

    def of(self, task: int) -> int | None:
        """The number of the wait that a task stands in, or None while it runs."""
        return self._wait_in.get(task)


class Waits:
    """The waits of a trace.

    Args:
        events: all events, in order.
        shown: the numbers of the calls that are not left out.
    """

    def __init__(self, events: Iterable[Event], shown: Container[int]) -> None:
        self._tasks: set[int] = set()
        self._jobs: set[int] = set()
        self._answered: set[int] = set()
        self._shown_jobs: set[int] = set()
        self._shown_answered: set[int] = set()
        standing = Standing()
        for event in events:
            standing.follow(event)
            if isinstance(event, CallStarted):
                self._started(event, is_shown=event.call in shown)
            elif isinstance(event, CallEnded):
                answered = {wait for task in event.waiters if (wait := standing.of(task)) is not None}
                self._answered |= answered
                if event.call in shown:
                    self._shown_answered |= answered

    def _started(self, event: CallStarted, *, is_shown: bool) -> None:
        if event.place.task:
            self._tasks.add(event.place.task.number)
        if event.job is not None:
            self._jobs.add(event.job)
            if is_shown:
                self._shown_jobs.add(event.job)

    def is_for_calls(self, wait: Wait) -> bool:
        """Whether it is for calls, left out or not: they run in a task or job that is joined, or their end ends it."""
        joined = not self._tasks.isdisjoint(wait.joins) or not self._jobs.isdisjoint(wait.jobs)
        return joined or wait.number in self._answered

    def gets_shown_reply(self, wait: Wait) -> bool:
        """Whether the reply of a call that is shown may go to it."""
        return not self._shown_jobs.isdisjoint(wait.jobs) or wait.number in self._shown_answered
