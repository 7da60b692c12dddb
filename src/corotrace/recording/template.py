"""Names that the user writes with the arguments in them: ``"say_hello_{name}"``."""

import inspect
from collections.abc import Callable, Mapping
from string import Formatter
from types import MethodType
from typing import Any

from corotrace.errors import UsageError
from corotrace.recording.values import HIDDEN, ValuePolicy


class Template:
    """A text with places for bound arguments, each by its bare name.

    Args:
        text: the template.
        function: the function whose parameters it may name.
        option: the option that it was given to, for the message of an error.

    Raises:
        UsageError: it is malformed, or names what is not a parameter, or asks for more than a bare name: an attribute,
            an index or a conversion would run code of the program.
    """

    def __init__(self, text: str, function: Callable[..., Any], option: str) -> None:
        where = f"@traced({option}={text!r}) on {getattr(function, '__qualname__', function)!s}"
        if not isinstance(text, str) or not text.strip():
            raise UsageError(f"{where}: the name is empty; write a text such as 'worker_{{name}}'")
        try:
            self._parts = tuple(Formatter().parse(text))
        except ValueError as error:
            raise UsageError(f"{where}: the template is malformed ({error}); double a brace to write it") from None
        self._names = {name for _, name, _, _ in self._parts if name is not None}
        self._signature = _signature(function, where) if self._names else None
        for _, name, spec, conversion in self._parts:
            if name is None:
                continue
            if spec or conversion or not name.isidentifier():
                raise UsageError(f"{where}: only a bare parameter name may stand in braces, not {{{name}…}}")
            if self._signature and name not in self._signature.parameters:
                known = ", ".join(self._signature.parameters) or "none"
                raise UsageError(f"{where}: {name!r} is no parameter of the function; it has: {known}")

    def fill(self, arguments: Callable[[inspect.Signature], Mapping[str, Any]], policy: ValuePolicy) -> str:
        """Put the arguments in.

        Args:
            arguments: binds the arguments of the call to the signature; not asked where the template has no places.
            policy: how they are written, and which of them are masked.
        """
        try:
            bound = arguments(self._signature) if self._signature else {}
        except TypeError:  # the arguments don't fit: the call is about to raise the same
            bound = {}
        texts = [
            text + (policy.write_plain(policy.keep_named(name, bound.get(name, HIDDEN))) if name is not None else "")
            for text, name, _, _ in self._parts
        ]
        return policy.keep_line("".join(texts))


def _signature(function: Callable[..., Any], where: str) -> inspect.Signature:
    try:
        return inspect.signature(function.__func__ if type(function) is MethodType else function)
    except (TypeError, ValueError):
        raise UsageError(f"{where}: Python does not tell the parameters of this function; use a fixed name") from None
