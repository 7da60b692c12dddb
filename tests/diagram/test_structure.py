"""In structure order, what is done one after the other stands one below the other."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from corotrace import record, traced


@traced
async def step(number: int) -> int:
    await asyncio.sleep(0)
    return number


@traced
async def at_once(number: int) -> int:
    return number


def drawn(runs: Callable[[], None]) -> list[str]:
    """What a program does, in structure order."""
    with record() as trace:
        traced(runs)()
    return re.findall(r"^(?:p\d .*|par .*|else|end)$", trace.to_puml(order="structure"), re.MULTILINE)


@pytest.mark.parametrize("called", [step, at_once])
def test_tasks_that_an_event_loop_is_run_for_one_by_one(called: Callable[[int], Coroutine[Any, Any, int]]) -> None:
    def runs() -> None:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(called(1))
        loop.run_until_complete(called(2))
        loop.close()

    name = called.__name__
    assert drawn(runs) == [
        f"p1 ->> p2 ++ : {name}(1)",
        "p2 --> p1 -- : 1",
        f"p1 ->> p2 ++ : {name}(2)",
        "p2 --> p1 -- : 2",
    ]


@pytest.mark.parametrize("called", [step, at_once])
def test_tasks_that_an_event_loop_runs_together(called: Callable[[int], Coroutine[Any, Any, int]]) -> None:
    async def together() -> None:
        await asyncio.gather(called(1), called(2))

    def runs() -> None:
        asyncio.run(together())

    assert [line for line in drawn(runs) if not re.match(r"p\d ", line)] == ["par tasks", "else", "end"]
