"""The program that is watched behaves as if it were not."""

import asyncio
import contextlib
import contextvars
import copy
import gc
import inspect
import io
import os
import os.path
import pickle
import threading
import traceback
import warnings
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from corotrace import record, traced
from corotrace.events import Outcome, collector_at_rest
from tests.recording import programs
from tests.recording.programs import Shop, double


async def add(first: int, second: int = 2, *, third: int = 3) -> int:
    """Add three numbers."""
    await asyncio.sleep(0)
    return first + second + third


traced_add = traced(add)


def test_without_a_recording_the_coroutine_is_the_function_s_own() -> None:
    coroutine = traced_add(1)
    assert coroutine.cr_code is add.__code__
    assert asyncio.run(coroutine) == 6


def test_it_looks_like_the_function() -> None:
    assert inspect.iscoroutinefunction(traced_add)
    assert inspect.signature(traced_add) == inspect.signature(add)
    assert (traced_add.__name__, traced_add.__qualname__, traced_add.__doc__) == ("add", "add", "Add three numbers.")
    assert inspect.iscoroutinefunction(Shop().deliver)
    assert not inspect.iscoroutinefunction(double)


def test_results_are_the_same() -> None:
    with record():
        assert asyncio.run(traced_add(1, third=5)) == 8
        assert double(4) == 8
        assert Shop().sell(2) == 1
        assert asyncio.run(Shop().deliver()) == "delivered"


@pytest.mark.parametrize(("args", "kwargs"), [((), {}), ((1, 2, 3), {}), ((1,), {"fourth": 4})])
def test_a_bad_call_raises_where_python_raises_it(args: tuple[int, ...], kwargs: dict[str, int]) -> None:
    with pytest.raises(TypeError) as untraced:
        add(*args, **kwargs)
    with record() as trace, pytest.raises(TypeError) as ours:
        traced_add(*args, **kwargs)  # not awaited
    assert str(ours.value) == str(untraced.value)
    assert trace.calls() == ()


def test_the_warning_of_a_coroutine_that_was_never_awaited_names_it_once() -> None:
    with record() as trace, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        programs.wait_never()
        gc.collect()
    assert [str(warning.message) for warning in caught] == ["coroutine 'wait_never' was never awaited"]
    assert trace.calls() == ()


def warns() -> None:
    warnings.warn("old", DeprecationWarning, stacklevel=2)


@pytest.mark.parametrize("recorded", [False, True])
def test_a_warning_names_the_caller_of_a_traced_function(recorded: bool) -> None:
    with warnings.catch_warnings(record=True) as caught, record() if recorded else contextlib.nullcontext():
        warnings.simplefilter("always")
        for function in (warns, traced(warns)):
            function()
    assert caught[0].filename == __file__
    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, caught[0].lineno)] * 2


def frames_of(error: BaseException) -> list[str]:
    return [frame.name for frame in traceback.extract_tb(error.__traceback__)]


async def breaks(depth: int, again: Callable[..., Awaitable[None]]) -> None:
    await asyncio.sleep(0)
    if depth:
        await again(depth - 1, again)
    raise LookupError("here")


def test_tracebacks_are_the_same() -> None:
    def outcome(function: Any) -> list[str]:
        with pytest.raises(LookupError) as caught:
            asyncio.run(function(2, function))
        return frames_of(caught.value)

    plain = outcome(breaks)
    with record():
        assert outcome(traced(breaks)) == plain


def test_tracebacks_of_plain_functions_are_the_same() -> None:
    @traced
    def breaks() -> None:
        raise LookupError("here")

    with record(), pytest.raises(LookupError) as caught:
        breaks()
    assert frames_of(caught.value)[-2:] == ["test_tracebacks_of_plain_functions_are_the_same", "breaks"]


