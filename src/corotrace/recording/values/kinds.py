"""Which way of writing belongs to a type; none does to what is foreign."""

from abc import ABCMeta
from enum import Enum
from types import BuiltinFunctionType, CoroutineType, FunctionType, MethodType, ModuleType
from typing import Any

from corotrace.recording.values.arrays import array_writer
from corotrace.recording.values.containers import CONTAINERS, FURTHER, items
from corotrace.recording.values.contract import Write, Writer
from corotrace.recording.values.peek import bases, namespace, stored, type_name
from corotrace.recording.values.records import record_writer
from corotrace.recording.values.scalars import PLAIN, SCALARS
from corotrace.recording.values.text import HIDDEN, MASK, Text

#: Types of functions, shown by their names. None of them runs the program's code when it is asked for its name.
function_types: set[type] = {FunctionType, BuiltinFunctionType, MethodType}
_error_arguments = BaseException.__dict__["args"].__get__  # an exception may have a property `args`
#: Types of pydantic and of Starlette that hold a secret.
_SECRET = frozenset({"Secret", "SecretBytes", "SecretStr"})
_OWN_TEXT = ("__repr__", "__str__", "__format__")


def writer_of(kind: type) -> Write | None:
    """How to write values of a type without running the program's code, or None where that says too little or too much.

    Args:
        kind: the type; it is not asked itself, for its metaclass may be the program's.
    """
    if type(kind) is type or type(kind) is ABCMeta:
        found = _EXACT.get(kind)
        if found is not None:
            return found
        if kind in function_types:
            return _function
    if issubclass(kind, type):
        return _class
    if issubclass(kind, Enum):
        return _member
    if issubclass(kind, BaseException):
        return error
    if not _SECRET.isdisjoint(map(type_name, bases(kind))):
        return _secret
    return record_writer(kind) or array_writer(kind) or _addition(kind)


def error(writer: Writer, value: BaseException, room: int, depth: int) -> str:
    """Write an exception as its type and its arguments, such as ``ValueError('no stock')``."""
    name = type_name(type(value))
    arguments = _error_arguments(value)
    if _is_bookkeeping(name, arguments):
        return f"{name}()"
    return f"{name}({items(writer, arguments, len(arguments), room - len(name) - 2, depth)})"


def _is_bookkeeping(name: str, arguments: tuple[Any, ...]) -> bool:
    """Whether a cancellation says nothing of the program: trio's does not, and anyio writes an address into it."""
    first = arguments[0] if len(arguments) == 1 else None
    return name == "Cancelled" or (type(first) is str and first.startswith(("Cancelled via", "Cancelled by")))


def _class(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    return type_name(value)


def _member(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    """Write a member of an enum by its name, or flags that have none by their number."""
    name, number = stored(value, "_name_"), stored(value, "_value_")
    kind = type_name(type(value))
    if type(name) is str:
        return f"{kind}.{name}"
    return f"{kind}({number if type(number) is int else HIDDEN})"


def _secret(_writer: Writer, _value: Any, _room: int, _depth: int) -> str:
    return MASK


def _function(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    return name_of_function(value) or f"<{type_name(type(value))}>"


def name_of_function(value: Any) -> str:
    """The name of a function, without those of the functions around it, or an empty text where it has none."""
    kind = type(value)
    if kind is MethodType:
        return name_of_function(value.__func__)
    if kind is FunctionType:
        return str.rpartition(value.__qualname__, "<locals>.")[2]
    if kind is BuiltinFunctionType:
        owner = value.__self__
        of = "" if owner is None or type(owner) is ModuleType else f"{type_name(type(owner))}."
        return f"{of}{value.__name__}"
    return name_of_function(value.__wrapped__) if type(kind) is type and kind in function_types else ""


def _finished(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    return str(value)


def _coroutine(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    return f"{value.__qualname__.rpartition('<locals>.')[2]}()"


def _addition(kind: type) -> Write | None:
    """How to write objects of a type that inherits from a builtin one, and leaves its text to it."""
    for base in bases(kind):
        write = _BUILTIN.get(base) if type(base) is type else None
        if write is not None:
            return _inside(write)
        if any(name in namespace(base) for name in _OWN_TEXT):
            return None
    return None


def _inside(write: Write) -> Write:
    def typed(writer: Writer, value: Any, room: int, depth: int) -> str:
        name = type_name(type(value))
        if writer.hides(name):  # such as class Password(str)
            return f"{name}({MASK})"
        return f"{name}({write(writer, value, room - len(name) - 2, depth)})"

    return typed


_BUILTIN: dict[type, Write] = {**PLAIN, **CONTAINERS}
_EXACT: dict[type, Write] = {**SCALARS, **CONTAINERS, **FURTHER, CoroutineType: _coroutine, Text: _finished}
