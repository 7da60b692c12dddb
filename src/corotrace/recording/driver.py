"""Steps the outermost traced call of a task, and so sees every suspension of that task."""

import asyncio
import itertools
import weakref
from collections.abc import Callable, Coroutine, Generator
from types import coroutine
from typing import Any

from corotrace.recording.audiences import audiences_of_call
from corotrace.recording.chain import stepping_by_hand
from corotrace.recording.log import RESUMED, RUNS_ON
from corotrace.recording.outcomes import check_raised, check_thrown
from corotrace.recording.place import running_task
from corotrace.recording.recorder import Recorder, emit, fail, keep_bounds
from corotrace.recording.running import NO_TURN, RootCall, RunningCall, current, innermost
from corotrace.recording.timeouts import is_of_time_limit
from corotrace.recording.tracebacks import hide_own_frames, own_code
from corotrace.recording.trio_tasks import error_in
from corotrace.recording.turns import LONG, suspended_at, tell_hold
from corotrace.recording.waits import wait_for_what

_pauses = itertools.count(1).__next__


@coroutine
def drive(root: RootCall, stepped: Coroutine[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """Await a coroutine as ``await`` does, and record each suspension under it.

    Args:
        root: the outermost traced call of the task.
        stepped: its coroutine.

    Returns:
        The coroutine's result.
    """
    try:
        yielded = stepped.send(None)
    except StopIteration as finished:
        return finished.value
    driven = drive_on(root, stepped, yielded)
    del yielded
    return (yield from driven)


@coroutine
def drive_on(root: RootCall, stepped: Coroutine[Any, Any, Any], yielded: Any) -> Generator[Any, Any, Any]:
    """Go on with a coroutine that has suspended itself for the first time.

    Args:
        root: the outermost traced call of the task.
        stepped: its coroutine.
        yielded: what the coroutine gave to the event loop.

    Returns:
        The coroutine's result.
    """
    sent: Any = None
    thrown: BaseException | None = None
    woke: BaseException | None = None
    try:
        while True:
            call = _pause(root, yielded)
            sent = thrown = woke = None
            try:
                sent = yield yielded
            except BaseException as error:  # noqa: BLE001 - it is thrown into the coroutine below
                thrown = error
            del yielded
            wait = None
            if call is not None:
                wait = call.wait
                woke = thrown if thrown is not None else error_in(sent)
                _resume(root, stepped, call, woke)
            # thrown in outside of the except block, lest it become the context of what the coroutine raises later
            if isinstance(thrown, GeneratorExit):
                stepped.close()
                raise thrown
            try:
                if thrown is None:
                    yielded = stepped.send(sent)
                else:
                    hide_own_frames(thrown)
                    yielded = stepped.throw(thrown)
            except StopIteration as finished:
                return finished.value
            except BaseException as raised:
                if woke is not None:
                    _look_back(root.recorders, check_raised, root, raised)
                raise
            finally:
                if call is not None and wait is not None and woke is not None:
                    _look_back(call.recorders, check_thrown, call, wait, woke)
    finally:
        # an exception that passes here refers to this frame, and what this frame holds may refer to the exception
        sent = thrown = woke = None
        del stepped


own_code.update((drive.__code__, drive_on.__code__))
stepping_by_hand[drive_on.__code__] = "stepped"


def _pause(root: RootCall, yielded: Any) -> RunningCall | None:
    """Record what the innermost call waits for; give that call, or None where nothing was recorded."""
    began, root.turn = root.turn, NO_TURN
    call = innermost()
    if call is None or call.root is not root:
        return None
    for recorder in call.recorders:
        if recorder.on:
            break
    else:
        return None
    first = root.recorders[0]
    now = first.clock()  # before it takes time to name what is waited for
    try:
        wait = call.wait = wait_for_what(call, yielded)
        if now - began >= LONG:
            tell_hold(call, now - began, suspended_at(call))
        for those, arguments in wait.arguments:
            for recorder in those:
                recorder.write(wait.record(call.number, now if recorder is first else recorder.clock(), arguments))
        if not _pauses() & 255:
            keep_bounds()
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(call.recorders, error)
        return None
    return call


def _resume(root: RootCall, stepped: Any, call: RunningCall, thrown: BaseException | None) -> None:
    wait = call.wait
    if wait is None:
        return
    if innermost() is call:
        current.set((call, -wait.number))
    first = root.recorders[0]
    root.turn = now = first.clock()
    try:
        if thrown is None and wait.queue is None and wait.limited is None:
            wait.woken_by = 0
            for recorder in call.recorders:
                recorder.write((RUNS_ON, now if recorder is first else recorder.clock(), call.number, wait.number))
            return
        timed_out = False
        if thrown is None:
            timed_out = wait.ran_out()
        elif isinstance(thrown, asyncio.CancelledError) and is_of_time_limit(stepped, running_task()):
            timed_out = True
            root.time_limit = weakref.ref(thrown)
        wait.woken_by, wait.timed_out = id(thrown) if thrown is not None else 0, timed_out
        for policy, recording in audiences_of_call(call):
            shown = None if thrown is None else policy.keep_error(thrown)
            item = wait.brings(policy) if thrown is None else None
            emit(recording, RESUMED, call.number, wait.number, shown, timed_out, item)
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(call.recorders, error)


def _look_back(recorders: tuple[Recorder, ...], check: Callable[..., None], *known: Any) -> None:
    """Find out how a wait has turned out, now that an exception has come out of it, or of the call."""
    try:
        check(*known)
    except Exception as fault:  # noqa: BLE001 - the program must not notice
        fail(recorders, fault)
