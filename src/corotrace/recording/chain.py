"""The coroutines, generators and async generators that are awaited, one inside the other."""

import gc
from collections.abc import Iterator
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType
from typing import Any

from corotrace.recording.frames import locals_of

#: Awaitables that do not tell what they await; the garbage collector knows what they refer to.
_OPAQUE = frozenset({"async_generator_asend", "async_generator_athrow", "anext_awaitable", "coroutine_wrapper"})
_DEEPEST = 200
#: Generators that step what they await by hand: their code, and the variable that holds it.
stepping_by_hand: dict[CodeType, str] = {}


def awaited_by(outermost: Any) -> Iterator[tuple[Any, FrameType]]:
    """What a suspended coroutine awaits, then what that awaits, and so on.

    Args:
        outermost: a coroutine, a generator or an async generator.

    Yields:
        Each of those below it that has a frame, and the frame.
    """
    awaited = outermost
    for _ in range(_DEEPEST):
        if isinstance(awaited, CoroutineType):
            awaited = awaited.cr_await
        elif isinstance(awaited, GeneratorType):
            by_hand = stepping_by_hand.get(awaited.gi_code)
            stepped = locals_of(awaited.gi_frame).get(by_hand) if by_hand and awaited.gi_frame else None
            awaited = stepped or awaited.gi_yieldfrom
        elif isinstance(awaited, AsyncGeneratorType):
            awaited = awaited.ag_await
        awaited = _uncovered(awaited)
        frame = frame_of(awaited)
        if frame is None:
            return
        yield awaited, frame


def _uncovered(awaited: Any) -> Any:
    """What stands behind an opaque awaitable, or the awaitable itself."""
    while type(awaited).__name__ in _OPAQUE:
        behind = [found for found in gc.get_referents(awaited) if frame_of(found) or type(found).__name__ in _OPAQUE]
        if not behind:
            return None
        awaited = behind[0]
    return awaited


def frame_of(awaited: Any) -> FrameType | None:
    """The frame of a coroutine, a generator or an async generator, as long as it has one."""
    if isinstance(awaited, CoroutineType):
        return awaited.cr_frame
    if isinstance(awaited, GeneratorType):
        return awaited.gi_frame
    if isinstance(awaited, AsyncGeneratorType):
        return awaited.ag_frame
    return None
