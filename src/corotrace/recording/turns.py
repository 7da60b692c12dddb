"""Turns: what a task does from the moment at which its event loop runs it until it gives the thread back."""

import asyncio
from traceback import walk_tb
from types import FrameType, TracebackType
from typing import Any

from corotrace.recording.chain import awaited_by, frame_of
from corotrace.recording.log import HELD
from corotrace.recording.place import task_in
from corotrace.recording.recorder import emit
from corotrace.recording.running import NO_TURN, RootCall, RunningCall
from corotrace.recording.source import is_library
from corotrace.recording.tracebacks import own_code

#: From so many nanoseconds on it is recorded that a turn has held its event loop: shorter ones cost nothing.
LONG = 10_000_000

_Line = tuple[str | None, int | None]


def end_turn(root: RootCall, traceback: TracebackType | None = None) -> None:
    """The outermost call of a task ends, or gives an item as a generator: record it if it has held the event loop.

    Args:
        root: the call.
        traceback: of the exception that it ends with.
    """
    began, root.turn = root.turn, NO_TURN
    held = root.recorders[0].clock() - began
    if held >= LONG:
        tell_hold(root, held, _line_of(frame for frame, _ in walk_tb(traceback)) if traceback else (None, None))


def suspended_at(call: RunningCall) -> _Line:
    """The innermost line of the program's own code at which a suspended call stands."""
    below = [frame for _, frame in awaited_by(call.coroutine)]
    own = frame_of(call.coroutine)
    return _line_of(below if own is None else [own, *below])


def tell_hold(call: RunningCall, held: int, line: _Line) -> None:
    """Record that a turn has held its event loop.

    Args:
        call: the innermost call when it was over.
        held: for how long, in nanoseconds.
        line: the file and the line where it was over, if they are known.
    """
    emit(call.recorders, HELD, call.number, held, *line, _others())


def _line_of(frames: Any) -> _Line:
    """Where the innermost of some frames stands that runs the program's own code; they come from the outermost on."""
    found: FrameType | None = None
    for frame in frames:
        if not is_library(frame.f_code.co_filename) and frame.f_code not in own_code:
            found = frame
    return (None, None) if found is None else (found.f_code.co_filename, found.f_lineno)


def _others() -> int | None:
    """How many other tasks the event loop has, all of which had to wait; None where it does not tell."""
    loop = asyncio._get_running_loop()
    if loop is None:
        return None
    running = task_in(loop)
    try:
        return sum(task is not running for task in asyncio.all_tasks(loop))
    except RuntimeError:  # other threads make tasks so fast that they cannot be counted
        return None
