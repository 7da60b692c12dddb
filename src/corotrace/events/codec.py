"""Frozen facts as plain JSON values, and back again, checked against the types that they declare."""

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

_Fact = TypeVar("_Fact")


def to_plain(value: Any) -> Any:
    """Turn a fact into JSON values; a field that holds its default is left out."""
    if is_dataclass(value):
        items = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: to_plain(item) for field, item in items if item != field.default}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: Callable[..., _Fact], plain: object) -> _Fact:
    """Turn JSON values back into a fact.

    Args:
        kind: the dataclass to make.
        plain: what `to_plain` gave.

    Raises:
        ValueError: the values do not fit; the message says which and why.
    """
    if not isinstance(plain, dict):
        raise ValueError(f"{kind.__name__} should be an object, not {plain!r:.40}")
    declared = _declared(kind)
    if unknown := plain.keys() - declared.keys():
        raise ValueError(f"{kind.__name__} has no field {min(unknown)!r}")
    given = {name: _value(hint, plain[name], name) for name, (hint, _) in declared.items() if name in plain}
    if missing := [name for name, (_, required) in declared.items() if required and name not in given]:
        raise ValueError(f"{kind.__name__} lacks {missing[0]!r}")
    return kind(**given)


@cache
def _declared(kind: type[Any]) -> dict[str, tuple[Any, bool]]:
    """The fields of a dataclass: name to type and whether it must be given."""
    hints = get_type_hints(kind)
    return {field.name: (hints[field.name], field.default is MISSING) for field in fields(kind)}


def _value(hint: Any, plain: Any, name: str) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        kind, none = get_args(hint)
        assert none is type(None), hint  # noqa: S101 - the only union that facts use is "or None"
        return None if plain is None else _value(kind, plain, name)
    if get_origin(hint) is tuple:
        if not isinstance(plain, list):
            raise ValueError(f"{name!r} should be a list, not {plain!r:.40}")
        return tuple(_value(get_args(hint)[0], item, name) for item in plain)
    if is_dataclass(hint):
        return from_plain(hint, plain)  # type: ignore[arg-type]
    if issubclass(hint, StrEnum):
        return hint(plain)
    if type(plain) is not hint:
        raise ValueError(f"{name!r} should be of type {hint.__name__}, not {plain!r:.40}")
    return plain
