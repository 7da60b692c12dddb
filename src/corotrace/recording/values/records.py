"""Objects that are their fields: dataclasses, named tuples, attrs classes and pydantic models.

Fields are read where Python stores them. What its author leaves out of its ``repr`` is left out here, and a class that
writes a ``repr`` of its own is not looked into.
"""

import dataclasses
from collections import namedtuple
from collections.abc import Iterator
from itertools import chain
from types import FunctionType
from typing import Any

from corotrace.recording.values.containers import fields
from corotrace.recording.values.contract import Write, Writer
from corotrace.recording.values.peek import MISSING, definition, package, stored, type_name
from corotrace.recording.values.text import MASK


@dataclasses.dataclass
class _Sample:
    pass


_REPR_OF_DATACLASS = _Sample.__repr__.__code__
_REPR_OF_NAMED_TUPLE = namedtuple("_Named", ()).__repr__.__code__
_MADE = "<string>"


def record_writer(kind: type) -> Write | None:
    """How to write the objects of a type that is one of these, or None."""
    base, shows = definition(kind, "__repr__")
    code = shows.__code__ if type(shows) is FunctionType else None
    if code is _REPR_OF_NAMED_TUPLE and issubclass(kind, tuple):
        return _named_tuple
    if code is _REPR_OF_DATACLASS and _file_of_wrapped(shows) == _MADE:
        return _dataclass
    if code is not None and code.co_filename.startswith("<attrs generated"):
        return _attrs
    if base is not None and package(base) == "pydantic" and type(_model_fields(kind)) is dict:
        arguments, _ = definition(kind, "__repr_args__")
        return _model if arguments is not None and package(arguments) == "pydantic" else None
    return None


def _file_of_wrapped(function: FunctionType) -> str | None:
    wrapped = function.__dict__.get("__wrapped__")
    return wrapped.__code__.co_filename if type(wrapped) is FunctionType else None


def _record(writer: Writer, value: Any, named: Iterator[tuple[str, Any]], room: int, depth: int) -> str:
    name = type_name(type(value))
    return f"{name}({fields(writer, named, room - len(name) - 2, depth)})"


def _stored(value: Any, names: Iterator[str]) -> Iterator[tuple[str, Any]]:
    found = ((name, stored(value, name)) for name in names)
    return ((name, content) for name, content in found if content is not MISSING)


def _named_tuple(writer: Writer, value: Any, room: int, depth: int) -> str:
    _, names = definition(type(value), "_fields")
    return _record(writer, value, zip(names, tuple.__iter__(value), strict=False), room, depth)


def _dataclass(writer: Writer, value: Any, room: int, depth: int) -> str:
    _, declared = definition(type(value), "__dataclass_fields__")
    is_field = dataclasses._FIELD  # type: ignore[attr-defined]  # neither ClassVar nor InitVar
    names = (name for name, field in declared.items() if field.repr is True and field._field_type is is_field)
    return _record(writer, value, _stored(value, names), room, depth)


def _attrs(writer: Writer, value: Any, room: int, depth: int) -> str:
    _, declared = definition(type(value), "__attrs_attrs__")
    found = ((field, stored(value, field.name)) for field in declared if field.repr is not False)
    found = ((field, content) for field, content in found if content is not MISSING)
    # a function for its repr is the program's own, and often there to hide something
    shown = ((field.name, content if field.repr is True else MASK) for field, content in found)
    return _record(writer, value, shown, room, depth)


def _model(writer: Writer, value: Any, room: int, depth: int) -> str:
    names = (name for name, field in _model_fields(type(value)).items() if field.repr is True)
    extra = stored(value, "__pydantic_extra__")
    named = chain(_stored(value, names), extra.items() if type(extra) is dict else ())
    return _record(writer, value, named, room, depth)


def _model_fields(kind: type) -> Any:
    """What pydantic knows of the fields of a model, since 2.10 and before."""
    found = definition(kind, "__pydantic_fields__")[1]
    return definition(kind, "model_fields")[1] if found is MISSING else found
