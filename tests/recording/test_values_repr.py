"""Code of the program that the user lets run: ``values="repr"`` and functions given to ``redact=``."""

import asyncio
import logging
import threading
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from corotrace import note, record, traced
from corotrace.events import RecordingStopped
from corotrace.recording.active import active


class Thing:
    """Its ``repr`` does what it is told."""

    def __init__(self, says: Callable[[], Any]) -> None:
        self.says = says

    def __repr__(self) -> Any:
        return self.says()


@traced
def work(*things: object, **named: object) -> object:
    return things[0] if things else None


def raises(error: BaseException) -> Callable[[], Any]:
    def says() -> Any:
        raise error

    return says


def recurses() -> str:
    return recurses()


class Loud(str):
    """What a repr may give; whoever handles it as it asks to be runs its code."""

    def __getitem__(self, key: object) -> str:
        raise AssertionError("code of the program was run")

    __len__ = __str__ = __format__ = __getitem__  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("says", "text"),
    [
        (lambda: "Thing(5)", "Thing(5)"),
        (lambda: "x" * 10_000_000, "x" * 79 + "…"),
        (lambda: "Thing(password='a b')", "Thing(password=***)"),
        (lambda: "two\nlines", "two\nlines"),
        (lambda: Loud("loud"), "loud"),
        (lambda: 5, "<Thing, whose repr raised TypeError>"),
        (lambda: None, "<Thing, whose repr raised TypeError>"),
        (raises(ZeroDivisionError()), "<Thing, whose repr raised ZeroDivisionError>"),
        (raises(SystemExit(3)), "<Thing, whose repr raised SystemExit>"),
        (raises(GeneratorExit()), "<Thing, whose repr raised GeneratorExit>"),
        (raises(asyncio.CancelledError()), "<Thing, whose repr raised CancelledError>"),
        (raises(type("Own", (BaseException,), {})()), "<Thing, whose repr raised Own>"),
        (recurses, "<Thing, whose repr raised RecursionError>"),
        (lambda: warnings.warn("old", stacklevel=2), "<Thing, whose repr raised UserWarning>"),
    ],
)
def test_a_foreign_repr_is_guarded(says: Callable[[], Any], text: str) -> None:
    thing = Thing(says)
    with record(values="repr") as trace:
        assert work(thing) is thing
    (call,) = trace.calls()
    assert (str(call.started.arguments[0]), call.value) == (text, text)
    assert not active.ignored


def test_it_is_asked_inside_of_containers_and_of_exceptions() -> None:
    thing = Thing(lambda: "Thing(5)")
    with record(values="repr") as trace:
        work([thing, {"a": thing}], named={"b": (thing,)})
        work(KeyError(thing))
    first, second = trace.calls()
    assert list(map(str, first.started.arguments)) == ["[Thing(5), {'a': Thing(5)}]", "named={'b': (Thing(5),)}"]
    assert second.value == "KeyError(Thing(5))"


def test_it_is_not_asked_by_default_nor_where_a_name_says_that_it_is_secret() -> None:
    thing = Thing(raises(AssertionError("repr was run")))
    with record() as trace:
        work(thing)
    with record(values="repr") as other:
        work(1, password=thing)
    assert trace.calls()[0].value == "<Thing>"
    assert str(other.calls()[0].started.arguments[1]) == "password=<Thing>"


def test_ctrl_c_is_let_through() -> None:
    with record(values="repr") as trace, pytest.raises(KeyboardInterrupt):
        work(Thing(raises(KeyboardInterrupt())))
    assert not active.ignored
    with record(values="repr") as after:
        work(1)
    assert trace.calls() == ()
    assert len(after.calls()) == 1


def test_what_a_repr_calls_is_not_recorded() -> None:
    thing = Thing(lambda: None)

    def says() -> str:
        work(thing)
        note("from inside")
        asyncio.run(waits(thing))
        return f"Thing of {list(items(thing))!r:.9}"

    @traced
    async def waits(thing: object) -> None:
        await asyncio.sleep(0)

    @traced
    def items(thing: object) -> Any:
        yield 1

    thing.says = says
    with record(values="repr") as trace:
        work(thing)
    assert [call.name for call in trace.calls()] == ["work"]
    assert trace.calls()[0].value == "Thing of [1]"
    assert [type(event).__name__ for event in trace.events] == ["CallStarted", "CallEnded", "RecordingStopped"]


@pytest.mark.parametrize("asked", ["repr", "redact"])
def test_foreign_code_runs_none_inside_of_itself(asked: str) -> None:
    inner = Thing(raises(AssertionError("repr was run inside of a repr")))

    @traced
    def items() -> Any:
        yield 1
        yield inner

    def says(*_: object) -> str:
        next(generator, None)  # it has begun before, so that its step is recorded
        work("not to be recorded")
        return "Thing(5)"

    outer = Thing(says)
    with record(**({"values": "repr"} if asked == "repr" else {"redact": says})) as trace:
        generator = items()
        next(generator)
        work(outer)
    assert [call.name.rpartition(".")[2] for call in trace.calls()] == ["items", "work"]
    assert [event.failure for event in trace.events if isinstance(event, RecordingStopped)] == [None]


