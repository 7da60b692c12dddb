"""Lets frames of ours go unnoticed by what tells where code runs.

asyncio writes where the coroutine of a task is defined and runs, in its log, its warnings and ``Task.print_stack``; a
warning names the line that called a function.
"""

from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

from corotrace.recording.stack import running_calls
from corotrace.recording.tracebacks import own_code

_NO_COLUMNS = 13  # the kind of an entry of the location table that has a line alone (CPython, Objects/locations.md)
_LONGEST_ENTRY = 8


def in_the_name_of(code: CodeType | None, name: str, qualname: str, run: Callable[..., Any]) -> Callable[..., Any]:
    """Copy a function of ours under the name and the place of the user's.

    Args:
        code: the code of the user's function, or None where it has none.
        name: its name.
        qualname: its qualified name.
        run: our function.
    """
    assert isinstance(run, FunctionType)  # noqa: S101
    place = {} if code is None else _place(code, len(run.__code__.co_code) // 2)
    copied = run.__code__.replace(co_name=name, co_qualname=qualname, **place)
    own_code.add(copied)
    running_calls.add(copied)
    return FunctionType(copied, run.__globals__, name, run.__defaults__, run.__closure__)


def passed_over_by_warnings(run: Callable[..., Any]) -> None:
    """Mark a function of ours as one that ``warnings.warn(stacklevel=2)`` does not count, as it does importlib's.

    It passes over code whose file name has both of importlib's words in it (CPython, ``warnings._is_internal_frame``).
    """
    assert isinstance(run, FunctionType)  # noqa: S101
    code = run.__code__
    run.__code__ = code.replace(co_filename=f"{code.co_filename} (passed over like importlib._bootstrap)")
    own_code.add(run.__code__)
    running_calls.add(run.__code__)


def _place(code: CodeType, units: int) -> dict[str, Any]:
    """The user's file, and its line of definition for each of our code units."""
    entries = [min(_LONGEST_ENTRY, units - start) for start in range(0, units, _LONGEST_ENTRY)]
    table = b"".join(bytes((0x80 | _NO_COLUMNS << 3 | length - 1, 0)) for length in entries)
    return {"co_filename": code.co_filename, "co_firstlineno": code.co_firstlineno, "co_linetable": table}
