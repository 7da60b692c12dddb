"""The decorator."""

import copy
import inspect
from collections.abc import Callable
from functools import partial
from sys import _getframe
from types import FunctionType, MethodType
from typing import Any, TypeVar, overload

import wrapt

from corotrace.errors import NotTraceableError
from corotrace.recording.active import active
from corotrace.recording.call import begin, end_raised, end_returned
from corotrace.recording.classes import trace_class
from corotrace.recording.coroutines import Runner, runner_of
from corotrace.recording.disguise import in_the_name_of, passed_over_by_warnings
from corotrace.recording.generators import run_async_generator, run_generator
from corotrace.recording.own_calls import is_own_call
from corotrace.recording.subject import Subject, check_arguments
from corotrace.recording.tracebacks import own_code
from corotrace.recording.values import Options, Redact, Values, function_types, read_options

_Traced = TypeVar("_Traced", bound=Callable[..., Any])


class BoundTraced(wrapt.BoundFunctionWrapper):  # type: ignore[type-arg]
    """A traced method bound to its object; pickled and copied as a bound method is."""

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (self.__self__, self.__name__)

    def __reduce_ex__(self, _protocol: object) -> tuple[Any, ...]:
        return self.__reduce__()

    def __copy__(self) -> Any:
        return getattr(self.__self__, self.__name__)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return getattr(copy.deepcopy(self.__self__, memo), self.__name__)

    def __repr__(self) -> str:
        return repr(self.__wrapped__)


class Traced(wrapt.FunctionWrapper):  # type: ignore[type-arg]
    """A traced function; pickled and copied by its name, as a function is."""

    __bound_function_wrapper__ = BoundTraced

    def __init__(self, function: Any, wrapper: Callable[..., Any]) -> None:
        # wrapt calls the function directly where `enabled` is false, as an empty list is
        enabled: Any = active.in_order_of_start
        super().__init__(function, wrapper, enabled=enabled)

    def __reduce__(self) -> str:
        return str(self.__qualname__)

    def __reduce_ex__(self, _protocol: object) -> str:
        return self.__reduce__()

    def __copy__(self) -> "Traced":
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Traced":
        return self

    def __repr__(self) -> str:
        return repr(self.__wrapped__)


class _TracedCoroutineFunction(Traced):
    """A traced coroutine function, which makes coroutines faster than wrapt can.

    wrapt asks the function for its ``__self__`` at each call, which takes twice as long as all the rest of that.
    """

    __slots__ = ("_self_parts",)

    def __init__(self, function: Any, wrapper: Callable[..., Any], subject: Subject, run: Runner) -> None:
        super().__init__(function, wrapper)
        instance = function.__self__ if type(function) is MethodType else None
        fewest, most = (0, -1) if instance is not None else (subject.fewest, subject.most)
        self._self_parts = function, wrapper, instance, run, fewest, most

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        function, wrapper, instance, run, fewest, most = self._self_parts
        recorders = active.recorders
        if not recorders:
            return function(*args, **kwargs)
        if active.selective or kwargs or not fewest <= len(args) <= most:
            return wrapper(function, instance, args, kwargs)
        return run(recorders, function, instance, args, kwargs)


class _Itself(Traced):
    """A traced function that its class gives as it is, so that ``Base.run is Child.run`` holds.

    wrapt makes an object of it each time. To bind it takes half as long again.
    """

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else super().__get__(instance, owner)


class _CoroutineFunctionItself(_Itself, _TracedCoroutineFunction):
    """The same, of a coroutine function."""


own_code.add(_TracedCoroutineFunction.__call__.__code__)
function_types.update((Traced, BoundTraced, _TracedCoroutineFunction, _Itself, _CoroutineFunctionItself))


@overload
def traced(function: _Traced, /) -> _Traced: ...
@overload
def traced(
    *,
    participant: str | None = None,
    label: str | None = None,
    values: Values | None = None,
    redact: Redact = (),
) -> Callable[[_Traced], _Traced]: ...
def traced(
    function: Callable[..., Any] | None = None,
    /,
    *,
    participant: str | None = None,
    label: str | None = None,
    values: Values | None = None,
    redact: Redact = (),
) -> Any:
    """Record the calls of a function while a recording is on; it stays as it is in every other way.

    Use it bare, or with options::

        @traced
        async def main(): ...

        @traced(participant="say_hello_{name}")
        async def say_hello(name): ...

    Args:
        function: a coroutine function, a plain function, a generator function of either kind, a method, or a class:
            its methods then.
        participant: the name of its lifeline; a parameter's name in braces stands for that argument.
        label: the text of the call's message, written like `participant`.
        values: what is shown of its values, instead of what `record` says: ``"none"``, ``"safe"`` or ``"repr"``.
        redact: what is masked of them, beside what `record` says, and written as there.

    Returns:
        The traced function, or, without `function`, the decorator.

    Raises:
        NotTraceableError: it is none of these kinds.
        UsageError: a template is bad, or another option none.
    """
    options = read_options(values, redact)
    if function is None:
        return lambda decorated: trace_function(decorated, participant, label, options)
    return trace_function(function, participant, label, options)


