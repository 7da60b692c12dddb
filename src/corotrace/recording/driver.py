"""Steps the outermost traced call of a task, and so sees every suspension of that task."""

import asyncio
import weakref
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any

from corotrace.events import Resumed, Suspended
from corotrace.recording.chain import stepping_by_hand
from corotrace.recording.place import running_task
from corotrace.recording.recorder import emit, fail
from corotrace.recording.running import RunningCall, current
from corotrace.recording.timeouts import is_of_time_limit
from corotrace.recording.tracebacks import hide_own_frames, own_code
from corotrace.recording.trio_tasks import error_in
from corotrace.recording.values import describe_error
from corotrace.recording.waits import OpenWait, wait_for_what


@coroutine
def drive(root: RunningCall, stepped: Coroutine[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """Await a coroutine as ``await`` does, and record each suspension under it.

    Args:
        root: the outermost traced call of the task.
        stepped: its coroutine.

    Returns:
        The coroutine's result.
    """
    step: Any = stepped.send
    sent: Any = None
    thrown: BaseException | None = None
    try:
        while True:
            try:
                yielded = step(sent)
            except StopIteration as finished:
                return finished.value
            call = _pause(root, yielded)
            sent = thrown = None
            try:
                sent = yield yielded
            except BaseException as error:  # noqa: BLE001 - it is thrown into the coroutine below
                thrown = error
            del yielded
            if call is not None:
                _resume(root, stepped, call, thrown if thrown is not None else error_in(sent))
            # thrown in outside of the except block, lest it become the context of what the coroutine raises later
            if isinstance(thrown, GeneratorExit):
                stepped.close()
                raise thrown
            if thrown is None:
                step = stepped.send
            else:
                hide_own_frames(thrown)
                step, sent, thrown = stepped.throw, thrown, None
    finally:
        # an exception that passes here refers to this frame, and what this frame holds may refer to the exception
        step = sent = thrown = None
        del stepped


own_code.add(drive.__code__)
stepping_by_hand[drive.__code__] = "stepped"


def _pause(root: RunningCall, yielded: Any) -> RunningCall | None:
    """Record what the innermost call waits for; give that call, or None where nothing was recorded."""
    call = current.get()
    if call is None or call.root is not root or not any(recorder.on for recorder in call.recorders):
        return None
    try:
        wait = call.wait = wait_for_what(call.coroutine, yielded, call.wait)
        emit(
            call.recorders, Suspended, call.number, wait.number, wait.function, wait.arguments, wait.owner,
            wait.joins, wait.job,
        )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(call.recorders, error)
        return None
    return call


def _resume(root: RunningCall, stepped: Any, call: RunningCall, thrown: BaseException | None) -> None:
    wait = call.wait
    if not isinstance(wait, OpenWait):
        return
    try:
        item = wait.brings() if thrown is None else None
        timed_out = wait.ran_out() if thrown is None else False
        if isinstance(thrown, asyncio.CancelledError) and is_of_time_limit(stepped, running_task()):
            timed_out = True
            root.time_limit = weakref.ref(thrown)
        emit(
            call.recorders, Resumed, call.number, wait.number, thrown and describe_error(thrown), timed_out, item
        )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(call.recorders, error)
