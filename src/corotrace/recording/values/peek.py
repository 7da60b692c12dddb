"""Looks at types and objects without running the program's code.

``getattr`` asks metaclasses, properties and ``__getattr__``; what Python itself has stored is read here instead.
"""

from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any

_name_of = type.__dict__["__name__"].__get__
_module_of = type.__dict__["__module__"].__get__
_mro_of = type.__dict__["__mro__"].__get__
_namespace_of = type.__dict__["__dict__"].__get__

#: Where there is nothing.
MISSING: Any = object()


def type_name(kind: type) -> str:
    """The name of a type, even where a metaclass would answer for it."""
    return str.__str__(_name_of(kind))


def package(kind: type) -> str:
    """The name of the package that a type comes from, as the type says, or an empty text."""
    try:
        module = _module_of(kind)
    except AttributeError:  # it was deleted
        return ""
    return module.partition(".")[0] if type(module) is str else ""


def bases(kind: type) -> tuple[type, ...]:
    """The type and those that it inherits from, in the order in which Python looks for an attribute."""
    return _mro_of(kind)  # type: ignore[no-any-return]


def namespace(kind: type) -> Any:
    """What a type itself defines, by name."""
    return _namespace_of(kind)


def definition(kind: type, name: str) -> tuple[type | None, Any]:
    """Where a type gets an attribute from: the base, and what that defines; None and `MISSING` where nothing does."""
    for base in bases(kind):
        found = _namespace_of(base).get(name, MISSING)
        if found is not MISSING:
            return base, found
    return None, MISSING


def stored(value: Any, name: str) -> Any:
    """What an object holds under a name, in a slot or in its dictionary, or `MISSING`."""
    _, member = definition(type(value), name)
    if type(member) is MemberDescriptorType:
        try:
            return member.__get__(value)
        except (AttributeError, TypeError):  # nothing was put into the slot, or the slot is another class's
            return MISSING
    return dict.get(dictionary(value), name, MISSING)


def dictionary(value: Any) -> dict[str, Any]:
    """The dictionary in which an object keeps its attributes, or an empty one."""
    for base in bases(type(value)):
        member = _namespace_of(base).get("__dict__")
        if type(member) is GetSetDescriptorType:
            return member.__get__(value)  # type: ignore[no-any-return]
    return {}
