"""Templates, functions that can't be traced, tracing by name, notes: what a user may get wrong, and what it does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import coroutine
from typing import Any

import pytest

from corotrace import NotTraceableError, UsageError, instrument, note, record, traced, uninstrument
from corotrace.events import Noted
from corotrace.testing import FakeClock
from tests.recording import programs


def test_a_template_is_filled_with_the_bound_arguments() -> None:
    @traced(participant="worker_{name}", label="{count} for {name}: {thing}")
    def work(name: str, count: int = 3, *, thing: object = None) -> None:
        pass

    with record() as trace:
        work("A")
        work(name="B", count=4, thing=[1])
    assert [(call.started.participant, call.started.label) for call in trace.calls()] == [
        ("worker_A", "3 for A: None"),
        ("worker_B", "4 for B: [1]"),
    ]


def test_a_template_of_a_method_may_name_its_parameters() -> None:
    class Shop:
        @traced(participant="shelf {number}")
        def stock(self, number: int) -> None:
            pass

    with record() as trace:
        Shop().stock(7)
    assert trace.calls()[0].started.participant == "shelf 7"


def test_braces_are_doubled_to_be_written() -> None:
    @traced(participant="{{{name}}}")
    def work(name: str) -> None:
        pass

    with record() as trace:
        work("A")
    assert trace.calls()[0].started.participant == "{A}"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("worker_{nam}", r"'nam' is no parameter of the function; it has: name"),
        ("worker_{name.upper}", r"only a bare parameter name may stand in braces, not \{name.upper…\}"),
        ("worker_{name!r}", r"only a bare parameter name may stand in braces"),
        ("worker_{name:>10}", r"only a bare parameter name may stand in braces"),
        ("worker_{}", r"only a bare parameter name may stand in braces"),
        ("worker_{name", r"the template is malformed \(.*\); double a brace to write it"),
        ("", r"the name is empty; write a text such as 'worker_\{name\}'"),
    ],
)
@pytest.mark.parametrize("option", ["participant", "label"])
def test_a_bad_template_is_refused_where_it_is_written(option: str, template: str, message: str) -> None:
    def work(name: str) -> None:
        pass

    with pytest.raises(UsageError, match=message) as caught:
        traced(**{option: template})(work)
    assert str(caught.value).startswith(f"@traced({option}={template!r}) on ")


@coroutine
def generates() -> Iterator[int]:
    yield 1


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (3, "@traced cannot trace 'int': it is not a function but an object of type 'int'"),
        (generates, "@traced cannot trace generates: it is a coroutine made of a generator (types.coroutine)"),
        (type("Called", (), {"__call__": print})(), "@traced cannot trace 'Called': it is an object of type 'Called'"),
    ],
)
def test_what_cannot_be_traced_is_refused(thing: object, message: str) -> None:
    with pytest.raises(NotTraceableError) as caught:
        traced(thing)  # type: ignore[type-var]
    assert str(caught.value).startswith(message)


def test_what_is_traced_twice_is_recorded_once() -> None:
    twice = traced(participant="chosen")(programs.double)
    with record() as trace:
        assert twice(2) == 4
    assert [call.started.participant for call in trace.calls()] == ["chosen"]


def test_a_function_in_a_wrapper_of_a_library_is_the_programs_own() -> None:
    @traced
    @contextmanager
    def opened() -> Iterator[None]:
        yield

    with record() as trace:
        opened()
    (call,) = trace.calls()
    function = call.started.function
    assert (function.module, function.qualname.rpartition(".")[2]) == (__name__, "opened")
    assert (function.library, function.file, function.generator) == (False, __file__, False)


def test_a_function_is_traced_by_its_name_until_it_is_put_back() -> None:
    original = time.sleep
    instrument("time:sleep")
    try:
        instrument("time:sleep")
        with record() as trace:
            time.sleep(0)
    finally:
        uninstrument("time:sleep")
    assert time.sleep is original
    (call,) = trace.calls()
    assert (call.started.function.module, call.name, call.started.function.library) == ("time", "sleep", True)


def test_a_method_is_traced_by_its_name() -> None:
    class_dictionary = dict(vars(PlainShop))
    instrument(f"{__name__}:PlainShop.sell", f"{__name__}:PlainShop.greet")
    try:
        with record() as trace:
            assert PlainShop().sell(2) == 2
            assert PlainShop.greet() == "hello"
    finally:
        uninstrument()
    assert [call.name for call in trace.calls()] == ["PlainShop.sell", "PlainShop.greet"]
    assert dict(vars(PlainShop)) == class_dictionary


class PlainShop:
    def sell(self, count: int) -> int:
        return count

    @staticmethod
    def greet() -> str:
        return "hello"


def test_a_class_is_not_instrumented_and_nothing_is_when_one_name_is_wrong() -> None:
    with pytest.raises(NotTraceableError, match="it is a class; name its methods"):
        instrument(f"{__name__}:PlainShop")
    original = PlainShop.sell
    with pytest.raises(UsageError):
        instrument(f"{__name__}:PlainShop.sell", "time:nope")
    assert PlainShop.sell is original


def test_what_cannot_be_replaced_is_refused_and_nothing_is_instrumented() -> None:
    original = PlainShop.sell
    for name in ("re:Pattern.match", "collections:OrderedDict.update"):
        with pytest.raises(
            NotTraceableError, match=r"cannot be replaced \(cannot set '\w+' attribute of immutable type"
        ):
            instrument(f"{__name__}:PlainShop.sell", name)
        assert PlainShop.sell is original
    with pytest.raises(UsageError, match="nothing is"):
        uninstrument("re:Pattern.match")


def test_a_class_without_methods_of_its_own_cannot_be_traced() -> None:
    with pytest.raises(NotTraceableError, match="@traced cannot trace dict: the class defines no methods in Python"):
        traced(dict)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("time.sleep", "write it as 'module:function' or 'module:Class.method'"),
        (5, "write it as 'module:function' or 'module:Class.method'"),
        (["time:sleep"], "write it as 'module:function' or 'module:Class.method'"),
        ("no_such_module:f", "the module cannot be imported: No module named 'no_such_module'"),
        ("builtins:locals", "it looks at the frame that calls it; trace what calls it"),
        ("sys:_getframe", "it looks at the frame that calls it; trace what calls it"),
        ("corotrace.recording.call:*", "corotrace itself is made of 'corotrace'; trace what calls it"),
        ("time:slep", "'time' has no function 'slep' of its own"),
        ("time:a.b.c", "'time' has no function 'a.b.c' of its own"),
    ],
)
def test_a_name_of_nothing_is_refused(name: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        instrument(name)
    assert str(caught.value) == f"instrument({name!r}): {message}"


def test_what_was_never_instrumented_cannot_be_put_back() -> None:
    for name in ("time:sleep", ["time:sleep"]):
        with pytest.raises(UsageError, match="it is not instrumented; nothing is"):
            uninstrument(name)  # type: ignore[arg-type]


def test_a_note_belongs_to_the_call_that_says_it(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        note("안녕하세요")

    note("nobody records this")
    with record(clock=clock) as trace:
        note("before")
        clock.run(main())
        note("x" * 1000)
    notes = [(event.call, event.text) for event in trace.events if isinstance(event, Noted)]
    assert notes == [(None, "before"), (1, "안녕하세요"), (None, "x" * 199 + "…")]
