"""What a suspended call waits for is named, with its arguments, for as long as it waits."""

import asyncio
import contextlib
import sys
import types
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from corotrace import record, traced
from corotrace.events import Event, Outcome, Resumed, Suspended, Wait
from corotrace.testing import FakeClock
from tests.recording.libraries import thirdlib


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


async def run_unnamed_task() -> None:
    await asyncio.create_task(asyncio.sleep(1))


async def run_gather() -> None:
    await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))


async def untraced(delay: float) -> None:
    await asyncio.sleep(delay)


async def run_through_untraced() -> None:
    await untraced(2)


async def untraced_generator(delay: float) -> AsyncIterator[None]:
    await asyncio.sleep(delay)
    yield


async def run_through_untraced_generator() -> None:
    async for _ in untraced_generator(2):
        pass
    async for _ in untraced_generator(3):
        await anext(untraced_generator(4), None)


async def run_shield() -> None:
    await asyncio.shield(asyncio.sleep(1))


async def run_executor() -> None:
    await asyncio.get_running_loop().run_in_executor(None, len, "x")


async def run_lock() -> None:
    lock, semaphore = asyncio.Lock(), asyncio.Semaphore(0)
    await lock.acquire()
    helper = asyncio.ensure_future(later(lock.release))
    async with lock:
        await helper
        asyncio.get_running_loop().call_later(1, semaphore.release)
        async with semaphore:
            pass


async def run_barrier() -> None:
    barrier = asyncio.Barrier(2)
    helper = asyncio.ensure_future(barrier.wait())
    await barrier.wait()
    await helper


async def run_varargs() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "", stdout=asyncio.subprocess.DEVNULL, cwd=".")
    await process.wait()


async def run_put() -> None:
    queue: asyncio.Queue[str] = asyncio.Queue(maxsize=1)
    await queue.put("first")  # waits for nothing
    helper = asyncio.ensure_future(later(queue.get_nowait))
    await queue.put("second")
    await helper


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
        (run_unnamed_task, ["asyncio.Task(sleep)"]),
        (run_gather, ["asyncio.gather()"]),
        (run_through_untraced, ["asyncio.sleep(2)"]),
        (run_through_untraced_generator, ["asyncio.sleep(2)", "asyncio.sleep(3)", "asyncio.sleep(4)"]),
        (run_shield, ["asyncio.shield()"]),
        (run_executor, ["asyncio.run_in_executor()"]),
        (run_lock, ["Lock1:asyncio.Lock.acquire()", "Semaphore1:asyncio.Semaphore.acquire()"]),
        (run_barrier, ["Barrier1:asyncio.Barrier.wait()"]),
        (
            run_varargs,
            [
                f"asyncio.create_subprocess_exec({sys.executable!r}, '-c', '', stdout=-3, cwd='.')",
                "Process1:asyncio.subprocess.Process.wait()",
            ],
        ),
        (run_put, ["Queue1:asyncio.Queue.put('second')"]),
        (run_twice, ["asyncio.sleep(1)", "asyncio.sleep(2, 'x')"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_wait_is_named(clock: FakeClock, program: Callable[[], Awaitable[None]], expected: list[str]) -> None:
    with record(clock=clock) as trace:
        clock.run(traced(program)())  # type: ignore[arg-type]
    assert waits(trace.events) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("f(1)", "f(1)"),
        ("f(1, third=4)", "f(1, third=4)"),
        ("f(1, 2, 5, third=4, other=6)", "f(1, 2, 5, third=4, other=6)"),  # 2 is the default, and has to be there
    ],
)
def test_the_arguments_are_a_call(clock: FakeClock, monkeypatch: pytest.MonkeyPatch, call: str, expected: str) -> None:
    library = types.ModuleType("asyncio.unheard_of")
    source = "import asyncio\nasync def f(first, second=2, *more, third=3, **others): await asyncio.sleep(1)"
    exec(compile(source, asyncio.__file__, "exec"), library.__dict__)
    monkeypatch.setitem(sys.modules, library.__name__, library)

    @traced
    async def main() -> None:
        await eval(call, library.__dict__)

    with record(clock=clock) as trace:
        clock.run(main())
    assert waits(trace.events) == [f"asyncio.unheard_of.{expected}"]


def test_an_inner_function_of_a_library_goes_by_its_own_name(clock: FakeClock) -> None:
    library = thirdlib()

    @library.deco  # type: ignore[untyped-decorator]
    async def route(number: int) -> None:
        pass

    @traced
    async def dispatch(call_next: Callable[[str], Awaitable[None]]) -> None:
        await call_next("GET /")

    @traced
    async def main() -> None:
        await route(4)
        await library.client_factory()(7)
        await library.Middleware()(dispatch)

    with record(clock=clock) as trace:
        clock.run(main())
    assert waits(trace.events) == [
        "thirdlib.deco.<locals>.wrapper(4)",
        "thirdlib.client_factory.<locals>.send(7)",
        "thirdlib.Middleware.__call__.<locals>.call_next('GET /')",
    ]
    assert all(name in str(trace) for name in ("thirdlib.wrapper(4)", "thirdlib.send(7)", "thirdlib.call_next("))


