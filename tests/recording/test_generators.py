"""Generators, async and plain: they do what they do untraced, and each of their steps is recorded."""

import asyncio
import gc
import inspect
import sys
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace import record, traced
from corotrace.events import CallContinued, CallEnded, CallStarted, ItemYielded, Outcome
from corotrace.recording.running import innermost
from corotrace.testing import FakeClock
from corotrace.trace import Trace


class OddError(Exception):
    """Thrown into generators."""


def plain(script: list[str]) -> Generator[Any, Any, str]:
    for step in script:
        try:
            if step == "yield":
                got = yield "item"
            elif step == "yield sent":
                got = yield ("was sent", (yield "first"))
            elif step == "raise":
                raise LookupError("own")
            else:
                got = yield from iter([1, 2])
        except OddError as error:
            got = yield ("caught", str(error))
        except GeneratorExit:
            if step == "yield sent":
                raise LookupError("while closing") from None
            if step == "yield":
                return "closed early"
            raise
        del got
    return "done"


async def later(script: list[str]) -> AsyncGenerator[Any, Any]:
    for step in script:
        try:
            await asyncio.sleep(0)
            if step == "yield":
                yield "item"
            elif step == "yield sent":
                yield ("was sent", (yield "first"))
            elif step == "raise":
                raise LookupError("own")
            else:
                async for item in later(["yield"]):
                    yield item
        except OddError as error:
            yield ("caught", str(error))
        except GeneratorExit:
            await asyncio.sleep(0)
            if step == "yield sent":
                raise LookupError("while closing") from None
            raise


scripts = st.lists(st.sampled_from(["yield", "yield sent", "raise", "delegate"]), max_size=4)
requests = st.lists(st.sampled_from(["next", "send", "throw", "close", "throw odd"]), max_size=8)


def shown(error: BaseException) -> tuple[object, ...]:
    frames = []
    traceback = error.__traceback__
    while traceback:
        # an exception that is thrown in before the first step has the frame of a generator that did not run
        name = traceback.tb_frame.f_code.co_name
        frames.append({"run_generator": "plain", "run_async_generator": "later"}.get(name, name))
        traceback = traceback.tb_next
    cause = error.__cause__ and repr(error.__cause__)
    context = error.__context__ and repr(error.__context__)
    return repr(error), cause, context, error.__suppress_context__, frames


def ask(function: Any, script: list[str], asked: list[str]) -> list[object]:
    """What a plain generator answers to a row of requests."""
    generator = function(script)
    answers: list[object] = []
    for request in asked:
        try:
            match request:
                case "next":
                    answers.append(next(generator))
                case "send":
                    answers.append(generator.send("sent"))
                case "throw":
                    answers.append(generator.throw(KeyError("thrown")))
                case "throw odd":
                    answers.append(generator.throw(OddError("odd")))
                case "close":
                    answers.append(generator.close())
        except BaseException as error:
            answers.append(shown(error))
    with suppress(LookupError):
        generator.close()
    return answers


async def ask_later(function: Any, script: list[str], asked: list[str]) -> list[object]:
    """What an async generator answers to a row of requests."""
    generator = function(script)
    answers: list[object] = []
    for request in asked:
        try:
            match request:
                case "next":
                    answers.append(await anext(generator))
                case "send":
                    answers.append(await generator.asend("sent"))
                case "throw":
                    answers.append(await generator.athrow(KeyError("thrown")))
                case "throw odd":
                    answers.append(await generator.athrow(OddError("odd")))
                case "close":
                    answers.append(await generator.aclose())
        except BaseException as error:
            answers.append(shown(error))
    with suppress(LookupError):
        await generator.aclose()
    return answers


@given(scripts, requests)
def test_a_plain_generator_answers_as_it_does_untraced(script: list[str], asked: list[str]) -> None:
    expected = ask(plain, script, asked)
    with record() as trace:
        assert ask(traced(plain), script, asked) == expected
        gc.collect(0)
    assert innermost() is None
    well_formed(trace)


@given(scripts, requests)
def test_an_async_generator_answers_as_it_does_untraced(script: list[str], asked: list[str]) -> None:
    expected = asyncio.run(ask_later(later, script, asked))
    with record() as trace:
        assert asyncio.run(ask_later(traced(later), script, asked)) == expected
    well_formed(trace)


def well_formed(trace: Trace) -> None:
    """Each call: started, then items and requests in turn, then ended."""
    for call in trace.calls():
        kinds = [type(event) for event in trace.events if getattr(event, "call", None) == call.started.call]
        steps = [kind for kind in kinds if kind in (CallStarted, ItemYielded, CallContinued, CallEnded)]
        assert steps[0] is CallStarted
        assert all(kind in (ItemYielded, CallEnded) for kind in steps[1::2])
        assert all(kind in (CallStarted, CallContinued) for kind in steps[::2])


