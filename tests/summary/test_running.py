"""How many calls run at once: of a call and the one that it waits for, the latter alone."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

import pytest

from corotrace import Trace, note, record, traced
from corotrace.summary import Summary
from corotrace.testing import FakeClock
from tests.test_examples import run_example
from tests.test_shapes import SHAPES
from tests.traces import trace_of

SECOND = 10**9


@traced
async def nap(seconds: float) -> None:
    await asyncio.sleep(seconds)


def summary_of(main: Callable[[], Coroutine[Any, Any, Any]], clock: FakeClock) -> Summary:
    return trace_of(clock, main).summary()


def seconds(summary: Summary) -> tuple[float, float, int]:
    return summary.wall_time / SECOND, summary.call_time / SECOND, summary.most_at_once


def test_three_sleeps_at_once_and_one_after_the_other_as_the_first_example_and_its_twin() -> None:
    wall, calls, most = seconds(run_example("gather").summary())
    assert 1 <= wall < 1.5
    assert 3 <= calls < 3.5
    assert most == 3
    wall, calls, most = seconds(run_example("sequential").summary())
    assert 3 <= wall < 3.5
    assert 3 <= calls <= wall
    assert most == 1


def test_who_waits_for_its_calls_does_not_run_beside_them(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.sleep(1)
        await asyncio.gather(nap(1), nap(3))
        await nap(1)

    summary = summary_of(main, clock)
    assert seconds(summary) == (5, 6, 2)
    assert summary.at_once == tuple((at * SECOND, count) for at, count in [(0, 1), (1, 2), (2, 1), (5, 0)])
    assert summary.concurrency == 6 / 5
    assert [(call.name, call.itself / SECOND, call.took / SECOND) for call in summary.slowest] == [
        ("nap(3)", 3, 3), ("main()", 1, 5), ("nap(1)", 1, 1), ("nap(1)", 1, 1),
    ]  # fmt: skip


def test_who_works_beside_the_task_that_it_made_runs_beside_it(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        task = asyncio.create_task(nap(3))
        await asyncio.sleep(1)
        await task

    assert summary_of(main, clock).at_once == ((0, 2), (SECOND, 1), (3 * SECOND, 0))


def test_who_waits_for_the_task_of_another_does_not_run_beside_it(clock: FakeClock) -> None:
    @traced
    async def waits(task: asyncio.Task[None]) -> None:
        await task

    @traced
    async def main() -> None:
        await waits(asyncio.create_task(nap(2)))

    assert seconds(summary_of(main, clock)) == (2, 2, 1)


def test_calls_may_be_waited_for_through_tasks_that_are_not_traced(clock: FakeClock) -> None:
    async def untraced() -> None:
        await asyncio.create_task(nap(2))

    @traced
    async def main() -> None:
        await asyncio.gather(untraced(), untraced())

    assert seconds(summary_of(main, clock)) == (2, 4, 2)


def test_a_generator_runs_in_its_steps_alone(clock: FakeClock) -> None:
    @traced
    async def numbers() -> Any:
        for number in range(2):
            await asyncio.sleep(1)
            yield number

    @traced
    async def main() -> None:
        async for _ in numbers():
            await asyncio.sleep(10)

    summary = summary_of(main, clock)
    assert seconds(summary) == (22, 22, 1)
    assert {call.name: call.itself / SECOND for call in summary.slowest} == {"main()": 20, "numbers()": 2}


def test_a_wait_that_goes_on_after_one_of_its_tasks_is_done(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for done in asyncio.as_completed([nap(1), nap(2)]):
            await done
        _, pending = await asyncio.wait({asyncio.create_task(nap(1)), asyncio.create_task(nap(3))}, timeout=2)
        await asyncio.sleep(1)
        assert not [task for task in pending if not task.done()]

    assert summary_of(main, clock).at_once == tuple(
        (at * SECOND, count) for at, count in [(0, 2), (1, 1), (2, 2), (3, 1), (4, 2), (5, 0)]
    )


def test_what_is_still_running_runs_until_the_end(clock: FakeClock) -> None:
    async def main() -> None:
        task = asyncio.create_task(nap(100))
        await asyncio.sleep(5)
        captured.append(trace.summary())
        task.cancel()

    captured: list[Summary] = []
    with record(clock=clock) as trace:
        clock.run(main())
    assert seconds(trace.summary()) == (5, 5, 1)
    assert captured[0].slowest[0].outcome is None
    assert trace.summary().slowest[0].outcome == "cancelled"


def test_a_loop_that_a_call_runs_and_a_job_that_it_waits_for_while_they_go_on() -> None:
    seen: list[Summary] = []
    gate = threading.Event()

    @traced
    def work() -> None:
        gate.wait(10)

    @traced
    async def waits() -> None:
        loop = asyncio.get_running_loop()

        def look() -> None:
            if not any(call.name.endswith("work") for call in trace.calls()):
                loop.call_later(0.01, look)
                return
            note("some time has passed")
            seen.append(trace.summary())
            gate.set()

        loop.call_later(0.01, look)
        await loop.run_in_executor(None, work)

    @traced
    def main() -> None:
        asyncio.run(waits())

    with record() as trace:
        main()
    assert seen[0].calls == 3
    assert [call.outcome for call in seen[0].slowest] == [None] * 3
    assert [count for _, count in seen[0].at_once[-2:]] == [1, 0]


@pytest.mark.parametrize(
    ("shape", "most"),
    [
        ("run_in_executor", 1), ("to_thread_gathered", 2), ("run_coroutine_threadsafe", 1), ("runner", 1),
        ("anyio_on_trio", 2), ("loop_in_second_thread", 2),
    ],
)  # fmt: skip
def test_threads_and_other_loops(shape: str, most: int) -> None:
    trace: Trace = SHAPES[shape].run()
    summary = trace.summary()
    assert summary.most_at_once == most
    assert summary.call_time == pytest.approx(most * summary.wall_time, rel=0.01)


def test_at_every_moment_something_runs_while_a_call_is_open_and_the_sums_agree() -> None:
    for name, shape in SHAPES.items():
        if shape.real_time or name in ("nested_inner", "inside_running_loop", "eager_tasks"):
            continue
        summary = shape.run().summary()
        ends = [*summary.at_once, (summary.wall_time, 0)]
        area = sum(count * (end - start) for (start, count), (end, _) in pairwise(ends))
        assert summary.call_time == area, name
        assert all(count >= 0 for _, count in summary.at_once), name
        assert summary.at_once[-1][1] == 0, name


def test_a_call_that_takes_no_time_ran_too(clock: FakeClock) -> None:
    @traced
    def nothing() -> None:
        time.monotonic()

    with record(clock=clock) as trace:
        nothing()
    assert seconds(trace.summary()) == (0, 0, 1)
    assert trace.summary().concurrency == 0


def test_a_trace_of_nothing(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        pass
    assert seconds(trace.summary()) == (0, 0, 0)
    assert str(trace.summary()) == "No calls were recorded."
