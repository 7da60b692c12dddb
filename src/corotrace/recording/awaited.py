"""Library coroutine functions that traced calls wait in: what is known of each before any of its calls."""

import asyncio
import contextlib
import inspect
from collections.abc import Iterator
from itertools import chain
from types import CodeType, FrameType
from typing import Any

from corotrace.recording.frames import locals_of
from corotrace.recording.log import Mark, PlainWait
from corotrace.recording.source import is_library, library_function
from corotrace.recording.subject import owner_of
from corotrace.recording.values import DEFAULT_NAMES, HIDDEN, KeptArguments, ValuePolicy

#: Library coroutines that wait for tasks, and the local variable that holds them.
_JOINING = {
    ("asyncio.taskgroups", "__aexit__"): "self",
    ("asyncio.tasks", "wait"): "fs",
    ("asyncio.tasks", "wait_for"): "fut",
}
_ENTER_GENERATOR = contextlib._AsyncGeneratorContextManager.__aenter__.__code__
_MISSING = object()
#: An argument: the name that it is written with, if any; the name of its parameter, if known; its value.
Given = tuple[str | None, str | None, object]


class Awaited:
    """A library coroutine function.

    Args:
        code: its code.
        module: the name of the module that it was written in.
    """

    def __init__(self, code: CodeType, module: str) -> None:
        self.code = code
        self.function, defaults = library_function(code, module, code.co_qualname)
        self.mark = Mark(PlainWait, self.function)
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        within = code.co_qualname.rpartition("<locals>.")[2]
        self._is_method = bool(names) and names[0] in ("self", "cls") and "." in within
        self._parameters = [
            (name, defaults.get(name, _MISSING), index >= code.co_argcount, not DEFAULT_NAMES.hides(name))
            for index, name in enumerate(names)
            if index or not self._is_method
        ]
        further = list(code.co_varnames[len(names) :])
        self._var_positional = further.pop(0) if code.co_flags & inspect.CO_VARARGS else None
        self._var_keyword = further.pop(0) if code.co_flags & inspect.CO_VARKEYWORDS else None
        self._self = names[0] if self._is_method else None
        self.joining = _JOINING.get((module, code.co_name))
        #: Whether only ``async with`` awaits it: what it awaits itself may say more.
        self.enters = code.co_name == "__aenter__"
        self.is_queue_get = code is asyncio.Queue.get.__code__
        self.is_wait_for = code is asyncio.wait_for.__code__

    def arguments(self, values: dict[str, Any], policy: ValuePolicy) -> tuple[object, ...]:
        """The arguments of a call that differ from their defaults: a name or None and the kept value, in turns.

        Args:
            values: the local variables of the call.
            policy: what is kept of them.
        """
        arguments: list[object] = []
        more = self._more(values)
        skipped = False
        quick = policy.quick
        for name, default, by_name, harmless in self._parameters:
            value = values.get(name, _MISSING)
            if by_name and more:
                arguments += flat(policy.keep_arguments(more))
                more = []
            if value is _MISSING:
                continue
            if value is default and not more:
                skipped = True
            else:
                kept = policy.keep(value) if quick and harmless else policy.keep_named(name, value)
                arguments += (name if skipped or by_name else None, kept)
        if more or self._var_keyword is not None:
            arguments += flat(policy.keep_arguments(chain(more, self._by_further_names(values))))
        return (None, HIDDEN) if arguments and policy.values == "none" else tuple(arguments)

    def _more(self, values: dict[str, Any]) -> list[Given]:
        """Those of ``*args``, which stand before all that are given by name."""
        if self._var_positional is None:
            return []
        return [(None, self._var_positional, value) for value in values.get(self._var_positional, ())]

    def _by_further_names(self, values: dict[str, Any]) -> Iterator[Given]:
        """Those of ``**kwargs``."""
        if self._var_keyword is not None:
            for name, value in values.get(self._var_keyword, {}).items():
                yield name, name, value

    def owner(self, values: dict[str, Any]) -> tuple[str, int] | None:
        """The object whose method it is, if it is one."""
        return owner_of(values[self._self]) if self._self in values else None

    def instance(self, frame: FrameType) -> object:
        """The object itself, in a call of it; None for the ``@asynccontextmanager`` that a generator hides behind."""
        return None if self._self is None or self.code is _ENTER_GENERATOR else locals_of(frame).get(self._self)

    def joined(self, values: dict[str, Any]) -> list[Any]:
        """What may be a task whose end a call waits for."""
        found = None if self.joining is None else values.get(self.joining)
        if found is None:
            return []
        tasks = getattr(found, "_tasks", None)
        return list(tasks or (found if isinstance(found, set | list | tuple) else [found]))


def flat(arguments: KeptArguments) -> tuple[object, ...]:
    """Arguments as the log holds them: a name or None and the kept value, in turns."""
    return tuple(chain.from_iterable(arguments))


#: By the address of the code, which each of them keeps alive: to hash code takes long.
_known: dict[int, Awaited] = {}


def library_function_of(frame: FrameType) -> Awaited | None:
    """The function that a frame runs, if that is library code."""
    code = frame.f_code
    known = _known.get(id(code))
    if known is None and is_library(code.co_filename):
        known = _known[id(code)] = Awaited(code, frame.f_globals.get("__name__", "?"))
    return known