def test_tracebacks_of_cancellation_are_the_same() -> None:
    async def sleeps() -> None:
        await asyncio.sleep(10)

    def outcome(function: Any) -> tuple[list[str], BaseException | None]:
        async def main() -> asyncio.CancelledError:
            task = asyncio.create_task(function())
            await asyncio.sleep(0)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError as error:
                return error
            raise AssertionError("it was cancelled")

        error = asyncio.run(main())
        return frames_of(error), error.__context__

    plain = outcome(sleeps)
    with record():
        assert outcome(traced(sleeps)) == plain


def test_a_caught_cancellation_is_no_context_of_a_later_error() -> None:
    @traced
    async def stubborn() -> None:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            pass
        await asyncio.sleep(0)
        raise LookupError

    async def main() -> BaseException | None:
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task.exception()

    with record():
        error = asyncio.run(main())
    assert isinstance(error, LookupError)
    assert error.__context__ is None


def test_a_coroutine_that_swallows_its_cancellation_goes_on() -> None:
    @traced
    async def stubborn() -> str:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(0)
        return "went on"

    async def main() -> str:
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        task.cancel()
        return await task

    with record():
        assert asyncio.run(main()) == "went on"


def test_steps_are_taken_in_the_same_order() -> None:
    def program(wrap: Callable[[Any], Any]) -> list[str]:
        log: list[str] = []

        @wrap
        async def worker(name: str, count: int) -> None:
            for number in range(count):
                log.append(f"{name}{number}")
                await inner(number)

        @wrap
        async def inner(number: int) -> None:
            for _ in range(number % 2 + 1):
                await asyncio.sleep(0)

        async def main() -> None:
            await asyncio.gather(worker("a", 4), worker("b", 3), worker("c", 5))

        asyncio.run(main())
        return log

    plain = program(lambda function: function)
    with record():
        assert program(traced) == plain


def test_task_names_are_the_same() -> None:
    async def main(function: Any) -> tuple[str, str]:
        task = asyncio.create_task(function(1), name="adder")
        name = task.get_coro().__qualname__  # type: ignore[union-attr]
        await task
        return task.get_name(), name

    with record():
        assert asyncio.run(main(traced_add)) == ("adder", "add")


def test_a_task_tells_the_user_s_file_and_function() -> None:
    async def main() -> list[str]:
        task = asyncio.create_task(traced_add(1), name="adder")
        await asyncio.sleep(0)
        stack = io.StringIO()
        task.print_stack(file=stack)
        texts = [repr(task), stack.getvalue()]
        await task
        return [*texts, repr(task)]

    with record():
        running, stack, done = asyncio.run(main())
    line = add.__code__.co_firstlineno
    assert f"coro=<add() running at {__file__}:{line}>" in running
    assert f'File "{__file__}", line {line}, in add' in stack
    assert f"coro=<add() done, defined at {__file__}:{line}>" in done


def test_a_traced_function_goes_through_a_process_pool() -> None:
    shop = Shop(10)
    with record(), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(double, 21).result() == 42
        assert pool.submit(shop.sell, 3).result() == 7


def test_pickle_copy_and_deepcopy_treat_it_as_a_function() -> None:
    assert pickle.loads(pickle.dumps(double)) is double
    assert copy.copy(double) is double
    assert copy.deepcopy(double) is double
    shop = Shop(5)
    assert copy.copy(shop.sell)() == 4
    assert copy.deepcopy(shop.sell)() == 3
    assert shop.stock == 4  # the deep copy sold from a shop of its own
    assert pickle.loads(pickle.dumps(shop.sell))() == 3


def test_the_recording_keeps_nothing_of_the_program_alive() -> None:
    class Thing:
        pass

    @traced
    async def holds(thing: Thing) -> Thing:
        await asyncio.sleep(0)
        return thing

    async def main() -> weakref.ref[Thing]:
        thing = Thing()
        reference = weakref.ref(thing)
        await asyncio.create_task(holds(thing))
        await holds(thing)
        del thing
        await asyncio.sleep(0)
        return reference

    with collector_at_rest(), record() as trace:
        reference = asyncio.run(main())
        assert reference() is None
    assert len(trace.calls()) == 2