def story(trace: Trace) -> list[str]:
    """The events of the generators, as lines."""
    lines = []
    for event in trace.events:
        match event:
            case CallStarted():
                lines.append(f"{event.parent} calls {event.call}")
            case ItemYielded():
                lines.append(f"{event.call} yields {event.value}")
            case CallContinued():
                lines.append(f"{event.by} asks {event.call}: {event.request}")
            case CallEnded():
                lines.append(f"{event.call} {event.outcome} {event.value}")
    return lines


@traced
async def numbers(count: int) -> AsyncIterator[int]:
    for number in range(count):
        await asyncio.sleep(1)
        yield number


def test_each_step_is_recorded(clock: FakeClock) -> None:
    @traced
    async def main() -> list[int]:
        return [number async for number in numbers(2)]

    with record(clock=clock) as trace:
        assert clock.run(main()) == [0, 1]
    assert story(trace) == [
        "None calls 1",
        "1 calls 2",
        "2 yields 0",
        "1 asks 2: anext()",
        "2 yields 1",
        "1 asks 2: anext()",
        "2 returned None",
        "1 returned [0, 1]",
    ]


def test_calls_between_the_steps_are_the_consumer_s(clock: FakeClock) -> None:
    @traced
    def work() -> None:
        pass

    @traced
    async def main() -> None:
        async for _ in numbers(1):
            work()

    with record(clock=clock) as trace:
        clock.run(main())
    assert [call.parent and call.parent.name.rpartition(".")[2] for call in trace.calls()] == [None, "main", "main"]


def test_a_forgotten_generator_is_closed_by_nobody_known(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        async for _ in numbers(3):
            break
        await asyncio.sleep(1)

    with record(clock=clock) as trace:
        clock.run(main())
    assert story(trace)[2:5] == ["2 yields 0", "None asks 2: aclose()", "2 closed GeneratorExit()"]


def test_generators_that_the_loop_shuts_down_close_once_and_in_silence() -> None:
    kept = []

    async def main() -> None:
        generator = numbers(3)
        kept.append(generator)
        await anext(generator)

    @traced
    async def numbers(count: int) -> AsyncIterator[int]:
        try:
            for number in range(count):
                yield number
        finally:
            await asyncio.sleep(0)

    with warnings.catch_warnings(record=True) as caught, record() as trace:
        warnings.simplefilter("always")
        asyncio.run(main(), debug=True)
    assert caught == []
    assert story(trace) == ["None calls 1", "1 yields 0", "None asks 1: aclose()", "1 closed GeneratorExit()"]


def test_the_steps_of_one_generator_may_be_taken_by_several_tasks(clock: FakeClock) -> None:
    @traced
    async def takes(generator: AsyncIterator[int]) -> int:
        return await anext(generator)

    async def main() -> list[int]:
        generator = numbers(2)
        return [await asyncio.create_task(takes(generator)) for _ in range(2)]

    with record(clock=clock) as trace:
        assert clock.run(main()) == [0, 1]
    assert story(trace)[:8] == [
        "None calls 1", "1 calls 2", "2 yields 0", "1 returned 0",
        "None calls 3", "3 asks 2: anext()", "2 yields 1", "3 returned 1",
    ]  # fmt: skip
    continued = next(event for event in trace.events if isinstance(event, CallContinued))
    assert continued.place == trace.calls()[2].started.place


def test_predicates_and_names_are_the_function_s_own() -> None:
    traced_later, traced_plain = traced(later), traced(plain)
    assert inspect.isasyncgenfunction(traced_later)
    assert inspect.isgeneratorfunction(traced_plain)
    with record():
        made, made_later = traced_plain([]), traced_later([])
    assert inspect.isgenerator(made)
    assert inspect.isasyncgen(made_later)
    assert (made.__name__, made_later.__qualname__) == ("plain", "later")
    assert traced_plain([]).gi_code is plain.__code__  # off: the function's own


def test_context_managers_made_of_generators() -> None:
    @contextmanager
    @traced
    def plain_manager() -> Any:
        yield "plain"

    @traced
    @asynccontextmanager
    @traced
    async def async_manager() -> Any:
        yield "async"

    async def main() -> None:
        with plain_manager() as value:
            assert value == "plain"
        with pytest.raises(OddError):  # noqa: PT012
            async with async_manager() as value:
                assert value == "async"
                raise OddError("inside")

    with record() as trace:
        asyncio.run(main())
    assert [call.outcome for call in trace.calls()] == [Outcome.RETURNED, Outcome.RETURNED, Outcome.RAISED]


def test_a_bad_call_raises_at_the_call() -> None:
    with record():
        with pytest.raises(TypeError, match="later"):
            traced(later)()
        with pytest.raises(TypeError, match="plain"):
            traced(plain)(1, 2)


def test_nothing_is_left_in_the_hooks(clock: FakeClock) -> None:
    hooks: list[object] = []

    async def main() -> None:
        async for _ in numbers(1):
            hooks.append(sys.get_asyncgen_hooks())  # noqa: PERF401
        hooks.append(sys.get_asyncgen_hooks())

    with record(clock=clock):
        clock.run(main())
    assert hooks[0] == hooks[1]
    assert hooks[0] != (None, None)
