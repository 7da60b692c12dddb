"""Who waits for the end of a task or a job, at each moment."""

from collections.abc import Iterable

from corotrace.events import CallEnded, CallStarted, Event, Resumed, Suspended


class Waiting:
    """Knows which calls stand still, while the events are gone through in order.

    Args:
        events: all of them: a short job may end before the call that waits for it has begun to wait.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._for_job: dict[int, Suspended] = {}
        for event in events:
            if type(event) is Suspended and event.wait.job is not None:
                self._for_job.setdefault(event.wait.job, event)
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
        if started.entry and started.job is not None:
            wait = self._for_job.get(started.job)
            if wait is not None and not event.abandoned and self._goes_on(wait, event):
                waits.append(wait)
        return waits

    def _goes_on(self, wait: Suspended, event: CallEnded) -> bool:
        """Whether a job's end finds the call waiting; a short job may end before its caller has begun to wait."""
        now = self._calls.get(wait.call)
        return wait.seq > event.seq or (now is not None and now.wait.number == wait.wait.number)
