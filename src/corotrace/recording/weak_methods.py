"""``weakref.WeakMethod`` of traced methods.

It makes the method anew from the function, the object and the method's type, and the type of a traced one cannot be
called so. To let it be would make each binding of each traced method half as long again; so it is done where programs
are recorded that know nothing of us.
"""

import weakref
from collections.abc import Callable
from types import MethodType
from typing import Any

from corotrace.recording.traced import BoundTraced


def keep_weak_methods_whole() -> None:
    """Let ``weakref.WeakMethod`` take traced methods as it takes others, from now on."""
    make = weakref.WeakMethod.__new__

    def make_traced_too(cls: Any, method: Any, *callback: Any) -> Any:
        made = make(cls, method, *callback)
        if isinstance(method, BoundTraced):
            made._meth_type = _binding(weakref.ref(method._self_parent))
        return made

    weakref.WeakMethod.__new__ = make_traced_too  # type: ignore[assignment]


def _binding(traced: Callable[[], Any]) -> Callable[[Any, Any], Any]:
    def bind(function: Any, instance: Any) -> Any:
        found = traced()
        return MethodType(function, instance) if found is None else found.__get__(instance, type(instance))

    return bind
