"""Threads that take turns with the event loop, in an order that is the same on every run."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

_PATIENCE = 20.0
_own = threading.local()


class Job(ThreadPoolExecutor):
    """A pool for one function, which only runs while the event loop stands still in `step`."""

    def __init__(self) -> None:
        super().__init__(max_workers=1, initializer=self._arrive)
        self._go = threading.Semaphore(0)
        self._rest = threading.Semaphore(0)
        self.done = False

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = super().submit(*args, **kwargs)
        future.add_done_callback(self._end)
        return future

    def step(self) -> None:
        """Let the thread run to its next pause, or to its end."""
        if not self.done:
            self._go.release()
            assert self._rest.acquire(timeout=_PATIENCE), "the thread does not come to rest"
        if self.done:
            self._go.release()  # it may have been cancelled before it began
            self.shutdown(wait=True)  # until the loop was told, too

    def finish(self) -> None:
        while not self.done:
            self.step()
        self.step()

    def _arrive(self) -> None:
        _own.job = self
        self._wait()

    def _wait(self) -> None:
        assert self._go.acquire(timeout=_PATIENCE), "the event loop does not let the thread go on"

    def _end(self, _future: Future[Any]) -> None:
        self.done = True
        self._rest.release()

    @staticmethod
    def pause() -> None:
        """In the thread: let the event loop go on first."""
        job: Job | None = getattr(_own, "job", None)
        if job is not None:  # and not a thread that it has made by hand
            job._rest.release()
            job._wait()
