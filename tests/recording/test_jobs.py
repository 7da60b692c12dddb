"""Jobs of thread pools: whoever is faster, callers are the same, and so is the text in structure order."""

import asyncio
import contextvars
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import uvloop

from corotrace import record, traced
from corotrace.diagram import build_interaction
from corotrace.trace import Trace
from tests.diagram.drawn import lines
from tests.recording.drawn import replies

RUNS = 40
Program = Callable[[], Coroutine[Any, Any, object]]


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


def untraced_job(number: int) -> int:
    return job(number) + job(number)


@traced
async def has_untraced_jobs() -> None:
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(None, untraced_job, number) for number in range(2)))


@traced
async def hands_its_context_on() -> None:
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()
    await loop.run_in_executor(None, context.run, job, 0)


@traced
async def does_one_after_the_other() -> None:
    between()
    await submit(0)
    between()
    await asyncio.gather(submit(1), asks(2), asyncio.to_thread(between))


@traced
async def gives_up() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def begins_late() -> None:
        begun.set()
        go_on.wait()
        job(0)

    with ThreadPoolExecutor() as pool:
        given = asyncio.get_running_loop().run_in_executor(pool, begins_late)
        begun.wait()
        try:
            await asyncio.wait_for(given, 0.001)
        except TimeoutError:
            between()
            go_on.set()


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
    has_untraced_jobs: "has_untraced_jobs",
    hands_its_context_on: "hands_its_context_on",
    does_one_after_the_other: "does_one_after_the_other",
    gives_up: "gives_up",
}


@contextmanager
def switching(interval: float) -> Iterator[None]:
    """How long a thread may run while others wait."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(interval)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize(("program", "caller"), PROGRAMS.items())
def test_callers_and_structure_are_the_same_on_every_run(program: Program, caller: str) -> None:
    texts: Counter[str] = Counter()
    for run in range(RUNS):
        start = uvloop.run if run % 4 == 3 else asyncio.run
        with switching(1e-5 if run % 2 else 5e-3), record() as trace:
            start(program())
        assert set(callers(trace).values()) <= {caller, "asks"}
        assert "?" not in callers(trace).values()
        texts[trace.to_puml(order="structure")] += 1
    assert len(texts) == 1, "\n\n".join(texts)


# ---- what is drawn


def structure(program: Program) -> list[str]:
    """A program's diagram in structure order."""
    with record() as trace:
        asyncio.run(program())
    return lines(build_interaction(trace.events, order="structure"))[1:-1]


def test_jobs_that_are_waited_for_together_reply() -> None:
    assert structure(gathers) == [
        "par asyncio.gather",
        "gathers >> job 1: job(0)",
        "job 1 < gathers: 0 returned",
        "else",
        "gathers >> job 2: job(1)",
        "job 2 < gathers: 1 returned",
        "else",
        "gathers >> job 3: job(2)",
        "job 3 < gathers: 2 returned",
        "end par",
    ]


def test_of_jobs_that_are_awaited_in_turn_only_the_first_is_sure_to_be_waited_for_so_all_are_drawn_alike() -> None:
    assert structure(awaits_a_list) == [
        "par threads of their own, may go on beside what follows",
        "awaits_a_list >> job 1: job(0)",
        "job 1 |: 0 returned",
        "else",
        "awaits_a_list >> job 2: job(1)",
        "job 2 |: 1 returned",
        "else",
        "awaits_a_list >> job 3: job(2)",
        "job 3 |: 2 returned",
        "end par",
    ]


def test_a_job_that_is_awaited_as_it_is_submitted_replies() -> None:
    assert structure(awaits_one_after_the_other) == [
        "awaits_one_after_the_other >> job: job(0)",
        "job < awaits_one_after_the_other: 0 returned",
        "awaits_one_after_the_other >> job: job(1)",
        "job < awaits_one_after_the_other: 1 returned",
        "awaits_one_after_the_other >> job: job(2)",
        "job < awaits_one_after_the_other: 2 returned",
    ]