@contextlib.asynccontextmanager
async def opened() -> AsyncIterator[None]:
    await asyncio.sleep(2)
    yield


@pytest.mark.parametrize(
    ("enter", "expected"),
    [
        ("Connection()", "Connection1:thirdlib.Connection.__aenter__()"),
        ("Client(Connection())", "Client1:thirdlib.Client.__aenter__()"),
        ("transaction(4)", "thirdlib.transaction(4)"),
        ("opened()", "asyncio.sleep(2)"),
    ],
)
def test_who_enters_waits_for_what_it_enters(clock: FakeClock, enter: str, expected: str) -> None:
    @traced
    async def main() -> None:
        async with eval(enter, vars(thirdlib()) | {"opened": opened}):
            pass

    with record(clock=clock) as trace:
        clock.run(main())
    assert waits(trace.events)[0] == expected


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="it gives coroutines of a method there")
def test_as_completed_stands_for_what_it_gives(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for done in asyncio.as_completed([asyncio.sleep(1)]):
            await done

    with record(clock=clock) as trace:
        clock.run(main())
    assert [wait.partition("(")[0].rpartition(".")[2] for wait in waits(trace.events)] == ["as_completed"]


def test_a_wait_begins_before_it_takes_time_to_name_it(clock: FakeClock) -> None:
    class Slow:
        def __repr__(self) -> str:
            clock.sleep(0.5)
            return "slow"

    @traced
    async def main() -> None:
        await asyncio.sleep(2, Slow())

    with record(clock=clock, values="repr") as trace:
        clock.run(main())
    (begun,) = (event for event in trace.events if isinstance(event, Suspended))
    assert (begun.time, written(begun.wait)) == (0, "asyncio.sleep(2, slow)")


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


@pytest.mark.parametrize(
    "how",
    ["gather", "await", "wait", "TaskGroup", "wait_for", "wait_for gather", "shield gather", "wait_for shield"],
)
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
            "wait_for gather": lambda: asyncio.wait_for(asyncio.gather(task, asyncio.gather(task)), 5),
            "wait_for shield": lambda: asyncio.wait_for(asyncio.shield(task), 5),
            "shield gather": lambda: asyncio.shield(asyncio.gather(task)),
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
    woken = [(event.thrown, event.timed_out) for event in trace.events if isinstance(event, Resumed)]
    assert woken == [("CancelledError()", True)]


@traced
async def sleeps() -> None:
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(1)  # it cleans up, and is cancelled all the same


@traced
async def passes_on() -> None:
    await sleeps()


@pytest.mark.parametrize("how", ["wait_for", "timeout", "outer timeout", "cancel", "outer cancel"])
def test_a_time_limit_is_told_from_other_cancellations(clock: FakeClock, how: str) -> None:
    @traced
    async def main() -> None:
        if how == "wait_for":
            await asyncio.wait_for(passes_on(), 2)
        elif how == "timeout":
            async with asyncio.timeout(2):
                await passes_on()
        elif how == "outer timeout":
            async with asyncio.timeout(2), asyncio.timeout(5):
                await passes_on()
        else:
            task = asyncio.current_task() if how == "outer cancel" else asyncio.create_task(passes_on())
            assert task
            asyncio.get_running_loop().call_later(2, task.cancel)
            await (asyncio.wait_for(passes_on(), 5) if how == "outer cancel" else task)

    with record(clock=clock) as trace, pytest.raises((TimeoutError, asyncio.CancelledError)):
        clock.run(main())
    expected = Outcome.CANCELLED if "cancel" in how else Outcome.TIMED_OUT
    assert [call.outcome for call in trace.calls()[1:]] == [expected, expected]


def test_a_time_limit_around_library_code_is_one_of_its_wait(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.wait_for(asyncio.Event().wait(), 2)

    with record(clock=clock) as trace, pytest.raises(TimeoutError):
        clock.run(main())
    assert [event.timed_out for event in trace.events if isinstance(event, Resumed)][-1]


@pytest.mark.parametrize("kind", [asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue])
def test_the_item_that_a_queue_hands_over_is_known(clock: FakeClock, kind: type[asyncio.Queue[int]]) -> None:
    async def main() -> None:
        queue = kind()

        @traced
        async def consumer() -> tuple[int, int]:
            return await queue.get(), await queue.get()

        task = asyncio.create_task(consumer())
        await asyncio.sleep(1)
        for item in (2, 1, 3):
            queue.put_nowait(item)
        taken.extend(await task)

    taken: list[int] = []
    with record(clock=clock) as trace:
        clock.run(main())
    assert [event.item for event in trace.events if isinstance(event, Resumed)] == [str(taken[0])]
