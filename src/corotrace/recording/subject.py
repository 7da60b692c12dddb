"""A traced function as the recorder needs it: what it is called, and how its calls are written."""

import inspect
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType, MethodType
from typing import Any, cast

from corotrace.events import Function
from corotrace.recording import identity
from corotrace.recording.log import Mark, PlainStart
from corotrace.recording.parameters import Parameters
from corotrace.recording.source import function_of, unwrap_partial
from corotrace.recording.template import Template
from corotrace.recording.values import KeptArguments, Options, ValuePolicy, type_name

_qualname_of = type.__dict__["__qualname__"].__get__  # a metaclass may have a `__qualname__` of its own
_names_in = type.__dict__["__dict__"].__get__


class Subject:
    """What is known of a traced function before it is called.

    Args:
        function: the function itself, without what binds it to a class.
        participant: the lifeline's name that the user chose, if any.
        label: the message's text that the user chose, if any.
        options: what the user chose for its values, if anything.

    Raises:
        UsageError: a template is bad.
    """

    __slots__ = (
        "_class", "_first", "_parameters", "code", "fact", "fewest", "harmless", "is_init", "label", "mark", "most",
        "name", "options", "participant", "plain", "plain_method", "qualname",
    )  # fmt: skip

    def __init__(
        self,
        function: Callable[..., Any],
        participant: str | None,
        label: str | None,
        options: Options | None = None,
    ) -> None:
        self.fact: Function = function_of(function)
        plain = unwrap_partial(function)
        self.name: str = getattr(plain, "__name__", self.fact.name)
        self.is_init = self.name == "__init__"
        self.qualname: str = getattr(plain, "__qualname__", self.fact.qualname)
        self.code = getattr(plain, "__code__", None)
        self._first = self.code.co_varnames[0] if self.code and self.code.co_argcount else None
        self._class = self.fact.qualname.rpartition(".")[0]
        self.participant = None if participant is None else Template(participant, function, "participant")
        self.label = None if label is None else Template(label, function, "label")
        self.options = options
        self._parameters = Parameters(function)
        #: How many of the first parameters are harmless by default: their arguments need no names.
        self.harmless = self._parameters.harmless
        #: Whether nothing but its positional arguments is to be known of a call; and so of one that is bound already.
        self.plain_method = participant is None and label is None and options is None and self._parameters.all_harmless
        self.plain = self.plain_method and self._first not in ("self", "cls")
        self.mark = Mark(PlainStart, self.fact)
        #: At least and at most as many positional arguments fit; none, where their number does not tell.
        self.fewest, self.most = _argument_counts(function)

    def bind(self, instance: object, args: tuple[Any, ...]) -> tuple[object, tuple[Any, ...]]:
        """Tell the object of a method from its arguments where wrapt knows of none, because nothing was bound.

        Some descriptors, such as ``cached_property``, hand the object over as an argument, and so does ``classmethod``
        from Python 3.13 on.
        """
        if instance is None and args and self._first in ("self", "cls"):
            kind = args[0] if issubclass(type(args[0]), type) else type(args[0])
            if any(_qualname_of(base) == self._class for base in type.mro(kind)):
                return args[0], args[1:]
        return instance, args

    def is_init_of(self, instance: object) -> bool:
        """Whether it is what makes an object: the ``__init__`` of its class, and not that of a base, by ``super()``."""
        for kind in type.mro(type(instance)):
            found = _names_in(kind).get("__init__")
            if found is not None:
                return self.code is not None and getattr(found, "__code__", None) is self.code
        return False

    def arguments(
        self, policy: ValuePolicy, instance: object, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> KeptArguments:
        """What is kept of the arguments, as the caller gave them."""
        if policy.quick and not kwargs and len(args) + (instance is not None) <= self.harmless:
            return tuple([(None, policy.keep(value)) for value in args])
        return policy.keep_arguments(self._parameters.named(instance, args, kwargs, policy.hides))

    def names(
        self, policy: ValuePolicy, instance: object, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> tuple[str | None, str | None]:
        """The participant and the label that the user's templates make of a call, None where there is no template."""
        if self.participant is None and self.label is None:
            return None, None

        def bind(signature: inspect.Signature) -> Mapping[str, Any]:
            given = (instance, *args) if instance is not None and self._parameters.takes_instance else args
            bound = signature.bind(*given, **kwargs)
            bound.apply_defaults()
            return bound.arguments

        return (
            None if self.participant is None else self.participant.fill(bind, policy),
            None if self.label is None else self.label.fill(bind, policy),
        )


def owner_of(instance: object) -> tuple[str, int] | None:
    """The object that a method is bound to: the name of its type and its number; a class stands for itself."""
    if instance is None:
        return None
    if issubclass(type(instance), type):  # isinstance() would ask the object itself
        return type_name(cast("type", instance)), 0
    return identity.owners.of(instance)


def _argument_counts(function: Callable[..., Any]) -> tuple[int, int]:
    code = getattr(function, "__code__", None)
    if type(function) is not FunctionType or type(code) is not CodeType or code.co_kwonlyargcount:
        return 0, -1
    return code.co_argcount - len(function.__defaults__ or ()), code.co_argcount


def check_arguments(wrapped: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """Raise the TypeError of a bad call here, where Python raises it, and not when the coroutine is awaited.

    A coroutine that was never started can be made and closed without running anything.

    Raises:
        TypeError: the arguments don't fit the parameters.
    """
    function = unwrap_partial(wrapped)
    function = function.__func__ if type(function) is MethodType else function
    code = getattr(function, "__code__", None)
    if type(code) is CodeType and code.co_flags & inspect.CO_COROUTINE:
        wrapped(*args, **kwargs).close()
