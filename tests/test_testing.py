"""The fake clock: sleeps take no time, and the same time on every run."""

import asyncio
import time

from corotrace.testing import FakeClock


def test_time_passes_by_sleeping_alone(clock: FakeClock) -> None:
    started = time.perf_counter()

    async def main() -> list[int]:
        await asyncio.sleep(3600)
        moments = [clock()]
        await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))
        return [*moments, clock()]

    assert clock() == 0
    assert clock.run(main()) == [3_600_000_000_000, 3_602_000_000_000]
    clock.sleep(0.5)
    assert clock() == 3_602_500_000_000
    assert time.perf_counter() - started < 60


def test_threads_are_waited_for_while_no_timer_is_set(clock: FakeClock) -> None:
    assert clock.run(asyncio.to_thread(lambda: "from a thread")) == "from a thread"
