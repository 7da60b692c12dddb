"""When what a task waited for was over: told only where the recording knows it."""

from corotrace.events import CallEnded, CallStarted, Resumed, Suspended

#: Library code that waits for as long as its first argument says.
SLEEPS = frozenset({"asyncio.sleep", "anyio.sleep", "trio.sleep"})


class Readiness:
    """Keeps what ended, while the events are gone through in order."""

    def __init__(self) -> None:
        self._tasks: dict[int, int] = {}
        self._jobs: dict[int, int] = {}

    def end(self, event: CallEnded, started: CallStarted) -> None:
        """A call ends: tasks may wait for the task or the job that it is the whole of."""
        task = started.place.task
        if started.entry and task is not None:
            self._tasks[task.number] = event.time
        if started.entry and started.job is not None:
            self._jobs[started.job] = event.time

    def late(self, event: Resumed, suspended: Suspended) -> int | None:
        """How long a task was ready to run, in nanoseconds; None where that is not known.

        Args:
            event: it runs on, and not because of an exception.
            suspended: it began to wait, or went on waiting.
        """
        ready = self._ready(suspended)
        late = -1 if ready is None else event.time - max(ready, suspended.time)
        return late if late >= 0 else None

    def _ready(self, suspended: Suspended) -> int | None:
        wait = suspended.wait
        if wait.function.library and wait.function.full_name in SLEEPS and wait.arguments:
            try:
                return suspended.time + max(round(float(wait.arguments[0].text) * 1e9), 0)
            except (ValueError, OverflowError):  # it is not shown, or for ever
                return None
        if wait.job is not None:
            return self._jobs.get(wait.job)
        ends = [self._tasks.get(task) for task in wait.joins]
        if not ends or None in ends:  # an untraced task may have been the last one
            return None
        last = max(filter(None, ends), default=0)
        return last if last >= suspended.time else None
