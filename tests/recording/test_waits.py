"""What a suspended call waits for is named, with its arguments, for as long as it waits."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from corotrace import record, traced
from corotrace.events import Event, Resumed, Suspended, Wait
from corotrace.testing import FakeClock


def written(wait: Wait) -> str:
    owner = f"{wait.owner.type}{wait.owner.number}:" if wait.owner else ""
    arguments = ", ".join(map(str, wait.arguments))
    return f"{owner}{wait.function.module}.{wait.function.qualname}({arguments})"


def waits(events: tuple[Event, ...]) -> list[str]:
    found = {event.wait.number: written(event.wait) for event in events if isinstance(event, Suspended)}
    return list(found.values())


async def later(action: Callable[[], object]) -> None:
    await asyncio.sleep(1)
    action()


async def run_event() -> None:
    event = asyncio.Event()
    helper = asyncio.ensure_future(later(event.set))
    await event.wait()
    await helper


async def run_queue() -> None:
    queue: asyncio.Queue[int] = asyncio.Queue(maxsize=1)
    helper = asyncio.ensure_future(later(lambda: queue.put_nowait(1)))
    await queue.get()
    await helper


async def run_future() -> None:
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(1, future.set_result, None)
    await future


async def run_task() -> None:
    await asyncio.create_task(asyncio.sleep(1), name="sleeper")


async def run_gather() -> None:
    await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))


async def untraced(delay: float) -> None:
    await asyncio.sleep(delay)


async def run_through_untraced() -> None:
    await untraced(2)


async def run_twice() -> None:
    await asyncio.sleep(1)
    await asyncio.sleep(delay=2, result="x")


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (run_event, ["Event1:asyncio.Event.wait()"]),
        (run_queue, ["Queue1:asyncio.Queue.get()"]),
        (run_future, ["asyncio.Future()"]),
        (run_task, ["asyncio.Task('sleeper')"]),
        (run_gather, ["asyncio.gather()"]),
        (run_through_untraced, ["asyncio.sleep(2)"]),
        (run_twice, ["asyncio.sleep(1)", "asyncio.sleep(2, 'x')"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_wait_is_named(clock: FakeClock, program: Callable[[], Awaitable[None]], expected: list[str]) -> None:
    with record(clock=clock) as trace:
        clock.run(traced(program)())  # type: ignore[arg-type]
    assert waits(trace.events) == expected


def test_each_suspension_is_followed_by_its_resumption(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        clock.run(traced(run_twice)())
    pairs = [event for event in trace.events if isinstance(event, Suspended | Resumed)]
    assert [(type(event), event.time) for event in pairs] == [
        (Suspended, 0),
        (Resumed, 1_000_000_000),
        (Suspended, 1_000_000_000),
        (Resumed, 3_000_000_000),
    ]


def test_the_innermost_traced_call_is_the_one_that_waits(clock: FakeClock) -> None:
    @traced
    async def inner() -> None:
        await asyncio.sleep(1)

    @traced
    async def outer() -> None:
        await inner()
        await asyncio.sleep(2)

    with record(clock=clock) as trace:
        clock.run(outer())
    who = [(event.call, written(event.wait)) for event in trace.events if isinstance(event, Suspended)]
    assert who == [(2, "asyncio.sleep(1)"), (1, "asyncio.sleep(2)")]


def test_one_await_that_suspends_often_is_one_wait(clock: FakeClock) -> None:
    async def main() -> None:
        condition = asyncio.Condition()
        ready = False

        @traced
        async def waits_for_it() -> None:
            async with condition:
                await condition.wait_for(lambda: ready)

        task = asyncio.create_task(waits_for_it())
        for number in range(3):
            await asyncio.sleep(1)
            ready = number == 2
            async with condition:
                condition.notify_all()
        await task

    with record(clock=clock) as trace:
        clock.run(main())
    suspensions = [event.wait for event in trace.events if isinstance(event, Suspended)]
    assert len(suspensions) == 3
    assert {wait.number for wait in suspensions} == {1}


@pytest.mark.parametrize("how", ["gather", "await", "wait", "TaskGroup", "wait_for"])
def test_the_tasks_that_are_joined_are_known(clock: FakeClock, how: str) -> None:
    @traced
    async def child() -> None:
        await asyncio.sleep(1)

    @traced
    async def main() -> None:
        if how == "TaskGroup":
            async with asyncio.TaskGroup() as group:
                group.create_task(child())
            return
        task = asyncio.create_task(child())
        waiter: Awaitable[object] = {
            "gather": lambda: asyncio.gather(task),
            "await": lambda: task,
            "wait": lambda: asyncio.wait([task]),
            "wait_for": lambda: asyncio.wait_for(task, 5),
        }[how]()
        await waiter

    with record(clock=clock) as trace:
        clock.run(main())
    started = trace.calls()[1].started
    joining = [event.wait for event in trace.events if isinstance(event, Suspended) and event.call == 1]
    assert started.place.task
    assert [wait.joins for wait in joining] == [(started.place.task.number,)]


def test_what_woke_a_wait_up_is_known(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        async with asyncio.timeout(1):
            await asyncio.sleep(5)

    with record(clock=clock) as trace, pytest.raises(TimeoutError):
        clock.run(main())
    assert [event.thrown for event in trace.events if isinstance(event, Resumed)] == ["CancelledError()"]