def trace_function(
    function: Any,
    participant: str | None = None,
    label: str | None = None,
    options: Options | None = None,
    *,
    unasked: bool = False,
) -> Any:
    """Wrap a function as `traced` does; one that is traced already is traced anew with these options.

    Args:
        function: the function.
        participant: as in `traced`.
        label: as in `traced`.
        options: what is kept of values.
        unasked: whether it is a function in Python, of a program that knows nothing of us: such a program may look at
            its classes more closely.
    """
    if isinstance(function, Traced):
        function = function.__wrapped__
    if isinstance(function, type):
        return trace_class(function, lambda method: trace_function(method, participant, label, options))
    inner = function.__func__ if isinstance(function, staticmethod | classmethod) else function
    _refuse_untraceable(inner)
    if not unasked:
        return _wrapping(inner, Subject(inner, participant, label, options), Traced, _TracedCoroutineFunction)(function)
    key = inner.__code__, inner.__module__, inner.__qualname__, len(inner.__defaults__ or ())
    wrap = _wrappings.get(key)
    if wrap is None:
        subject = Subject(inner, participant, label, options)
        wrap = _wrappings[key] = _wrapping(inner, subject, _Itself, _CoroutineFunctionItself)
    return wrap(function)


#: What has been worked out of functions in programs that know nothing of us: a ``def`` inside of a function is executed
#: again and again, which is to be cheap.
_wrappings: dict[Any, Callable[[Any], Any]] = {}


def _wrapping(
    function: Any, subject: Subject, kind: type[Traced], coroutine_kind: type[_TracedCoroutineFunction]
) -> Callable[[Any], Any]:
    """What wraps the function, or another one of the same ``def``."""
    if inspect.iscoroutinefunction(function):
        run = runner_of(subject)
        wrapper = _coroutine_wrapper(subject, run)
        return lambda one: coroutine_kind(one, wrapper, subject, run)
    if inspect.isasyncgenfunction(function):
        wrapper = _generator_wrapper(subject, run_async_generator)
    elif inspect.isgeneratorfunction(function):
        wrapper = _generator_wrapper(subject, run_generator)
    else:
        wrapper = _function_wrapper(subject)
    return lambda one: kind(one, wrapper)


def _refuse_untraceable(function: Any) -> None:
    shown = getattr(function, "__qualname__", None) or repr(type(function).__name__)
    if not callable(function):
        reason = f"it is not a function but an object of type {type(function).__name__!r}"
    elif getattr(getattr(function, "__code__", None), "co_flags", 0) & inspect.CO_ITERABLE_COROUTINE:
        reason = "it is a coroutine made of a generator (types.coroutine); trace the coroutine function that awaits it"
    elif isinstance(function, FunctionType | partial) or inspect.isroutine(function):
        return
    else:
        reason = f"it is an object of type {type(function).__name__!r}; trace its __call__ method"
    raise NotTraceableError(f"@traced cannot trace {shown}: {reason}")


def _function_wrapper(subject: Subject) -> Callable[..., Any]:
    library = subject.fact.library

    def run(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        recorders = active.recorders and not (library and is_own_call(_getframe())) and active.here()
        if not recorders:
            return wrapped(*args, **kwargs)
        call = begin(subject, recorders, instance, args, kwargs)
        try:
            result = wrapped(*args, **kwargs)
        except BaseException as error:
            end_raised(call, error)
            raise
        end_returned(call, result)
        return result

    passed_over_by_warnings(run)
    return run


def _coroutine_wrapper(subject: Subject, run: Runner) -> Callable[..., Any]:
    def make(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        recorders = active.recorders and active.here()
        if not recorders:
            return wrapped(*args, **kwargs)
        if kwargs or not subject.fewest <= len(args) + (instance is not None) <= subject.most:
            check_arguments(wrapped, args, kwargs)
        return run(recorders, wrapped, instance, args, kwargs)

    own_code.add(make.__code__)
    return make


def _generator_wrapper(subject: Subject, runner: Callable[..., Any]) -> Callable[..., Any]:
    run = in_the_name_of(subject.code, subject.name, subject.qualname, runner)

    def make(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        recorders = active.recorders and active.here()
        made = wrapped(*args, **kwargs)
        if not recorders:
            return made
        return run(subject, recorders, made, instance, args, kwargs)

    own_code.add(make.__code__)
    return make
