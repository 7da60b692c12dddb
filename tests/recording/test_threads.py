"""Threads and loops: jobs, calls handed from thread to thread, several loops in one recording."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest

from corotrace import record, traced
from corotrace.events import Call
from corotrace.trace import Trace
from tests.recording.drawn import replies


def callers(trace: Trace) -> dict[str, str | None]:
    def name(call: Call | None) -> str | None:
        return call.name.rpartition(".")[2] if call else None

    return {name(call) or "": name(call.parent) for call in trace.calls()}


@traced
def work(number: int) -> int:
    return number + 1


@traced
async def later(number: int) -> int:
    await asyncio.sleep(0)
    return number + 1


def untraced(number: int) -> int:
    return work(number) * 2


async def run_to_thread() -> None:
    assert await asyncio.to_thread(work, 1) == 2


async def run_in_executor() -> None:
    assert await asyncio.get_running_loop().run_in_executor(None, work, 1) == 2


async def run_in_own_executor() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert await asyncio.get_running_loop().run_in_executor(pool, work, 1) == 2


@pytest.mark.parametrize("program", [run_to_thread, run_in_executor, run_in_own_executor])
def test_a_job_has_its_caller_and_replies_to_it(program: Callable[[], object]) -> None:
    @traced
    async def main() -> None:
        await program()  # type: ignore[misc]

    with record() as trace:
        asyncio.run(main())
    assert callers(trace) == {"main": None, "work": "main"}
    assert trace.calls()[1].asynchronous
    assert replies(trace) == ["work > main", "main > None"]


@pytest.mark.parametrize("how", ["gather", "wait_for", "gather of run_in_executor"])
def test_a_job_replies_through_what_waits_for_it(how: str) -> None:
    awaited = threading.Event()

    @traced
    def work(number: int) -> int:
        assert awaited.wait(10)
        return number + 1

    @traced
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(0.05, awaited.set)  # when everybody waits
        if how == "gather":
            assert await asyncio.gather(asyncio.to_thread(work, 1), asyncio.sleep(0)) == [2, None]
        elif how == "wait_for":
            assert await asyncio.wait_for(asyncio.to_thread(work, 1), 10) == 2
        else:
            assert await asyncio.gather(loop.run_in_executor(None, work, 1)) == [2]

    with record() as trace:
        asyncio.run(main())
    assert callers(trace) == {"main": None, "work": "main"}
    assert replies(trace) == ["work > main", "main > None"]


def test_many_jobs_at_once_reply_each_to_their_own_caller() -> None:
    @traced
    async def asks(number: int) -> int:
        return await asyncio.get_running_loop().run_in_executor(None, work, number)

    @traced
    async def main() -> None:
        await asyncio.gather(*[asks(number) for number in range(8)])

    with record() as trace:
        asyncio.run(main())
    jobs = [call for call in trace.calls() if call.name == "work"]
    assert len(jobs) == 8
    for call in jobs:
        assert call.parent is not None
        assert call.parent.started.arguments == call.started.arguments
        assert call.parent.value == call.value


def test_a_job_that_calls_a_traced_function_from_an_untraced_one_replies_to_nobody() -> None:
    @traced
    async def main() -> None:
        assert await asyncio.get_running_loop().run_in_executor(None, untraced, 1) == 4

    with record() as trace:
        asyncio.run(main())
    assert callers(trace) == {"main": None, "work": "main"}
    assert replies(trace) == ["work > None", "main > None"]


def in_a_thread(function: Callable[[], object]) -> None:
    """Run a function in a thread that copies this context, as threads of newer Pythons can."""
    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(function,))
    thread.start()
    thread.join()


class _Prompt(ThreadPoolExecutor):
    """Comes back from submitting only when the job has ended: nobody can wait for it before."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        job = super().submit(function, *args, **kwargs)
        wait([job])
        return job


@pytest.mark.parametrize("how", ["gather", "wait_for", "nobody"])
def test_a_job_that_ends_while_it_is_submitted_replies_to_who_waits_for_its_submitter(how: str) -> None:
    @traced
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(_Prompt())
        if how == "gather":
            await asyncio.gather(asyncio.to_thread(work, 1), asyncio.sleep(0))
        elif how == "wait_for":
            await asyncio.wait_for(asyncio.create_task(asyncio.to_thread(work, 1)), 10)
        else:
            loop.run_in_executor(None, work, 1)

    waiter = None if how == "nobody" else "main"
    with record() as trace:
        asyncio.run(main())
    assert callers(trace) == {"main": None, "work": waiter}
    assert replies(trace) == [f"work > {waiter}", "main > None"]
    ended = trace.calls()[1].ended
    assert ended
    assert bool(ended.waiters) == (how != "nobody")


def test_a_coroutine_that_is_handed_to_a_loop_in_another_thread() -> None:
    loop = asyncio.new_event_loop()
    runner = threading.Thread(target=loop.run_forever, name="loop")
    runner.start()

    asked: list[Future[int]] = []

    @traced
    async def answers(number: int) -> int:
        while not (asked and asked[0]._condition._waiters):  # type: ignore[attr-defined]  # noqa: ASYNC110 - blocked
            await asyncio.sleep(0)
        return number + 1

    @traced
    def asks() -> int:
        asked.append(asyncio.run_coroutine_threadsafe(answers(1), loop))
        return asked[0].result(10)

    @traced
    def forgets() -> None:
        asyncio.run_coroutine_threadsafe(later(2), loop)

    try:
        with record() as trace:
            assert asks() == 2
            forgets()
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(10)
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        runner.join()
        loop.close()
    first, answered, second, forgotten = trace.calls()
    assert (answered.parent, forgotten.parent) == (first, second)
    assert answered.started.place.thread.name == "loop"
    assert answered.asynchronous
    assert sorted(replies(trace)) == ["answers > asks", "asks > None", "forgets > None", "later > None"]


def test_a_callback_that_is_handed_to_a_loop_in_another_thread() -> None:
    async def main() -> None:
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        @traced
        def callback() -> None:
            done.set()

        @traced
        def hands_over() -> None:
            loop.call_soon_threadsafe(callback)

        await asyncio.to_thread(hands_over)
        await done.wait()

    with record() as trace:
        asyncio.run(main())
    assert callers(trace) == {"hands_over": None, "callback": "hands_over"}
    assert trace.calls()[1].asynchronous


def test_several_loops_one_after_the_other() -> None:
    async def main() -> None:
        await later(1)

    with record() as trace:
        asyncio.run(main())
        with asyncio.Runner() as runner:
            runner.run(later(2))
            runner.run(later(3))
    assert [call.started.place.loop for call in trace.calls()] == [1, 2, 2]
    assert [call.started.arguments[0].text for call in trace.calls()] == ["1", "2", "3"]


def test_a_thread_that_copies_the_context_knows_its_caller() -> None:
    @traced
    def main() -> None:
        in_a_thread(lambda: work(1))

    with record() as trace:
        main()
    assert callers(trace) == {"main": None, "work": "main"}
    assert trace.calls()[1].asynchronous


def test_what_the_loop_cancels_at_its_end_replies_to_nobody() -> None:
    @traced
    async def left_over() -> None:
        await asyncio.Event().wait()

    async def main() -> None:
        kept.append(asyncio.create_task(left_over()))
        await asyncio.sleep(0)

    @traced
    def blocking() -> None:
        asyncio.run(main())

    kept: list[asyncio.Task[None]] = []
    with record() as trace:
        blocking()
    assert replies(trace) == ["Event > left_over", "left_over > None", "blocking > None"]
