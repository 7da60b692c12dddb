"""Tracing a whole class: its methods, as if each were decorated."""

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

from corotrace.errors import NotTraceableError

_Class = TypeVar("_Class", bound=type)

#: Special methods that are calls in the eyes of a reader; the others run in places where nobody sees a call.
SPECIAL = frozenset({
    "__init__", "__call__", "__enter__", "__exit__", "__aenter__", "__aexit__", "__iter__", "__next__", "__aiter__",
    "__anext__",
})  # fmt: skip


def trace_class(traced_class: _Class, trace: Callable[[Any], Any]) -> _Class:
    """Trace the methods that a class defines itself, static and class methods included.

    Args:
        traced_class: the class; it is changed in place.
        trace: traces one method.

    Returns:
        The same class.

    Raises:
        NotTraceableError: it defines no methods in Python.
    """
    found = False
    for name, member in [*vars(traced_class).items()]:
        function = member.__func__ if isinstance(member, staticmethod | classmethod) else member
        special = name.startswith("__") and name.endswith("__")
        if type(function) is FunctionType and (not special or name in SPECIAL):
            type.__setattr__(traced_class, name, trace(member))
            found = True
    if not found:
        raise NotTraceableError(
            f"@traced cannot trace {traced_class.__qualname__}: the class defines no methods in Python"
        )
    return traced_class
