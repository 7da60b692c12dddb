"""What a recording holds of an event, in bytes: at most 120, arguments of small integers included."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from corotrace import record, traced
from corotrace.recording.log import count_records
from corotrace.recording.recorder import active

_TIMES = 4000
_MOST = 120
_MOST_OF_A_TASK = 200  # its place and its name


@traced
async def leaf(number: int) -> int:
    return number


@traced
async def sleeps(number: int) -> None:
    await asyncio.sleep(0)


@traced
async def sleeps_often(times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0.000001)


@traced
def plain(number: int) -> int:
    return number


@traced
async def items(count: int) -> AsyncIterator[int]:
    for number in range(count):
        yield number % 200


class Shop:
    @traced
    async def sell(self, count: int) -> int:
        return count


async def calls() -> None:
    for number in range(_TIMES):
        await leaf(number % 200)


async def methods() -> None:
    shop = Shop()
    for number in range(_TIMES):
        await shop.sell(number % 200)


async def by_name() -> None:
    for number in range(_TIMES):
        await leaf(number=number % 200)


async def plain_calls() -> None:
    for number in range(_TIMES):
        plain(number % 200)


async def suspensions() -> None:
    for number in range(_TIMES):
        await sleeps(number % 200)


async def suspensions_alone() -> None:
    await sleeps_often(_TIMES)


async def generator() -> None:
    async for _ in items(_TIMES):
        pass


async def tasks() -> None:
    for start in range(0, _TIMES, 500):
        await asyncio.gather(*(sleeps(number % 200) for number in range(start, start + 500)))


def held(program: Callable[[], Coroutine[Any, Any, None]]) -> tuple[int, int]:
    """How many bytes a recording holds after a program has run, and how many events."""
    outermost = traced(program)
    asyncio.run(program())  # what is made but once is there
    gc.collect()
    tracemalloc.start()
    try:
        with record():
            before = tracemalloc.get_traced_memory()[0]
            asyncio.run(outermost())
            gc.collect()
            after = tracemalloc.get_traced_memory()[0]
            return after - before, count_records(active.recorders[0]._log._raw)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "program", [calls, methods, by_name, plain_calls, suspensions, suspensions_alone, generator]
)  # fmt: skip
def test_an_event_takes_little_memory(program: Callable[[], Coroutine[Any, Any, None]]) -> None:
    size, events = held(program)
    assert events >= 2 * _TIMES
    assert size <= _MOST * events


def test_a_task_takes_a_little_more() -> None:
    size, events = held(tasks)
    assert events >= 4 * _TIMES
    assert size <= _MOST * events + _MOST_OF_A_TASK * _TIMES
