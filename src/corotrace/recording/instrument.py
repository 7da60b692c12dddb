"""Tracing by name, for functions that cannot be decorated."""

import importlib
from types import ModuleType
from typing import Any

from corotrace.errors import NotTraceableError, UsageError
from corotrace.recording.traced import Traced, trace_function

_replaced: dict[str, tuple[Any, str, Any]] = {}


def instrument(*names: str) -> None:
    """Trace functions by their names, such as ``"time:sleep"`` or ``"shop.cart:Cart.add"``.

    Args:
        names: ``"module:function"`` or ``"module:Class.method"``; one that is instrumented already stays so.

    Raises:
        UsageError: a name is malformed or names nothing.
        NotTraceableError: it names something that is not a function.
    """
    found = {name: _resolve(name) for name in names if name not in _replaced}
    traced = {name: trace_function(original) for name, (_, _, original) in found.items()}
    for name, (holder, attribute, original) in found.items():
        if not isinstance(original, Traced):
            setattr(holder, attribute, traced[name])
            _replaced[name] = holder, attribute, original


def uninstrument(*names: str) -> None:
    """Put the original functions back.

    Args:
        names: as given to `instrument`; none for all.

    Raises:
        UsageError: a name is not instrumented.
    """
    for name in names or tuple(_replaced):
        if name not in _replaced:
            raise UsageError(f"uninstrument({name!r}): it is not instrumented; {_known()}")
        setattr(*_replaced.pop(name))


def _known() -> str:
    return f"these are: {', '.join(_replaced)}" if _replaced else "nothing is"


def _resolve(name: str) -> tuple[Any, str, Any]:
    module_name, colon, path = name.partition(":")
    if not (module_name and colon and path):
        raise UsageError(f"instrument({name!r}): write it as 'module:function' or 'module:Class.method'")
    try:
        holder: ModuleType | Any = importlib.import_module(module_name)
    except ImportError as error:
        raise UsageError(f"instrument({name!r}): the module cannot be imported: {error}") from error
    *outer, attribute = path.split(".")
    for part in outer:
        holder = getattr(holder, part, None)
    # a class's own dictionary holds the static or class method itself, not what it binds to
    original = vars(holder).get(attribute) if hasattr(holder, "__dict__") else None
    if isinstance(original, type):
        raise NotTraceableError(f"instrument({name!r}): it is a class; name its methods, as {name + '.method'!r}")
    if original is None:
        raise UsageError(f"instrument({name!r}): {module_name!r} has no function {path!r} of its own")
    return holder, attribute, original
