"""Lets the garbage collector rest."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock


class _Rest:
    """How many ask the collector to rest, in all threads: it goes on when the last one is done, if it was on before."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._asking = 0
        self._was_on = False
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._be_over)

    def begin(self) -> None:
        with self._lock:
            self._asking += 1
            if self._asking == 1:
                self._was_on = gc.isenabled()
                gc.disable()

    def end(self) -> None:
        with self._lock:
            self._asking = max(self._asking - 1, 0)
            if not self._asking and self._was_on:
                gc.enable()

    def _be_over(self) -> None:
        """A forked process has none of the threads that asked; the one that forked does not while it does so."""
        self._lock = RLock()
        if self._asking:
            self._asking = 0
            if self._was_on:
                gc.enable()


_rest = _Rest()


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Let the collector rest for a while.

    Who makes many objects that stay is twice as fast so: it would look at all of them again and again. And no code of
    the program runs meanwhile, nor what other threads do, because of a collection.
    """
    try:
        _rest.begin()
        yield
    finally:
        _rest.end()
