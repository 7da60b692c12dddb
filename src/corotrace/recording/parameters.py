"""The names of a function's parameters, by which its arguments are known to be secret; read once, not at each call."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from types import BuiltinFunctionType, MethodType
from typing import Any

from corotrace.recording.values import DEFAULT_NAMES

_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Parameters:
    """The parameters of a function.

    Args:
        function: the function; where Python does not tell its parameters, arguments given by position have no names.
    """

    __slots__ = ("_declared", "_keywords", "_positional", "_rest", "all_harmless", "harmless", "takes_instance")

    def __init__(self, function: Callable[..., Any]) -> None:
        #: Whether the object that it is bound to is its first argument; a builtin function's may be its module.
        self.takes_instance = type(function) is not BuiltinFunctionType
        try:
            plain = function.__func__ if type(function) is MethodType else function
            parameters = inspect.signature(plain).parameters.values()
        except (TypeError, ValueError):
            parameters = {}.values()
        by_kind: dict[Any, str] = {parameter.kind: parameter.name for parameter in parameters}
        self._positional = tuple(parameter.name for parameter in parameters if parameter.kind in _BY_POSITION)
        self._declared = {*self._positional, *(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)}
        self._rest = by_kind.get(inspect.Parameter.VAR_POSITIONAL)
        self._keywords = by_kind.get(inspect.Parameter.VAR_KEYWORD, "")
        #: How many of the first parameters are harmless by default: their arguments need no names.
        self.harmless = next(
            (index for index, name in enumerate(self._positional) if DEFAULT_NAMES.hides(name)), len(self._positional)
        )
        #: Whether that is true of all that may be given by position.
        self.all_harmless = self._rest is None and self.harmless == len(self._positional)

    def named(
        self, instance: object, args: tuple[Any, ...], kwargs: Mapping[str, Any], hides: Callable[[str], bool]
    ) -> Iterator[tuple[str | None, str | None, Any]]:
        """Give each argument its name.

        Args:
            instance: the object that the function is bound to, or None.
            args: its other positional arguments.
            kwargs: its arguments by name.
            hides: whether a name is secret.

        Yields:
            The name that it was given by, if any; the name of its parameter, if known; the argument.
        """
        for index, value in enumerate(args, 1 if instance is not None and self.takes_instance else 0):
            yield None, self._positional[index] if index < len(self._positional) else self._rest, value
        all_are_secret = hides(self._keywords)  # such as ``**credentials``
        for name, value in kwargs.items():
            yield name, self._keywords if all_are_secret and name not in self._declared else name, value
