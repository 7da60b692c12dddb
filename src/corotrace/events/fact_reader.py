"""Plain JSON values as frozen facts, checked against the types that they declare."""

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from corotrace.events.facts import Argument
from corotrace.events.line_writer import DEFINED, usual

_Convert = Callable[[Any], Any]


class FactReader:
    """Makes the facts of one file."""

    def __init__(self) -> None:
        self._defined: dict[type[Any], dict[int, Any]] = {kind: {} for kind in DEFINED}
        self._shapes: dict[type[Any], _Shape] = {}

    def define(self, kind: type[Any], plain: dict[str, Any]) -> None:
        """Keep a fact that others refer to by its number.

        Raises:
            ValueError: the values do not fit; the message says which and why.
        """
        number = _of_type(int, "number")(plain.pop("number", None))
        self._defined[kind][number] = self.fact(kind, plain)

    def fact(self, kind: type[Any], plain: object, *leading: Any) -> Any:
        """Make a fact.

        Args:
            kind: its dataclass.
            plain: the JSON object that it is written as.
            leading: the values of its first fields, where they are not in `plain`.

        Raises:
            ValueError: the values do not fit; the message says which and why.
        """
        shape = self._shapes.get(kind)
        if shape is None:
            shape = self._shapes[kind] = _Shape(self, kind, len(leading))
        if type(plain) is not dict:
            raise ValueError(f"{kind.__name__} should be an object, not {plain!r:.40}")
        convert = shape.convert
        try:
            given = {**shape.usual, **{name: convert[name](value) for name, value in plain.items()}}
        except KeyError as unknown:
            raise ValueError(f"{kind.__name__} has no field {unknown.args[0]!r:.40}") from None
        if not shape.required <= given.keys():
            raise ValueError(f"{kind.__name__} lacks {min(shape.required - given.keys())!r}")
        return kind(*leading, **given)

    def converter(self, hint: Any, name: str) -> _Convert:
        """What makes the value of a field, by the type that the field declares."""
        if get_origin(hint) in (Union, types.UnionType):
            kind, none = get_args(hint)
            assert none is type(None), hint  # noqa: S101 - the only union that facts use is "or None"
            inner = self.converter(kind, name)
            return lambda plain: None if plain is None else inner(plain)
        if get_origin(hint) is tuple:
            return _tuple_of(self.converter(get_args(hint)[0], name), name)
        if hint is Argument:
            return _argument
        if hint in self._defined:
            return _by_number(self._defined[hint], name)
        if is_dataclass(hint):
            return lambda plain: self.fact(hint, plain)  # type: ignore[arg-type]
        return _member_of(hint) if issubclass(hint, StrEnum) else _of_type(hint, name)


class _Shape:
    """What is known of a dataclass before any of its facts is read: how to make its fields, and which must be given.

    Args:
        reader: gives the converters.
        kind: the dataclass.
        leading: so many of its first fields are given otherwise.
    """

    __slots__ = ("convert", "required", "usual")

    def __init__(self, reader: FactReader, kind: type[Any], leading: int) -> None:
        hints = get_type_hints(kind)
        rest = fields(kind)[leading:]
        self.convert = {field.name: reader.converter(hints[field.name], field.name) for field in rest}
        without_default = {field.name: usual(field) for field in rest if field.default is MISSING}
        self.usual = {
            name: value
            for name, value in without_default.items()
            if value is not None or type(None) in get_args(hints[name])
        }
        self.required = without_default.keys() - self.usual.keys()


def _tuple_of(convert: _Convert, name: str) -> _Convert:
    def read(plain: Any) -> tuple[Any, ...]:
        if type(plain) is not list:
            raise ValueError(f"{name!r} should be a list, not {plain!r:.40}")
        return tuple([convert(item) for item in plain])

    return read


def _by_number(defined: dict[int, Any], name: str) -> _Convert:
    def read(plain: Any) -> Any:
        if type(plain) is not int or plain not in defined:
            raise ValueError(f"no {name} {plain!r:.40} is defined above")
        return defined[plain]

    return read


def _member_of(kind: type[StrEnum]) -> _Convert:
    members = {member.value: member for member in kind}

    def read(plain: Any) -> StrEnum:
        if type(plain) is not str or plain not in members:
            raise ValueError(f"{plain!r:.40} is not a valid {kind.__name__}")
        return members[plain]

    return read


def _of_type(kind: type[Any], name: str) -> _Convert:
    def read(plain: Any) -> Any:
        if type(plain) is not kind:
            raise ValueError(f"{name!r} should be of type {kind.__name__}, not {plain!r:.40}")
        return plain

    return read


def _argument(plain: Any) -> Argument:
    if type(plain) is str:
        return Argument(plain)
    if type(plain) is list and len(plain) == 2 and type(plain[0]) is str and type(plain[1]) is str:
        return Argument(plain[1], plain[0])
    raise ValueError(f"an argument should be a text, or its name and its text, not {plain!r:.40}")