def test_an_argument_that_is_dropped_is_free_while_the_call_goes_on() -> None:
    class Thing:
        pass

    @traced
    async def drops(things: list[Thing]) -> bool:
        reference = weakref.ref(things.pop())
        await asyncio.sleep(0)
        return reference() is None

    @traced
    async def drops_argument(thing: Thing) -> bool:
        reference = weakref.ref(thing)
        del thing
        await asyncio.sleep(0)
        return reference() is None

    with record():
        dropped = asyncio.run(drops([Thing()])), asyncio.run(drops_argument(Thing()))
    assert dropped == (True, True)


def test_no_foreign_code_is_run_for_an_argument() -> None:
    class Mine:
        def __repr__(self) -> str:
            raise AssertionError("repr was run")

        __str__ = __eq__ = __hash__ = __len__ = __iter__ = __bool__ = __getattr__ = __repr__  # type: ignore[assignment]

    @traced
    async def takes(thing: Mine, *things: Mine) -> Mine:
        await asyncio.sleep(0)
        return thing

    with record() as trace:
        asyncio.run(takes(Mine(), Mine()))
    (call,) = trace.calls()
    assert [str(argument) for argument in call.started.arguments] == ["<Mine>", "<Mine>"]
    assert call.value == "<Mine>"


def test_an_exception_with_code_of_its_own_passes_unharmed() -> None:
    class Hostile(Exception):  # noqa: N818
        @property
        def args(self) -> object:  # type: ignore[override]
            raise SystemExit("args was run")

        @property
        def __class__(self) -> type:  # type: ignore[override]
            raise SystemExit("__class__ was run")

    @traced
    def breaks() -> None:
        raise Hostile("inside")

    with record() as trace, pytest.raises(Hostile):
        breaks()
    assert trace.calls()[0].value == "Hostile('inside')"


@pytest.mark.parametrize("kind", ["coroutine", "generator"])
def test_what_was_awaited_is_free_when_the_call_runs_on(kind: str) -> None:
    def made(loop: asyncio.AbstractEventLoop) -> "tuple[asyncio.Future[None], weakref.ref[Any]]":
        future: asyncio.Future[None] = loop.create_future()
        loop.call_soon(future.set_result, None)
        return future, weakref.ref(future)

    async def is_free() -> bool:
        future, reference = made(asyncio.get_running_loop())
        awaited = future.__await__()
        del future
        await _Once(awaited)
        del awaited
        await asyncio.sleep(0)
        return reference() is None

    @traced
    async def generates() -> AsyncGenerator[bool, None]:
        yield await is_free()

    async def main() -> bool:
        if kind == "coroutine":
            return await traced(is_free)()
        return [free async for free in generates()] == [True]

    with collector_at_rest(), record():
        assert asyncio.run(main())


class _Once:
    """Hands an iterator over to ``await``, and lets go of it."""

    def __init__(self, iterator: Any) -> None:
        self.iterators = [iterator]

    def __await__(self) -> Any:
        return self.iterators.pop()


def test_an_exception_that_is_thrown_in_is_free_when_it_has_been_handled() -> None:
    class Thrown(asyncio.CancelledError):
        pass

    def references(function: Any) -> list[bool]:
        async def main() -> weakref.ref[BaseException]:
            error = Thrown()
            reference = weakref.ref(error)
            coroutine = function()
            coroutine.send(None)
            try:
                coroutine.throw(error)
            except Thrown:
                pass
            del error, coroutine
            return reference

        with collector_at_rest():
            return [asyncio.run(main())() is None for _ in range(3)]

    async def sleeps() -> None:
        await asyncio.get_running_loop().create_future()

    expected = references(sleeps)
    with record():
        assert references(traced(sleeps)) == expected


