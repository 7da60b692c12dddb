"""Jobs of thread pools: whoever is faster, the same calls are their callers, and in structure order the text is the same."""

import asyncio
import contextvars
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
import uvloop

from corotrace import record, traced
from corotrace.trace import Trace
from tests.recording.drawn import replies

RUNS = 100
Program = Callable[[], Awaitable[object]]


@traced
def job(number: int) -> int:
    """Sometimes it is over before the thread that submits it has come back from that, sometimes long after."""
    time.sleep((0, 0, 0, 1e-5, 1e-4, 1e-3)[next(_turns) % 6])
    return number


_turns = iter(range(10**9))


@traced
def between() -> None:
    pass


def submit(number: int, pool: ThreadPoolExecutor | None = None) -> "asyncio.Future[int]":
    return asyncio.get_running_loop().run_in_executor(pool, job, number)


def callers(trace: Trace) -> dict[str, str]:
    """Who calls each job."""
    return {
        call.started.arguments[0].text: call.parent.name.rpartition(".")[2] if call.parent else "?"
        for call in trace.calls()
        if call.name == "job"
    }


# ---- programs


@traced
async def gathers() -> None:
    await asyncio.gather(*(submit(number) for number in range(3)))


@traced
async def gathers_in_pool_of_its_own() -> None:
    with ThreadPoolExecutor(2) as pool:
        await asyncio.gather(*(submit(number, pool) for number in range(3)))


@traced
async def gathers_a_list() -> None:
    jobs = [submit(number) for number in range(3)]
    await asyncio.gather(*jobs)


@traced
async def gathers_what_may_be_over() -> None:
    jobs = [submit(number) for number in range(2)]
    await asyncio.sleep(0.0005)
    await asyncio.gather(*jobs, submit(2))


@traced
async def waits_for_what_may_be_over() -> None:
    jobs = [submit(number) for number in range(3)]
    await asyncio.sleep(0.0005)
    await asyncio.wait(jobs)


@traced
async def takes_as_completed() -> None:
    for done in asyncio.as_completed([submit(number) for number in range(3)]):
        await done


@traced
async def awaits_one_after_the_other() -> None:
    for number in range(3):
        await submit(number)


@traced
async def awaits_a_list() -> None:
    for each in [submit(number) for number in range(3)]:
        await each


@traced
async def awaits_after_another_call() -> None:
    mine = submit(0)
    between()
    await mine


@traced
async def asks(number: int) -> None:
    await submit(number)


@traced
async def groups() -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(asks(number))


async def untraced(number: int) -> int:
    return await submit(number)


@traced
async def groups_untraced() -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(untraced(number))


@traced
async def forgets() -> None:
    for number in range(3):
        submit(number)
    await asyncio.gather(untraced(3), untraced(4), asyncio.sleep(0), asyncio.sleep(0), asyncio.sleep(0))


@traced
async def hands_to_threads() -> None:
    await asyncio.gather(*(asyncio.to_thread(job, number) for number in range(3)))


@traced
async def shields_and_limits() -> None:
    await asyncio.shield(submit(0))
    await asyncio.wait_for(submit(1), 10)


@traced
def starts(number: int) -> "asyncio.Future[int]":
    return submit(number)


@traced
async def lets_others_start() -> None:
    await asyncio.gather(starts(0), starts(1))


PROGRAMS: dict[Program, str] = {
    gathers: "gathers",
    gathers_in_pool_of_its_own: "gathers_in_pool_of_its_own",
    gathers_a_list: "gathers_a_list",
    gathers_what_may_be_over: "gathers_what_may_be_over",
    waits_for_what_may_be_over: "waits_for_what_may_be_over",
    takes_as_completed: "takes_as_completed",
    awaits_one_after_the_other: "awaits_one_after_the_other",
    awaits_a_list: "awaits_a_list",
    awaits_after_another_call: "awaits_after_another_call",
    groups: "asks",
    groups_untraced: "groups_untraced",
    forgets: "forgets",
    hands_to_threads: "hands_to_threads",
    shields_and_limits: "shields_and_limits",
    lets_others_start: "starts",
}


@contextmanager
def switching(interval: float | None) -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(interval or before)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize("interval", [None, 1e-5])
@pytest.mark.parametrize(("program", "caller"), PROGRAMS.items())
def test_it_is_the_same_on_every_run(program: Program, caller: str, interval: float | None) -> None:
    texts: Counter[str] = Counter()
    with switching(interval):
        for run in range(RUNS):
            with record() as trace:
                (uvloop.run if run % 4 == 3 else asyncio.run)(program())  # type: ignore[arg-type]
            assert set(callers(trace).values()) == {caller}
            texts[trace.to_puml(order="structure")] += 1
    assert len(texts) == 1, "\n\n".join(texts)
