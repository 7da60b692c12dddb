"""Runs traced generators, async and plain ones: each step is recorded, and the context is the consumer's in between."""

import sys
from collections.abc import AsyncGenerator, Awaitable, Generator, Mapping
from functools import partial
from typing import Any

from corotrace.recording.call import begin, end_raised, end_returned, go_on, yield_item
from corotrace.recording.driver import drive
from corotrace.recording.recorder import Recorder
from corotrace.recording.running import RunningCall
from corotrace.recording.subject import Subject
from corotrace.recording.tracebacks import hide_own_frames


async def run_async_generator(
    subject: Subject,
    recorders: tuple[Recorder, ...],
    generator: AsyncGenerator[Any, Any],
    instance: object,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> AsyncGenerator[Any, Any]:
    """Give what an async generator gives, and record its steps.

    Args:
        subject: the function.
        recorders: who records it.
        generator: what the function made.
        instance: the object that the function is bound to, or None.
        args: its positional arguments.
        kwargs: its arguments by name.
    """
    call = begin(subject, recorders, instance, args, kwargs)
    call.coroutine = generator
    del instance, args, kwargs
    step: Any = _first_step(generator)
    sent = thrown = None
    try:
        while True:
            try:
                item = await _driven(call, step)
            except StopAsyncIteration:
                end_returned(call, None)
                return
            except BaseException as error:
                end_raised(call, error)
                raise
            yield_item(call, item)
            sent = thrown = None
            try:
                sent = yield item
            except BaseException as error:  # noqa: BLE001 - it is thrown into the generator below
                thrown = error
                hide_own_frames(thrown)
            del item
            if thrown is None:
                go_on(call, *(("anext",) if sent is None else ("asend", sent)))
                step = generator.asend(sent)
            elif isinstance(thrown, GeneratorExit):
                go_on(call, "aclose")
                try:
                    await _driven(call, generator.aclose())
                except BaseException as error:
                    end_raised(call, error)
                    raise
                end_raised(call, thrown)
                raise thrown
            else:
                go_on(call, "athrow", thrown)
                step = generator.athrow(thrown)
    finally:
        step = sent = thrown = None  # see drive()


def run_generator(
    subject: Subject,
    recorders: tuple[Recorder, ...],
    generator: Generator[Any, Any, Any],
    instance: object,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> Generator[Any, Any, Any]:
    """Give what a plain generator gives, and record its steps; the arguments are those of `run_async_generator`."""
    call = begin(subject, recorders, instance, args, kwargs)
    call.coroutine = generator
    del instance, args, kwargs
    step: Any = generator.__next__
    sent = thrown = None
    try:
        while True:
            try:
                item = step()
            except StopIteration as finished:
                end_returned(call, finished.value)
                return finished.value
            except BaseException as error:
                end_raised(call, error)
                raise
            yield_item(call, item)
            sent = thrown = None
            try:
                sent = yield item
            except BaseException as error:  # noqa: BLE001 - it is thrown into the generator below
                thrown = error
                hide_own_frames(thrown)
            del item
            if thrown is None:
                go_on(call, *(("next",) if sent is None else ("send", sent)))
                step = partial(generator.send, sent)
            elif isinstance(thrown, GeneratorExit):
                go_on(call, "close")
                try:
                    result: Any = generator.close()  # type: ignore[func-returns-value]
                except BaseException as error:
                    end_raised(call, error)
                    raise
                end_raised(call, thrown)
                if result is not None:  # from 3.13 on, close() gives what the generator returns
                    return result
                raise thrown
            else:
                go_on(call, "throw", thrown)
                step = partial(generator.throw, thrown)
    finally:
        step = sent = thrown = None  # see drive()


def _driven(call: RunningCall, step: Any) -> Awaitable[Any]:
    """The step, seen by a driver: its consumer's, or one of its own where the consumer has none."""
    awaitable: Awaitable[Any] = drive(call, step) if call.root is call else step
    return awaitable


def _first_step(generator: AsyncGenerator[Any, Any]) -> Awaitable[Any]:
    """Ask for the first item, unseen by the event loop: it is to close the outer generator, which closes this one."""
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, None)
    try:
        return generator.asend(None)
    finally:
        sys.set_asyncgen_hooks(*hooks)
