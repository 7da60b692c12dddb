"""Numbers for objects, so that events can name a task or an instance without keeping it alive."""

import itertools
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from corotrace.recording.values import type_name

_Told = TypeVar("_Told")


class Numbers(Generic[_Told]):
    """Gives each object a number that no other object ever has.

    An object that cannot be referenced weakly is known by its address and its type alone, so that one of the same type
    made later at the same address is taken for it, unless somebody says that it is `made` now.

    Args:
        tell: makes what stands for an object, of it and its number.
    """

    def __init__(self, tell: Callable[[object, int], _Told]) -> None:
        self._tell = tell
        self._next = itertools.count(1).__next__
        self._known: dict[int, tuple[weakref.ref[object], _Told]] = {}
        self._by_address: dict[int, tuple[int, int]] = {}  # the address of its type, and its number

    def of(self, thing: object) -> _Told:
        """What stands for `thing`, most often the same object each time; with a new number where it has none yet."""
        address = id(thing)
        known = self._known.get(address)
        if known is not None and known[0]() is thing:
            return known[1]
        try:
            reference = weakref.ref(thing, lambda dead: self._forget(address, dead))
        except TypeError:
            kind, number = self._by_address.get(address, (0, 0))
            if kind != id(type(thing)):
                number = self._next()
                self._by_address[address] = id(type(thing)), number
            return self._tell(thing, number)
        # another thread may give it a number at the same time: the first one holds
        return self._known.setdefault(address, (reference, self._tell(thing, self._next())))[1]

    def may_be_another(self, thing: object) -> bool:
        """Whether there has been something with its address that cannot be referenced weakly."""
        return id(thing) in self._by_address

    def made(self, thing: object) -> None:
        """Forget what had the address of an object that is only now being made."""
        self._by_address.pop(id(thing), None)

    def alias(self, thing: object, told: _Told) -> None:
        """Let something else be known by what already stands for a thing."""
        address = id(thing)
        self._known[address] = weakref.ref(thing, lambda dead: self._forget(address, dead)), told

    def known(self, thing: object) -> _Told | None:
        """What stands for `thing`, or None where nothing does yet."""
        known = self._known.get(id(thing))
        return known[1] if known is not None and known[0]() is thing else None

    def _forget(self, address: int, dead: object) -> None:
        known = self._known.get(address)
        if known is not None and known[0] is dead:
            del self._known[address]


def _number(_thing: object, number: int) -> int:
    return number


def _owner(thing: object, number: int) -> tuple[str, int]:
    return type_name(type(thing)), number


tasks = Numbers(_number)
loops = Numbers(_number)
jobs = Numbers(_number)
#: Objects by the names of their types and their numbers.
owners = Numbers(_owner)
