"""A test kit: a clock with which programs that sleep are recorded without waiting, and the comparison of diagrams."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

from corotrace.integrations.committed import assert_diagram

__all__ = ["FakeClock", "assert_diagram"]

_Result = TypeVar("_Result")


class FakeClock:
    """A clock that stands still until someone sleeps; give it to `corotrace.record` as its ``clock``.

    ::

        clock = FakeClock()
        with record("gather", clock=clock) as trace:
            clock.run(main())
    """

    def __init__(self) -> None:
        self._now = 0

    def __call__(self) -> int:
        """The time, in nanoseconds since the clock was made."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let time pass, as ``time.sleep`` does, without waiting.

        Args:
            seconds: how much.
        """
        self._now += round(seconds * 1e9)

    def run(self, main: Coroutine[Any, Any, _Result]) -> _Result:
        """Run a coroutine as ``asyncio.run`` does, on an event loop that goes by this clock.

        Whenever the loop would wait for a timer, the clock is put forward instead. Nothing from outside of the loop,
        such as a thread or a socket, is waited for while a timer is set.

        Args:
            main: the coroutine.

        Returns:
            Its result.
        """
        with asyncio.Runner(loop_factory=lambda: _FakeTimeLoop(self)) as runner:
            return runner.run(main)


class _FakeSelector(selectors.DefaultSelector):
    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(None if timeout is None else 0)
        if not ready and timeout:
            self._clock.sleep(timeout)
        return ready


class _FakeTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self, clock: FakeClock) -> None:
        super().__init__(_FakeSelector(clock))
        self._fake_clock = clock
        self._clock_resolution = 1e-9

    def time(self) -> float:
        return self._fake_clock() / 1e9

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        # without the time limit: its timer would put the clock forward instead of waiting for the threads
        await super().shutdown_default_executor()