def test_what_library_code_lets_go_of_is_free() -> None:
    class Thing:
        pass

    seen: list[bool] = []

    async def main() -> None:
        queue: asyncio.Queue[Thing] = asyncio.Queue(1)
        await queue.put(Thing())
        asyncio.get_running_loop().call_soon(queue.get_nowait)
        thing = Thing()
        reference = weakref.ref(thing)
        waiting = asyncio.create_task(traced(queue.put)(thing))
        await asyncio.sleep(0)
        del thing
        await waiting
        queue.get_nowait()
        await asyncio.sleep(0)
        seen.append(reference() is None)

    with record():
        asyncio.run(main())
    assert seen == [True]


def test_what_a_function_called_submit_lets_go_of_is_free() -> None:
    """By that name pools are known, whose frames are looked into."""

    class Document:
        pass

    @traced
    def work() -> None:
        pass

    def submit(pool: ThreadPoolExecutor) -> None:
        document = Document()
        reference = weakref.ref(document)
        pool.submit(work).result()
        del document
        assert reference() is None

    with ThreadPoolExecutor(1) as pool, record() as trace:
        submit(pool)
        submit(pool)
    assert len(trace.calls()) == 2


def test_a_coroutine_that_is_dropped_while_it_waits_for_a_job_is_closed() -> None:
    """The job must not keep it: who submitted a job is known as long as there is the job."""
    closed = []
    go = threading.Event()

    @traced
    async def waits(pool: ThreadPoolExecutor) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(pool, go.wait)
        finally:
            closed.append("waits")

    def begin_and_drop() -> None:
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(lambda _loop, _context: None)  # a task is destroyed while it is pending
        with ThreadPoolExecutor(1) as pool:
            kept = [loop.create_task(waits(pool))]
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()
            go.set()
        kept.clear()

    with record() as trace:
        begin_and_drop()
        gc.collect()
    assert closed == ["waits"]
    assert [call.outcome for call in trace.calls()] == [Outcome.CLOSED]


def test_what_a_coroutine_gives_to_another_thread_is_free() -> None:
    """Who waits for it is read from stacks, of which the reader's own holds what it gives."""

    class Thing:
        pass

    @traced
    async def makes() -> Thing:
        await asyncio.sleep(0)
        return Thing()

    async def main() -> weakref.ref[Thing]:
        loop = asyncio.get_running_loop()

        def asks() -> weakref.ref[Thing]:
            return weakref.ref(asyncio.run_coroutine_threadsafe(makes(), loop).result())

        return await asyncio.to_thread(asks)

    gc.collect()
    with collector_at_rest():
        with record() as trace:
            reference = asyncio.run(main())
        assert reference() is None
    assert [call.outcome for call in trace.calls()] == [Outcome.RETURNED]


def test_nothing_is_looked_for_on_the_disk_while_a_loop_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def touched(*_: object) -> None:
        raise AssertionError("the disk was touched")

    async def main() -> None:
        for module in (os, os.path):
            for name in ("stat", "lstat", "listdir", "realpath", "exists", "isfile"):
                if hasattr(module, name):
                    monkeypatch.setattr(module, name, touched)
        await traced(asyncio.sleep)(0)
        await add(1)
        await traced_add(1)

    with record() as trace:
        asyncio.run(main())
        monkeypatch.undo()
    assert len(trace.calls()) == 2
    assert "stopped here" not in trace.to_puml()


def test_context_variables_are_the_program_s_own() -> None:
    variable: contextvars.ContextVar[int] = contextvars.ContextVar("variable", default=0)

    @traced
    async def sets() -> None:
        variable.set(1)
        await asyncio.sleep(0)

    async def main() -> int:
        await sets()
        return variable.get()

    with record():
        assert asyncio.run(main()) == 1


def test_threads_that_python_did_not_start_stay_unknown_to_it() -> None:
    import _thread
    import threading

    before = threading.enumerate()
    done = threading.Event()
    seen: list[list[threading.Thread]] = []

    def run() -> None:
        double(1)
        seen.append(threading.enumerate())
        done.set()

    with record() as trace:
        _thread.start_new_thread(run, ())
        assert done.wait(10)
    assert seen == [before]
    assert len(trace.calls()) == 1
