"""A call that runs in a task or thread of its own knows after which moment of its maker that was made."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextvars import copy_context

from corotrace import Trace, note, record, traced
from corotrace.events import CallEnded, CallStarted, Event, ItemYielded, Noted, Resumed
from corotrace.testing import FakeClock
from tests.traces import trace_of


@traced
async def work(name: str) -> None:
    pass


@traced
def plain(name: str) -> None:
    pass


def since(trace: Trace) -> dict[str, Event | None]:
    """The moment after which each call's task was made, by the call's first argument."""
    by_number: dict[int | None, Event] = {event.seq: event for event in trace.events}
    return {
        event.arguments[0].text.strip("'"): by_number.get(event.since)
        for event in trace.events
        if isinstance(event, CallStarted) and event.arguments
    }


def name_of(trace: Trace, event: Event | None) -> str:
    """The first argument of the call that ended."""
    assert isinstance(event, CallEnded)
    (call,) = [call for call in trace.calls() if call.started.call == event.call]
    return call.started.arguments[0].text.strip("'")


def test_after_which_call_a_task_was_made_whenever_it_begins(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        tasks = [asyncio.create_task(work("at the beginning"))]
        await work("first")
        tasks.append(asyncio.create_task(work("after the first")))
        plain("second")
        tasks.append(asyncio.create_task(work("after the second")))
        await asyncio.gather(*tasks)

    trace = trace_of(clock, main)
    found = since(trace)
    assert found["at the beginning"] is found["first"] is None
    assert name_of(trace, found["after the first"]) == "first"
    assert name_of(trace, found["after the second"]) == "second"


def test_a_wait_and_a_note_are_moments(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.sleep(1)
        tasks = [asyncio.create_task(work("after the wait"))]
        note("on we go")
        tasks.append(asyncio.create_task(work("after the note")))
        await asyncio.gather(*tasks)

    found = since(trace_of(clock, main))
    assert isinstance(found["after the wait"], Resumed)
    assert isinstance(found["after the note"], Noted)


def test_a_step_of_a_generator_is_a_moment_of_its_consumer(clock: FakeClock) -> None:
    @traced
    async def items(name: str) -> AsyncIterator[int]:
        yield 1
        tasks.append(asyncio.create_task(work("made by the generator")))
        yield 2

    tasks = []

    @traced
    async def main() -> None:
        async for item in items("items"):
            task = asyncio.create_task(work(f"after item {item}"))
            tasks.append(task)
        await asyncio.gather(*tasks)

    found = since(trace_of(clock, main))
    first, second = found["after item 1"], found["after item 2"]
    assert isinstance(first, ItemYielded)
    assert isinstance(second, ItemYielded)
    assert (first.value, second.value) == ("1", "2")
    assert type(found["made by the generator"]).__name__ == "CallContinued"


def test_what_a_task_of_untraced_code_calls_is_after_what_it_called_before(clock: FakeClock) -> None:
    async def untraced() -> None:
        await work("one")
        await work("two")

    @traced
    async def main() -> None:
        await asyncio.create_task(untraced())

    trace = trace_of(clock, main)
    assert name_of(trace, since(trace)["two"]) == "one"


def test_untraced_code_has_moments_too(clock: FakeClock) -> None:
    async def main() -> None:
        await work("one")
        await asyncio.create_task(work("a task after one"))

    trace = trace_of(clock, main)
    assert name_of(trace, since(trace)["a task after one"]) == "one"


def test_a_thread_with_a_copy_of_the_context_and_one_with_none() -> None:
    with record() as trace:
        plain("before")
        for context, name in ((copy_context(), "with"), (None, "without")):
            run = context.run if context else lambda function, name: function(name)
            thread = threading.Thread(target=run, args=(plain, name))
            thread.start()
            thread.join()
    found = since(trace)
    assert name_of(trace, found["with"]) == "before"
    assert found["without"] is None


def test_a_moment_before_the_recording_is_none(clock: FakeClock) -> None:
    async def main() -> Trace:
        with record():
            await work("earlier")
        with record(clock=clock) as trace:
            await asyncio.create_task(work("later"))
        return trace

    assert since(clock.run(main())) == {"later": None}
