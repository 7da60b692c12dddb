"""The callbacks of futures, by which the libraries lead from one to the next: read, never called."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

#: The libraries whose callbacks are understood.
_LIBRARIES = ("asyncio.", "uvloop.", "anyio.")


def callbacks_of(future: Any) -> list[Any]:
    """The callbacks of a future that asyncio and its like have added; what the program has added tells nothing."""
    found = getattr(future, "_callbacks", None) or getattr(future, "_done_callbacks", None) or ()
    callbacks = (callback[0] if isinstance(callback, tuple) else callback for callback in found)
    return [callback for callback in callbacks if _is_of_library(callback)]


def cells_of(function: Any) -> Iterator[tuple[str, Any]]:
    """The variables that a function has from around it, by their names."""
    code, cells = getattr(function, "__code__", None), getattr(function, "__closure__", None)
    if code is not None and cells is not None:
        for name, cell in zip(code.co_freevars, cells, strict=True):
            try:
                yield name, cell.cell_contents
            except ValueError:  # not assigned yet
                continue


def _is_of_library(callback: Any) -> bool:
    if isinstance(callback, partial):
        callback = callback.func
    if isinstance(getattr(callback, "__self__", None), asyncio.Task):
        return getattr(callback, "__name__", "") in ("task_wakeup", "__wakeup")
    return str(getattr(callback, "__module__", "")).startswith(_LIBRARIES)
