"""How a wait for library code ended is what came out of that code, and not what woke it."""

import asyncio
import sys
import types
from contextlib import suppress
from pathlib import Path

import pytest
import trio

from corotrace import Trace, record, traced
from corotrace.events import Resumed, Suspended, WaitTurnedOut, settle
from corotrace.testing import FakeClock

LIBRARY = """
import asyncio

async def returns():
    await asyncio.sleep(1)

async def raises():
    await asyncio.sleep(1)
    raise OSError("refused")

async def job_fails():
    await asyncio.get_running_loop().run_in_executor(None, int, "x")

async def passes_on():
    await job_fails()

async def swallows():
    try:
        await job_fails()
    except ValueError:
        return "fine"

async def deeper():
    return await swallows()

async def converts():
    try:
        await job_fails()
    except ValueError as error:
        raise LookupError("converted") from error

async def swallows_and_goes_on():
    await swallows()
    await asyncio.sleep(1)

async def has_a_limit():
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(5)
    except TimeoutError:
        return "nothing"

async def limited():
    async with asyncio.timeout(1):
        await asyncio.sleep(5)

async def cleans_up():
    try:
        await asyncio.sleep(5)
    finally:
        await asyncio.sleep(1)

class Reader:
    async def read(self, error=None):
        if error is None:
            await asyncio.sleep(1)
        else:
            raise error
"""


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A module that stands where the standard library does."""
    module = types.ModuleType("lib")
    exec(compile(LIBRARY, asyncio.__file__, "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, "lib", module)
    return module


def waits(trace: Trace) -> list[str]:
    """What was waited for, and what came out of it."""
    names: dict[int, str] = {}
    ends: dict[int, str] = {}
    for event in trace.events:
        if isinstance(event, Suspended):
            names[event.wait.number] = event.wait.function.qualname
        elif isinstance(event, Resumed):
            ends[event.wait] = "timed out" if event.timed_out else str(event.thrown)
    return [f"{name}: {ends[number]}" for number, name in names.items()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("returns", "returns: None"),
        ("raises", "raises: OSError('refused')"),
        ("job_fails", "job_fails: ValueError(\"invalid literal for int() with base 10: 'x'\")"),
        ("passes_on", "passes_on: ValueError(\"invalid literal for int() with base 10: 'x'\")"),
        ("swallows", "swallows: None"),
        ("deeper", "deeper: None"),
        ("converts", "converts: LookupError('converted')"),
        ("swallows_and_goes_on", "swallows_and_goes_on: None"),
        ("has_a_limit", "has_a_limit: None"),
        ("limited", "limited: timed out"),
    ],
)
def test_a_library_coroutine(library: types.ModuleType, name: str, expected: str) -> None:
    @traced
    async def main() -> None:
        await getattr(library, name)()

    with record() as trace, suppress(OSError, ValueError, LookupError):
        FakeClock().run(main())
    assert waits(trace) == [expected]
    assert not any(isinstance(event, WaitTurnedOut) for event in trace.events)


def test_what_the_call_itself_catches_at_once_is_not_known(library: types.ModuleType, clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        with suppress(OSError):
            await library.raises()

    with record() as trace:
        clock.run(main())
    assert waits(trace) == ["raises: None"]


def test_an_exception_that_woke_the_call_is_known_though_the_call_catches_it(
    library: types.ModuleType, clock: FakeClock
) -> None:
    @traced
    async def main() -> None:
        with suppress(ValueError):
            await library.passes_on()

    with record() as trace:
        clock.run(main())
    assert waits(trace) == ["passes_on: ValueError(\"invalid literal for int() with base 10: 'x'\")"]


def test_an_exception_of_another_await_is_not_that_of_the_last_wait(
    library: types.ModuleType, clock: FakeClock
) -> None:
    reader = library.Reader()

    @traced
    async def main() -> None:
        await reader.read()
        await reader.read(OSError("of the second"))  # it waits for nothing

    with record() as trace, suppress(OSError):
        clock.run(main())
    assert waits(trace) == ["Reader.read: None"]


def test_a_cancellation_comes_out_after_the_library_has_cleaned_up(library: types.ModuleType, clock: FakeClock) -> None:
    @traced
    async def waiting() -> None:
        await library.cleans_up()

    async def main() -> None:
        task = asyncio.create_task(waiting())
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    with record() as trace:
        clock.run(main())
    assert waits(trace) == ["cleans_up: CancelledError()"]
    assert [event.thrown for event in trace.events if isinstance(event, Resumed)] == ["CancelledError()"] * 2


@pytest.mark.parametrize("caught", [True, False])
def test_a_group_of_tasks_raises_what_they_raise(clock: FakeClock, *, caught: bool) -> None:
    @traced
    async def fails() -> None:
        await asyncio.sleep(1)
        raise ValueError("no")

    @traced
    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())

    @traced
    async def catches() -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(fails())
        except* ValueError:
            pass

    with record() as trace, suppress(ExceptionGroup):
        clock.run(catches() if caught else main())
    raised = "ExceptionGroup('unhandled errors in a TaskGroup', [ValueError('no')])"
    assert waits(trace)[0] == f"TaskGroup.__aexit__: {None if caught else raised}"


@pytest.mark.parametrize("caught", [True, False])
def test_wait_for_times_out(clock: FakeClock, *, caught: bool) -> None:
    @traced
    async def main() -> None:
        with suppress(TimeoutError if caught else ()):
            await asyncio.wait_for(asyncio.sleep(5), 1)

    with record() as trace, suppress(TimeoutError):
        clock.run(main())
    assert waits(trace) == ["wait_for: timed out"]


def test_trio_ends_a_sleep_by_an_exception_that_it_keeps_to_itself() -> None:
    @traced
    async def main() -> None:
        await trio.lowlevel.checkpoint()
        await trio.sleep(0.001)
        with trio.move_on_after(0.001):
            await trio.sleep(5)

    with record() as trace:
        trio.run(main)
    assert waits(trace) == ["checkpoint: None", "sleep: None", "sleep: Cancelled()"]


def test_each_recording_writes_it_by_its_own_rules(library: types.ModuleType) -> None:
    @traced
    async def main() -> None:
        await library.raises()

    with record() as open_, record(values="none") as closed, suppress(OSError):
        FakeClock().run(main())
    assert waits(open_) == ["raises: OSError('refused')"]
    assert waits(closed) == ["raises: OSError(…)"]


def test_a_correction_of_what_is_left_out_corrects_nothing() -> None:
    events = (WaitTurnedOut(1, 0, 1, 1, "OSError()"), Resumed(2, 1, 1, 1))
    assert settle(events) == events[1:]


@pytest.mark.parametrize("how", ["spooled", "saved"])
def test_it_is_in_files(library: types.ModuleType, tmp_path: Path, how: str) -> None:
    path = tmp_path / "trace.jsonl"

    @traced
    async def main() -> None:
        await library.swallows()
        await library.raises()

    with record(spool=path if how == "spooled" else None) as trace, suppress(OSError):
        FakeClock().run(main())
    if how == "saved":
        trace.save(path)
    assert waits(Trace.load(path)) == waits(trace) == ["swallows: None", "raises: OSError('refused')"]


def test_what_is_open_keeps_its_correction(library: types.ModuleType, clock: FakeClock) -> None:
    @traced
    async def step(number: int) -> None:
        pass

    @traced
    async def main() -> None:
        await library.swallows()
        for number in range(20_000):
            await step(number)

    with record(max_events=10, keep="latest") as trace:
        clock.run(main())
    assert waits(trace) == ["swallows: None"]
