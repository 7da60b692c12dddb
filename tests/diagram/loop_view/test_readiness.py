"""A task is said to have been ready only where it is known when all that it waited for was over."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from corotrace import record, traced
from corotrace.diagram.loop_view import find_turns
from corotrace.testing import FakeClock

SECOND = 1_000_000_000


@traced
async def nap(delay: float) -> None:
    await asyncio.sleep(delay)


async def untraced(delay: float) -> None:
    await asyncio.sleep(delay)


async def hold(clock: FakeClock) -> None:
    """Hold the loop for three seconds, from the next moment on."""
    await asyncio.sleep(1)
    clock.sleep(3)


def lates_of_main(clock: FakeClock, program: Callable[[], Awaitable[object]]) -> list[int | None]:
    @traced
    async def main() -> None:
        await program()

    with record(clock=clock) as trace:
        clock.run(main())
    return [turn.late for turn in find_turns(trace.events) if turn.root.function.name == "main" and not turn.first]


def test_it_is_ready_when_the_last_one_is_done(clock: FakeClock) -> None:
    async def program() -> None:
        await asyncio.gather(nap(0.5), nap(1), hold(clock))

    assert lates_of_main(clock, program) == [None], "the untraced one is done last"
    assert lates_of_main(clock, lambda: asyncio.gather(nap(0.5), nap(1))) == [0]


def test_it_is_late_from_then_on(clock: FakeClock) -> None:
    async def program() -> None:
        task = asyncio.create_task(nap(1))
        other = asyncio.create_task(nap(0.5))
        helper = asyncio.create_task(hold(clock))
        await asyncio.gather(task, other)
        await helper

    assert lates_of_main(clock, program)[0] == 3 * SECOND


@pytest.mark.parametrize(
    "program",
    [
        lambda: asyncio.gather(untraced(5), nap(1)),
        lambda: asyncio.gather(nap(1), untraced(5)),
        lambda: asyncio.wait_for(asyncio.gather(nap(1), untraced(2)), 9),
    ],
)
def test_an_untraced_task_may_have_been_the_last(clock: FakeClock, program: Callable[[], Awaitable[object]]) -> None:
    assert set(lates_of_main(clock, program)) == {None}


def test_a_task_that_ended_before_has_not_ended_the_wait(clock: FakeClock) -> None:
    async def program() -> None:
        await asyncio.create_task(nap(1))
        slow = asyncio.create_task(nap(9))
        await asyncio.wait({slow}, timeout=0.5)
        await slow

    assert lates_of_main(clock, program) == [0, None, 0]