def test_a_thread_that_is_done_with_a_repr_changes_nothing_for_another_one() -> None:
    inside, go_on = threading.Event(), threading.Event()

    def says() -> str:
        inside.set()
        assert go_on.wait(5)
        work("not to be recorded")
        return "first"

    with record(values="repr") as trace:
        thread = threading.Thread(target=work, args=(Thing(says),))
        thread.start()
        assert inside.wait(5)
        work(Thing(lambda: "second"))
        go_on.set()
        thread.join()
    assert sorted(call.value or "" for call in trace.calls()) == ["first", "second"]


def test_a_repr_that_steps_a_recorded_generator_does_not_go_round_in_circles() -> None:
    @traced
    def items() -> Any:
        while True:
            yield thing

    generator = items()
    thing = Thing(lambda: f"Thing of {len([next(generator)])}")
    with record(values="repr") as trace:
        next(generator)
        work(thing)
    assert trace.calls()[-1].value == "Thing of 1"
    assert [event.failure for event in trace.events if isinstance(event, RecordingStopped)] == [None]


def test_other_threads_are_recorded_meanwhile() -> None:
    inside, done = threading.Event(), threading.Event()

    def says() -> str:
        inside.set()
        assert done.wait(5)
        return "Thing(5)"

    with record(values="repr") as trace:
        thread = threading.Thread(target=work, args=(Thing(says),))
        thread.start()
        assert inside.wait(5)
        work("meanwhile")
        done.set()
        thread.join()
    assert sorted(call.value or "" for call in trace.calls()) == ["'meanwhile'", "Thing(5)"]


def test_a_function_is_asked_for_each_value_with_its_name() -> None:
    asked = []

    def redact(name: str | None, value: object) -> object:
        asked.append((name, value))
        return value

    @traced
    def buy(item: str, /, count: int, *rest: object, price: object = None, **more: object) -> object:
        return {"stock": [1]}

    with record(redact=redact) as trace:
        buy("tea", 3, (4,), price=5, colour="red")
    assert asked == [
        ("item", "tea"), ("count", 3), ("rest", (4,)), (None, 4), ("price", 5), ("colour", "red"),
        (None, {"stock": [1]}), (None, "stock"), ("stock", [1]), (None, 1),
    ]  # fmt: skip
    assert [str(argument) for argument in trace.calls()[0].started.arguments] == [
        "'tea'", "3", "(4,)", "price=5", "colour='red'"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("redact", "text"),
    [
        (lambda name, value: "<card>" if name == "card" else value, "pay(<card>, password=***)"),
        (lambda name, value: [1, value] if name == "card" else value, "pay([1, '4111'], password=***)"),
        (lambda name, value: None if name == "card" else value, "pay(None, password=***)"),
        (lambda name, value: repr(value) if name == "password" else value, "pay('4111', password='hunter2')"),
        (lambda name, value: {"token": 2} if name == "card" else value, "pay({'token': ***}, password=***)"),
        (lambda name, value: "Bearer abc" if name == "card" else value, "pay(Bearer ***, password=***)"),
        (lambda name, value: Loud("loud") if name == "card" else value, "pay(loud, password=***)"),
        ([lambda name, value: "first", lambda name, value: "second"], "pay(first, password=first)"),
    ],
)  # fmt: skip
def test_what_the_function_gives_is_shown_instead(redact: Any, text: str) -> None:
    @traced
    def pay(card: str, *, password: str) -> None: ...

    with record(redact=redact) as trace:
        pay("4111", password="hunter2")
    assert f".{text} " in repr(trace.calls()[0])


@pytest.mark.parametrize("error", [ValueError("the number is 4111"), SystemExit(1), asyncio.CancelledError()])
def test_a_function_that_fails_masks_and_harms_nobody(error: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    def redact(name: str | None, value: object) -> object:
        raise error

    with caplog.at_level(logging.WARNING, "corotrace"), record(redact=redact) as trace:
        for _ in range(3):
            assert work("4111", n=[1]) == "4111"
    assert [repr(call) for call in trace.calls()] == [
        f"<Call {number} work(***, n=***) returned>" for number in (1, 2, 3)
    ]
    assert [record.getMessage() for record in caplog.records] == [
        f"redact= raised {type(error).__name__}; corotrace masks what it was asked about"
    ]


def test_what_the_function_calls_is_not_recorded() -> None:
    def redact(name: str | None, value: object) -> object:
        return f"{work(value)!s}!"

    with record(redact=redact) as trace:
        work("a")
    assert [repr(call) for call in trace.calls()] == ["<Call 1 work(a!) returned>"]
