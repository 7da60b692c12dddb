"""What determined how long a call took: the chain from its end back to its start."""

import asyncio
import contextlib
import contextvars
import re
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trio
import trio.testing

from corotrace import Trace, UsageError, note, record, traced
from corotrace.critical_path import Doing
from corotrace.emitters.columns import columns_of
from corotrace.events import CallEnded, CallStarted, Function, Header, Outcome, Place, Task, Thread
from corotrace.testing import FakeClock
from tests.test_examples import run_example
from tests.traces import trace_of

SECOND = 10**9


@traced
async def nap(seconds: float) -> None:
    await asyncio.sleep(seconds)


def steps(trace: Trace, call: str = "*main") -> list[tuple[float, str]]:
    path = trace.critical_path(call)
    return [(step.duration / SECOND, step.text.rpartition("<locals>.")[2]) for step in path.steps]


def test_of_three_sleeps_at_once_the_last_one_took_the_time() -> None:
    path = run_example("gather").critical_path("*main")
    long = [step.text for step in path.steps if step.duration > SECOND / 2]
    assert long == ["say_hello_CCC: say_hello('CCC') waits for asyncio.sleep(1)"]
    assert path.duration == sum(step.duration for step in path.steps)


def test_it_goes_on_in_the_child_that_ended_last_and_back_to_who_made_it(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.sleep(1)
        await asyncio.gather(nap(3), nap(2))
        late = asyncio.create_task(nap(5))
        await asyncio.sleep(1)
        await late

    trace = trace_of(clock, main)
    assert steps(trace) == [
        (1, "main() waits for asyncio.sleep(1)"),
        (3, "nap(3) waits for asyncio.sleep(3)"),
        (5, "nap(5) waits for asyncio.sleep(5)"),
    ]
    path = trace.critical_path(trace.calls()[0])
    assert [(step.doing, step.call.name.rpartition(".")[2], step.start / SECOND) for step in path.steps] == [
        (Doing.WAITS, "main", 0), (Doing.WAITS, "nap", 1), (Doing.WAITS, "nap", 4),
    ]  # fmt: skip
    assert path.duration == 9 * SECOND


def test_what_a_waiter_did_before_is_not_lost_where_nobody_is_known_to_have_made_the_task(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await nap(3)
        await asyncio.create_task(nap(1), context=contextvars.Context())
        with_others = [asyncio.create_task(nap(2), context=contextvars.Context()), asyncio.create_task(nap(1))]
        await asyncio.gather(*with_others)

    assert steps(trace_of(clock, main)) == [
        (3, "nap(3) waits for asyncio.sleep(3)"),
        (1, "nap(1) waits for asyncio.sleep(1)"),
        (2, "nap(2) waits for asyncio.sleep(2)"),
    ]


def test_who_holds_the_loop_takes_the_time_of_what_it_keeps_from_beginning_or_running_on(clock: FakeClock) -> None:
    @traced
    async def holds(seconds: float) -> None:
        await asyncio.sleep(1)
        clock.sleep(seconds)

    @traced
    async def main() -> None:
        task = asyncio.create_task(nap(1))
        clock.sleep(1)
        plain()
        clock.sleep(1)
        await task
        await asyncio.gather(holds(3), nap(2))

    @traced
    def plain() -> None:
        clock.sleep(2)

    assert steps(trace_of(clock, main)) == [
        (1, "main() runs"),
        (2, "plain() runs"),
        (1, "main() runs"),
        (1, "nap(1) waits for asyncio.sleep(1)"),
        (2, "nap(2) waits for asyncio.sleep(2)"),
        (2, "nap(2) is ready, and waits for its turn"),
    ]


def test_a_thread_that_runs_a_job_or_that_another_one_waits_for(clock: FakeClock) -> None:
    waits = threading.Semaphore(0)

    @traced
    def work() -> None:
        waits.acquire()
        clock.sleep(2)
        inner()

    @traced
    def inner() -> None:
        clock.sleep(1)

    @traced
    def runs_a_loop() -> None:
        clock.sleep(1)
        clock.run(main())
        clock.sleep(1)

    @traced
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(waits.release)  # when it waits
        await asyncio.to_thread(work)
        loop.call_soon(waits.release)
        await loop.run_in_executor(None, work)

    with record(clock=clock) as trace:
        runs_a_loop()
    assert steps(trace, "*runs_a_loop") == [
        (1, "runs_a_loop() runs"), *[(2, "work() runs"), (1, "inner() runs")] * 2, (1, "runs_a_loop() runs"),
    ]  # fmt: skip


@pytest.mark.parametrize("traced_last", [True, False])
def test_of_several_jobs_the_last_one_counts_if_it_is_known_to_be_the_last(clock: FakeClock, traced_last: bool) -> None:
    waits, begun, first_done = threading.Event(), threading.Barrier(2), threading.Event()

    @traced
    def first() -> None:
        begun.wait()
        waits.wait()
        clock.sleep(1)
        first_done.set()

    def last() -> None:
        begun.wait()
        first_done.wait()
        clock.sleep(2)

    @traced
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(waits.set)  # when it waits
        await asyncio.gather(
            loop.run_in_executor(None, first), loop.run_in_executor(None, traced(last) if traced_last else last)
        )

    with record(clock=clock) as trace:
        clock.run(main())
    assert steps(trace, "*main") == ([(3, "last() runs")] if traced_last else [(3, "main() waits for asyncio.gather")])


def test_a_wait_that_nobody_is_known_to_have_ended_is_a_step_of_its_own(clock: FakeClock) -> None:
    @traced
    async def puts(queue: asyncio.Queue[int]) -> None:
        await asyncio.sleep(2)
        queue.put_nowait(1)

    @traced
    async def main() -> None:
        queue: asyncio.Queue[int] = asyncio.Queue()
        task = asyncio.create_task(puts(queue))
        await queue.get()
        try:
            async with asyncio.timeout(3):
                await queue.get()
        except TimeoutError:
            pass
        await task
        sleeper = asyncio.create_task(nap(9))
        asyncio.get_running_loop().call_later(4, sleeper.cancel)
        await asyncio.wait([sleeper])

    assert steps(trace_of(clock, main)) == [
        (2, "main() waits for Queue.get"),
        (3, "main() waits for Queue.get, until its time is up"),
        (4, "nap(9) waits for asyncio.sleep(9), until it is cancelled"),
    ]


def test_code_that_is_not_traced_is_not_claimed_to_have_done_anything(clock: FakeClock) -> None:
    async def untraced() -> None:
        await nap(1)
        await asyncio.sleep(1)
        await nap(1)
        await asyncio.sleep(1)

    async def awaits(task: "asyncio.Task[None]") -> None:
        await task
        await asyncio.sleep(1)

    @traced
    async def main() -> None:
        await asyncio.create_task(untraced())
        await asyncio.create_task(awaits(asyncio.create_task(nap(2))))
        await asyncio.gather(untraced(), untraced())

    assert steps(trace_of(clock, main)) == [
        (1, "nap(1) waits for asyncio.sleep(1)"),
        (1, "nap(1): what goes on is not recorded"),
        (1, "nap(1) waits for asyncio.sleep(1)"),
        (1, "main(): what goes on is not recorded"),
        (2, "nap(2) waits for asyncio.sleep(2)"),
        (1, "main(): what goes on is not recorded"),
        (4, "main() waits for asyncio.gather"),
    ]


def test_a_task_that_has_ended_did_not_wake_who_waited_for_more(clock: FakeClock) -> None:
    async def untraced() -> None:
        await asyncio.sleep(5)

    @traced
    async def main() -> None:
        await asyncio.gather(nap(1), untraced())
        other = asyncio.create_task(nap(9))
        await asyncio.wait([asyncio.create_task(nap(1)), other], timeout=2)
        await asyncio.wait([asyncio.create_task(nap(3)), other], return_when=asyncio.FIRST_COMPLETED)

    assert steps(trace_of(clock, main)) == [
        (5, "main() waits for asyncio.gather"),
        (2, "main() waits for asyncio.wait({<Task>, <Task>}, timeout=2)"),
        (3, "nap(3) waits for asyncio.sleep(3)"),
    ]


def test_an_exception_ends_a_wait_for_several(clock: FakeClock) -> None:
    @traced
    async def fails() -> None:
        await asyncio.sleep(2)
        raise KeyError("no")

    @traced
    async def main() -> None:
        with contextlib.suppress(KeyError):
            await asyncio.gather(nap(1), fails(), nap(9))

    assert steps(trace_of(clock, main)) == [(2, "fails() waits for asyncio.sleep(2)")]


def test_a_generator_and_who_asks_it_take_turns(clock: FakeClock) -> None:
    @traced
    async def items() -> AsyncIterator[int]:
        for number in range(2):
            await asyncio.sleep(1)
            yield number

    @traced
    async def main() -> None:
        async for _ in items():
            await asyncio.sleep(2)

    trace = trace_of(clock, main)
    assert steps(trace) == [
        (1, "items() waits for asyncio.sleep(1)"), (2, "main() waits for asyncio.sleep(2)"),
    ] * 2  # fmt: skip
    assert steps(trace, "*items") == steps(trace)


def test_a_call_that_still_runs_has_a_path_to_the_end_of_the_trace(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(nap(1), nap(9))

    async def watch() -> None:
        running = asyncio.create_task(main())
        await asyncio.sleep(4)
        note("now")
        seen.append(str(trace.critical_path("*main")))
        await running

    seen: list[str] = []
    with record(clock=clock) as trace:
        clock.run(watch())
    assert seen[0].splitlines()[0].endswith("main(), took 4.00 s, still running")
    assert seen[0].splitlines()[2:] == ["   0  4.00  nap(9) waits for asyncio.sleep(9)"]


def test_two_tasks_that_wait_for_each_other_have_a_path(clock: FakeClock) -> None:
    tasks: list[asyncio.Task[None]] = []

    @traced
    async def waits_for(other: int) -> None:
        await asyncio.sleep(1)
        await asyncio.wait([tasks[other]])

    @traced
    async def main() -> None:
        tasks.extend(asyncio.create_task(waits_for(other)) for other in (1, 0))
        await asyncio.sleep(3)

    async def all_of_it() -> None:
        with record(clock=clock) as trace:
            await main()
        path = trace.critical_path("*waits_for")
        assert [(step.duration / SECOND, step.doing) for step in path.steps][-1] == (2, Doing.WAITS)
        tasks[0].cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)

    clock.run(all_of_it())


def test_a_coroutine_that_is_stepped_by_hand_is_not_claimed_to_run() -> None:
    function, thread = Function("app", "lost"), Thread(1, "MainThread")
    events = (
        CallStarted(1, 0, 1, None, function, Place(thread, 1, Task(1, "Task-1"))),
        CallStarted(2, 10, 2, None, Function("app", "other"), Place(thread, 1, Task(2, "Task-2"))),
        CallEnded(3, 20, 2, Outcome.RETURNED, "None"),
        CallEnded(4, 30, 1, Outcome.RETURNED, "None"),
    )
    trace = Trace(Header("", "", 0, 1, "", ""), lambda: events)
    assert [(step.doing, step.duration) for step in trace.critical_path("app.lost").steps] == [(Doing.UNKNOWN, 30)]
    assert [(step.doing, step.duration) for step in trace.critical_path("app.other").steps] == [(Doing.RUNS, 10)]


@pytest.mark.parametrize("kept", range(20, 26))
def test_what_has_been_forgotten_is_not_known(clock: FakeClock, kept: int) -> None:
    @traced
    async def main() -> None:
        for _ in range(40):
            await nap(1)
            clock.sleep(1)

    with record(clock=clock, max_events=kept, keep="latest") as trace:
        clock.run(main())
    path = trace.critical_path("*main")
    assert sum(step.duration for step in path.steps) == path.duration == 80 * SECOND
    first, *others = path.steps
    assert first.doing is Doing.UNKNOWN
    assert first.duration > 50 * SECOND
    assert {(step.doing, step.duration) for step in others} == {(Doing.WAITS, SECOND), (Doing.RUNS, SECOND)}


def test_short_steps_share_a_line_and_every_line_fits(clock: FakeClock) -> None:
    @traced
    async def main(_text: str) -> None:
        for _ in range(50):
            await nap(0.001)
        await nap(1)
        await nap(0.002)

    with record(clock=clock) as trace:
        clock.run(main("긴 이름 " * 30))
    lines = str(trace.critical_path("*main")).splitlines()
    assert max(map(columns_of, lines)) <= 80
    assert lines[0].endswith("…, took 1.05 s")
    assert lines[1:] == [
        "  at      took     seconds",
        "  0       0.0500   … 50 short steps, mostly nap waits for asyncio.sleep",
        "  0.0500  1.00     nap(1) waits for asyncio.sleep(1)",
        "  1.05    0.00200  nap(0.002) waits for asyncio.sleep(0.002)",
    ]


def test_of_calls_that_a_pattern_fits_it_is_that_of_the_longest(clock: FakeClock) -> None:
    async def main() -> None:
        for seconds in (1, 3, 2):
            await nap(seconds)

    trace = trace_of(clock, main)
    assert trace.critical_path("*nap").name == "nap(3)"
    assert trace.critical_path(trace.calls()[2]).name == "nap(2)"


def test_a_call_that_is_not_there_is_refused(clock: FakeClock, tmp_path: Path) -> None:
    trace, other = run_example("checkout"), run_example("orders")
    with pytest.raises(UsageError, match=re.escape("critical_path('main'): no recorded call has that full name")):
        trace.critical_path("main")
    with pytest.raises(UsageError, match="that is no call of this trace"):
        trace.critical_path(other.calls()[1])
    with pytest.raises(UsageError, match=re.escape("critical_path(3): write the full name")):
        trace.critical_path(3)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=re.escape("critical_path() of a selection: ")):
        other.select(depth=1).critical_path("*.main")
    with record() as empty:
        pass
    with pytest.raises(UsageError, match="the trace has no calls"):
        empty.critical_path("*")
    trace.save(tmp_path / "trace.jsonl")
    loaded = Trace.load(tmp_path / "trace.jsonl")
    assert str(loaded.critical_path(trace.calls()[0])) == str(trace.critical_path(trace.calls()[0]))


def test_the_end_of_a_block_is_told_without_arguments(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(2))

    assert steps(trace_of(clock, main)) == [(2, "main() waits for end of TaskGroup")]


def test_a_time_limit_of_trio_cancels_a_wait() -> None:
    @traced
    async def main() -> None:
        with trio.move_on_after(1):
            await trio.sleep(5)

    with record() as trace:
        trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    assert "main() waits for trio.sleep(5), until it is cancelled" in [text for _, text in steps(trace)]
