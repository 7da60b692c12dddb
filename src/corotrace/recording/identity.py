"""Numbers for objects, so that events can name a task or an instance without keeping it alive."""

import itertools
import weakref
from collections.abc import Callable


class Numbers:
    """Gives each object a number that no other object ever has.

    An object that cannot be referenced weakly is known by its address alone, so that one made later at the same
    address is taken for it.
    """

    def __init__(self) -> None:
        self._next = itertools.count(1).__next__
        self._known: dict[int, tuple[Callable[[], object | None] | None, int]] = {}

    def of(self, thing: object) -> int:
        """The number of `thing`, a new one where it has none yet."""
        address = id(thing)
        known = self._known.get(address)
        if known is not None and (known[0] is None or known[0]() is thing):
            return known[1]
        number = self._next()
        try:
            reference = weakref.ref(thing, lambda dead: self._forget(address, dead))
        except TypeError:
            reference = None
        self._known[address] = (reference, number)
        return number

    def _forget(self, address: int, dead: object) -> None:
        known = self._known.get(address)
        if known is not None and known[0] is dead:
            del self._known[address]


tasks = Numbers()
loops = Numbers()
threads = Numbers()
objects = Numbers()
jobs = Numbers()
awaited = Numbers()
