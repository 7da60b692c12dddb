"""Values as text, bounded before the work is done, without ever running the program's own code."""

from itertools import islice
from types import BuiltinFunctionType, CoroutineType, FunctionType, MethodType
from typing import Any

MAX_LENGTH = 80
MAX_ITEMS = 8
MAX_DEPTH = 3
_CUT = "…"

# Immutable, and small or cheap to cut: kept by reference, and written when the trace is read.
SCALARS = frozenset({type(None), bool, int, float, complex, type(...)})
_BRACKETS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}"), frozenset: ("{", "}")}
_type_name = type.__dict__["__name__"].__get__  # a metaclass may have a `__name__` of its own
_error_arguments = BaseException.__dict__["args"].__get__  # and an exception a property `args`


#: Types of functions, shown by their names. None of them runs the program's code when it is asked for its name.
function_types: set[type] = {FunctionType, BuiltinFunctionType, MethodType}


class Text(str):
    """Text that is finished, unlike a ``str`` that is a recorded value."""

    __slots__ = ()


def snapshot(value: object) -> object:
    """Keep what is to be shown of a value, and nothing that can change or hold anything alive.

    Args:
        value: any object; only builtin scalars and containers are looked into.

    Returns:
        An immutable scalar, or a finished `Text`.
    """
    kind = type(value)
    if kind in SCALARS or (kind is str and len(value) <= MAX_LENGTH):  # type: ignore[arg-type]
        return value
    return Text(cut(_text(value, MAX_LENGTH, MAX_DEPTH), MAX_LENGTH))


def write(kept: object) -> str:
    """Write what `snapshot` kept as text, in Python's notation."""
    return kept if type(kept) is Text else _text(kept, MAX_LENGTH, MAX_DEPTH)


def write_plain(kept: object) -> str:
    """Write what `snapshot` kept as text, a string without its quotes."""
    return kept if type(kept) is str else write(kept)


def describe_error(error: BaseException) -> Text:
    """Write an exception as its type and its arguments, such as ``ValueError('no stock')``."""
    name = type_name(type(error))
    arguments = _error_arguments(error)
    inside = "" if _is_bookkeeping(name, arguments) else _items(arguments, MAX_LENGTH, MAX_DEPTH)
    return Text(cut(f"{name}({inside})", MAX_LENGTH))


def _is_bookkeeping(name: str, arguments: tuple[Any, ...]) -> bool:
    """Whether a cancellation says nothing of the program: trio's does not, and anyio writes an address into it."""
    first = arguments[0] if len(arguments) == 1 else None
    return name == "Cancelled" or (type(first) is str and first.startswith(("Cancelled via", "Cancelled by")))


def type_name(kind: type) -> str:
    """The name of a type, even where a metaclass would answer for it."""
    return str(_type_name(kind))


def cut(text: str, length: int) -> str:
    """The text, ended by ``…`` where it is longer than `length` characters."""
    return text if len(text) <= length else text[: length - 1] + _CUT


def _text(value: Any, room: int, depth: int) -> str:
    kind = type(value)
    if kind is str:
        return cut(repr(value[: room + 1]), room)
    if kind is int:
        return cut(repr(value), room) if value.bit_length() <= 4 * room else f"int({value.bit_length()} bits)"
    if kind in SCALARS:
        return repr(value)
    if issubclass(kind, type):
        return cut(type_name(value), room)
    if kind in function_types:
        return cut(str(value.__qualname__).rpartition("<locals>.")[2], room)
    if kind is CoroutineType:
        return cut(f"{value.__qualname__.rpartition('<locals>.')[2]}()", room)
    if kind in (bytes, bytearray):
        return f"{kind.__name__}({len(value)})"
    try:
        if kind is dict:
            return _dict(value, room, depth)
        if kind in _BRACKETS:
            return _sequence(value, kind, room, depth)
    except RuntimeError:  # another thread changed its size while it was read
        pass
    return f"<{cut(type_name(kind), room - 2)}>"


def _sequence(value: Any, kind: type, room: int, depth: int) -> str:
    if not value:
        return repr(value)
    left, right = _BRACKETS[kind]
    inside = _items(value, room - 2, depth)
    if kind is tuple and len(value) == 1:
        inside += ","
    return f"{left}{inside}{right}"


def _items(value: Any, room: int, depth: int) -> str:
    return _join((_text(item, room, depth - 1) for item in islice(value, MAX_ITEMS)), len(value), room, depth)


def _dict(value: dict[Any, Any], room: int, depth: int) -> str:
    pairs = (
        f"{_text(key, room, depth - 1)}: {_text(item, room, depth - 1)}"
        for key, item in islice(value.items(), MAX_ITEMS)
    )
    return "{" + _join(pairs, len(value), room - 2, depth) + "}"


def _join(texts: Any, count: int, room: int, depth: int) -> str:
    """Join as many of the texts as there is room for, and say with ``…`` that there are more."""
    if depth <= 0:
        return _CUT if count else ""
    shown: list[str] = []
    for text in texts:
        room -= len(text) + 2
        if shown and room < 0:
            break
        shown.append(cut(text, max(room + len(text), 1)) if room < 0 else text)
    return ", ".join([*shown, _CUT] if len(shown) < count else shown)
