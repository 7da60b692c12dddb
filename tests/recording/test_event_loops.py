"""Other event loops and task groups than asyncio's own: uvloop, anyio on both backends, trio."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from corotrace import record, traced
from corotrace.diagram import Ending, ReplyMessage, build_interaction
from corotrace.events import Outcome
from tests.recording.drawn import replies

anyio = pytest.importorskip("anyio", reason="anyio is not installed")
trio = pytest.importorskip("trio", reason="trio is not installed")


@traced
async def child(name: str) -> str:
    await anyio.sleep(0)
    return name


@traced
async def anyio_main() -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(child, "a")
        group.start_soon(child, "b")


@traced
async def trio_main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, "a")
        nursery.start_soon(child, "b")


@pytest.mark.parametrize(
    "run",
    [
        lambda: anyio.run(anyio_main, backend="asyncio"),
        lambda: anyio.run(anyio_main, backend="trio"),
        lambda: trio.run(trio_main),
    ],
    ids=["anyio on asyncio", "anyio on trio", "trio"],
)
def test_task_groups(run: Callable[[], Any]) -> None:
    with record() as trace:
        run()
    main, *children = trace.calls()
    assert sorted(call.value or "" for call in children) == ["'a'", "'b'"]
    assert all(call.parent is main and call.asynchronous and call.started.entry for call in children)
    assert len({call.started.place.task for call in trace.calls()}) == 3
    assert {call.started.place.loop for call in trace.calls()} == {1}
    assert sorted(replies(trace)[:2]) == ["child 1 > " + main.name, "child 2 > " + main.name]
    assert replies(trace)[2:] == [f"{main.name} > None"]


def test_trio_waits_are_named_and_cancellations_told() -> None:
    @traced
    async def main() -> None:
        await trio.sleep(0)
        await trio.sleep(0.01)  # which trio ends by a cancellation of its own
        with trio.move_on_after(0.01):
            await sleeps()

    @traced
    async def sleeps() -> None:
        await trio.sleep(10)

    with record() as trace:
        trio.run(main)
    assert [call.outcome for call in trace.calls()] == [Outcome.RETURNED, Outcome.CANCELLED]
    elements = build_interaction(trace.events).elements
    waits = [
        element for element in elements if isinstance(element, ReplyMessage) and element.sender.name == "trio.sleep"
    ]
    assert [(wait.receiver and wait.receiver.name, wait.ending) for wait in waits] == [
        ("main", Ending.RETURNED),
        ("main", Ending.RETURNED),
        ("sleeps", Ending.CANCELLED),
    ]


def test_a_blocking_run_of_trio_replies_to_its_caller() -> None:
    @traced
    def main() -> None:
        trio.run(child, "a")

    with record() as trace:
        main()
    assert replies(trace) == ["child > main", "main > None"]


def test_uvloop() -> None:
    uvloop = pytest.importorskip("uvloop", reason="uvloop is not installed")

    @traced
    async def main() -> None:
        await asyncio.gather(child("a"), child("b"))

    @traced
    def blocking() -> None:
        uvloop.run(main())

    with record() as trace:
        blocking()
    outer, inner, *children = trace.calls()
    assert inner.parent is outer
    assert all(call.parent is inner and call.asynchronous for call in children)
    assert replies(trace) == ["child 1 > main", "child 2 > main", "main > blocking", "blocking > None"]
