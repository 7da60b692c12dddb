"""A traced function as the recorder needs it: what it is called, and how its calls are written."""

import inspect
from collections.abc import Callable, Mapping
from types import CodeType, MethodType
from typing import Any

from corotrace.events import Function
from corotrace.recording import identity
from corotrace.recording.source import function_of
from corotrace.recording.template import Template
from corotrace.recording.values import snapshot, type_name


class Subject:
    """What is known of a traced function before it is called.

    Args:
        function: the function itself, without what binds it to a class.
        participant: the lifeline's name that the user chose, if any.
        label: the message's text that the user chose, if any.

    Raises:
        UsageError: a template is bad.
    """

    __slots__ = ("code", "fact", "label", "participant")

    def __init__(self, function: Callable[..., Any], participant: str | None, label: str | None) -> None:
        self.fact: Function = function_of(function)
        self.code = getattr(function, "__code__", None)
        self.participant = None if participant is None else Template(participant, function, "participant")
        self.label = None if label is None else Template(label, function, "label")

    def bind_class(self, instance: object, args: tuple[Any, ...]) -> tuple[object, tuple[Any, ...]]:
        """Tell the class from the arguments where a class method is traced inside of ``@classmethod``.

        From 3.13 on, Python calls the function of a class method without binding it, and wrapt knows of no instance.
        """
        if instance is None and args and isinstance(args[0], type) and "." in self.fact.qualname:
            method = inspect.getattr_static(args[0], self.fact.name, None)
            if type(method) is classmethod and getattr(method.__func__, "__code__", None) is self.code:
                return args[0], args[1:]
        return instance, args

    def arguments(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[tuple[str | None, object], ...]:
        """The arguments as the caller gave them, each as its name and what is kept of its value."""
        positional = [(None, snapshot(value)) for value in args]
        return (*positional, *[(name, snapshot(value)) for name, value in kwargs.items()])

    def names(
        self, instance: object, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> tuple[str | None, str | None]:
        """The participant and the label that the user's templates make of a call, None where there is no template."""
        if self.participant is None and self.label is None:
            return None, None

        def bind(signature: inspect.Signature) -> Mapping[str, Any]:
            given = (instance, *args) if instance is not None else args
            bound = signature.bind(*given, **kwargs)
            bound.apply_defaults()
            return bound.arguments

        return (
            None if self.participant is None else self.participant.fill(bind),
            None if self.label is None else self.label.fill(bind),
        )


def owner_of(instance: object) -> tuple[str, int] | None:
    """The object that a method is bound to: the name of its type and its number; a class stands for itself."""
    if instance is None:
        return None
    if isinstance(instance, type):
        return type_name(instance), 0
    return type_name(type(instance)), identity.objects.of(instance)


def check_arguments(wrapped: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """Raise the TypeError of a bad call here, where Python raises it, and not when the coroutine is awaited.

    A coroutine that was never started can be made and closed without running anything.

    Raises:
        TypeError: the arguments don't fit the parameters.
    """
    function = wrapped.__func__ if type(wrapped) is MethodType else wrapped
    code = getattr(function, "__code__", None)
    if type(code) is CodeType and code.co_flags & inspect.CO_COROUTINE:
        wrapped(*args, **kwargs).close()