def test_a_job_may_run_beside_what_its_maker_does_before_it_waits() -> None:
    assert structure(awaits_after_another_call) == [
        "par a thread of its own, may go on beside what follows",
        "awaits_after_another_call >> job: job(0)",
        "job |: 0 returned",
        "end par",
        "awaits_after_another_call > between: between()",
        "between < awaits_after_another_call: None returned",
    ]


@pytest.mark.parametrize("program", [forgets, groups_untraced, takes_as_completed])
def test_of_jobs_that_perhaps_nobody_waits_for_nothing_else_is_said(program: Program) -> None:
    drawn = structure(program)
    assert drawn[0] == "par threads of their own, may go on beside what follows"
    assert drawn[-1] == "end par"
    assert not [element for element in drawn if " < " in element]


def test_a_job_stands_where_it_was_submitted() -> None:
    assert structure(does_one_after_the_other) == [
        "does_one_after_the_other > between: between()",
        "between < does_one_after_the_other: None returned",
        "does_one_after_the_other >> job 1: job(0)",
        "job 1 < does_one_after_the_other: 0 returned",
        "does_one_after_the_other > between: between()",
        "between < does_one_after_the_other: None returned",
        "par asyncio.gather",
        "does_one_after_the_other >> asks: asks(2)",
        "asks >> job 1: job(2)",
        "job 1 < asks: 2 returned",
        "asks < does_one_after_the_other: None returned",
        "else",
        "does_one_after_the_other >> job 2: job(1)",
        "job 2 < does_one_after_the_other: 1 returned",
        "else",
        "does_one_after_the_other >> between: between()",
        "between < does_one_after_the_other: None returned",
        "end par",
    ]


def test_a_job_whose_waiter_has_given_up_replies_to_nobody() -> None:
    assert structure(gives_up) == [
        "par a thread of its own, may go on beside what follows",
        "gives_up >> job: job(0)",
        "job |: 0 returned",
        "end par",
        "gives_up > between: between()",
        "between < gives_up: None returned",
    ]


# ---- who it is


def test_two_loops_that_share_a_pool_have_each_their_own_jobs() -> None:
    @traced
    async def main(first: int, pool: ThreadPoolExecutor) -> None:
        for number in range(first, first + 20, 2):
            await asyncio.gather(submit(number, pool), submit(number + 1, pool))

    with ThreadPoolExecutor(2) as pool, switching(1e-5), record() as trace:
        threads = [threading.Thread(target=lambda f=first: asyncio.run(main(f, pool))) for first in (0, 20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    jobs = [call for call in trace.calls() if call.name == "job"]
    assert len(jobs) == 40
    for call in jobs:
        assert call.parent is not None
        assert int(call.parent.started.arguments[0].text) == int(call.started.arguments[0].text) // 20 * 20
    assert Counter(replies(trace)) == {"job > main": 40, "main > None": 2}


class Slow(ThreadPoolExecutor):
    """Comes back from submitting long after the job has begun."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        return self._rest(super().submit(function, *args, **kwargs))

    @staticmethod
    def _rest(submitted: "Future[Any]") -> "Future[Any]":
        time.sleep(0.02)
        return submitted


def test_a_job_that_begins_while_it_is_submitted_has_its_caller() -> None:
    @traced
    async def main() -> None:
        with Slow() as pool:
            submit(0, pool)

    with record() as trace:
        asyncio.run(main())
    assert callers(trace) == {"0": "main"}


def test_a_job_that_is_submitted_without_an_event_loop_never_has_a_caller() -> None:
    @traced
    def main() -> None:
        with ThreadPoolExecutor(2) as pool:
            for future in [pool.submit(job, number) for number in range(3)]:
                future.result()

    for interval in (1e-5, 5e-3):
        with switching(interval), record() as trace:
            main()
        assert set(callers(trace).values()) == {"?"}


def test_a_job_does_not_reply_to_who_waits_for_something_else_when_it_ends() -> None:
    @traced
    async def main() -> None:
        mine = submit(0)
        while not mine.done():  # noqa: ASYNC110 - it is to wait for something else
            await asyncio.sleep(0)
        await asyncio.gather(mine)

    with record() as trace:
        asyncio.run(main())
    assert callers(trace) == {"0": "main"}
    assert sorted(reply for reply in replies(trace)) == ["job > None", "main > None"]
