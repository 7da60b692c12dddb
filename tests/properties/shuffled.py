"""Event loops that run what is ready in a random order, and sleep for random times: any scheduling of the tasks."""

import asyncio
import collections
import random
import threading
from collections.abc import Coroutine
from typing import Any

from corotrace.testing import FakeClock, _FakeTimeLoop


class _Shuffled(collections.deque[Any]):
    """A queue that gives any of its items."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    def popleft(self) -> Any:
        if threading.current_thread() is threading.main_thread():
            self.rotate(-self._chance.randrange(len(self)))
        return super().popleft()


class _ShuffledLoop(_FakeTimeLoop):
    def __init__(self, clock: FakeClock, chance: random.Random) -> None:
        super().__init__(clock)
        self._ready = _Shuffled(chance)


def run_shuffled(clock: FakeClock, main: Coroutine[Any, Any, Any], chance: random.Random) -> None:
    """Run a coroutine as ``clock.run`` does, but in any order."""
    with asyncio.Runner(loop_factory=lambda: _ShuffledLoop(clock, chance)) as runner:
        runner.run(main)
