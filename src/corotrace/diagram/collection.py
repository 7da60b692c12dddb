"""The garbage collector, while very many objects are made that it has nothing to do with."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: So many events take a moment.
_MANY = 50_000


@contextmanager
def no_collection(count: int) -> Iterator[None]:
    """Let the garbage collector rest while a long trace is understood.

    What is made then refers to itself in no circles, and is gone when nobody needs it. The collector would look at all
    the events, and at all that has been made, again and again: that takes half the time.

    Args:
        count: how many events there are; few are not worth it.
    """
    if count < _MANY or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
