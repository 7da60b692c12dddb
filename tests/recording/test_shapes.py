"""Functions in all their shapes: partial ones, descriptors, whole classes, inheritance, recursion."""

import asyncio
import functools
import weakref
from functools import cached_property, partial

from corotrace import record, traced
from corotrace.events import Outcome
from corotrace.testing import FakeClock
from corotrace.trace import Trace


def told(trace: Trace) -> list[str]:
    lines = []
    for call in trace.calls():
        owner = call.started.owner
        arguments = ", ".join(map(str, call.started.arguments))
        lines.append(f"{f'{owner.type}{owner.number}: ' if owner else ''}{call.name.rpartition('>.')[2]}({arguments})")
    return lines


async def add(first: int, second: int, third: int = 0) -> int:
    await asyncio.sleep(0)
    return first + second + third


def test_a_partial_function_has_the_name_of_the_function(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        assert clock.run(traced(partial(partial(add, 1), third=5))(2)) == 8  # type: ignore[arg-type]
        assert clock.run(partial(traced(add), 1)(2)) == 3
    assert told(trace) == ["add(2)", "add(1, 2)"]


@traced
class Account:
    """Traced as a whole."""

    rate = 2

    def __init__(self, owner: str) -> None:
        self.owner = owner

    def __repr__(self) -> str:
        raise AssertionError("repr was run")

    async def pay(self, amount: int) -> int:
        await asyncio.sleep(0)
        return amount * self.rate

    @classmethod
    def open(cls, owner: str) -> "Account":
        return cls(owner)

    @staticmethod
    def greet(name: str) -> str:
        return f"Hello, {name}"

    @cached_property
    def limit(self) -> int:
        return 7

    @property
    def name(self) -> str:
        return self.owner


@traced
class Savings(Account):
    async def pay(self, amount: int) -> int:
        return 1 + await super().pay(amount)


def test_a_class_is_traced_method_by_method(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        one = Account.open("A")
        other = Account("B")
        assert clock.run(one.pay(2)) == 4
        assert (other.limit, other.name, Account.greet("C")) == (7, "B", "Hello, C")
    assert told(trace) == [
        "Account0: Account.open('A')",
        "Account1: Account.__init__('A')",
        "Account2: Account.__init__('B')",
        "Account1: Account.pay(2)",
        "Account.greet('C')",
    ]
    assert isinstance(one, Account)
    assert Account.__doc__ == "Traced as a whole."


def test_inheritance_and_super_stay_on_one_object(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        account = Savings("A")
        assert clock.run(account.pay(2)) == 5
    assert told(trace) == ["Savings1: Account.__init__('A')", "Savings1: Savings.pay(2)", "Savings1: Account.pay(2)"]
    assert trace.calls()[2].parent is trace.calls()[1]


def test_the_object_is_known_where_nothing_is_bound() -> None:
    class Shelf:
        @cached_property
        @traced
        def books(self) -> int:
            return 3

        @traced
        def add(self, count: int) -> int:
            return count

    shelf = Shelf()
    with record() as trace:
        assert (shelf.books, shelf.books) == (3, 3)
        assert Shelf.add(shelf, 2) == 2
    assert told(trace) == ["Shelf1: Shelf.books()", "Shelf1: Shelf.add(2)"]


def test_recursion() -> None:
    @traced
    def factorial(number: int) -> int:
        return number * factorial(number - 1) if number else 1

    with record() as trace:
        assert factorial(3) == 6
    assert [call.value for call in trace.calls()] == ["6", "2", "1", "1"]
    assert [call.parent for call in trace.calls()[1:]] == [*trace.calls()[:3]]


def test_decorators_stack_in_either_order(clock: FakeClock) -> None:
    def doubles(function):  # type: ignore[no-untyped-def]
        @functools.wraps(function)
        async def inner(*args: int) -> int:
            return 2 * await function(*args)  # type: ignore[no-any-return]

        return inner

    with record(clock=clock) as trace:
        assert clock.run(traced(doubles(add))(1, 2)) == 6
        assert clock.run(doubles(traced(add))(1, 2)) == 6
    assert [(call.name, call.value) for call in trace.calls()] == [("add", "6"), ("add", "3")]


def test_async_context_managers(clock: FakeClock) -> None:
    @traced
    class Lock:
        async def __aenter__(self) -> "Lock":
            await asyncio.sleep(1)
            return self

        async def __aexit__(self, *_: object) -> bool:
            return True

    async def main() -> None:
        async with Lock():
            raise LookupError("swallowed")

    with record(clock=clock) as trace:
        clock.run(main())
    assert [(call.name.rpartition(".")[2], call.outcome) for call in trace.calls()] == [
        ("__aenter__", Outcome.RETURNED),
        ("__aexit__", Outcome.RETURNED),
    ]
    assert told(trace)[1] == "Lock1: Lock.__aexit__(LookupError, LookupError('swallowed'), <traceback>)"


def test_a_traced_function_can_be_referenced_weakly() -> None:
    @traced
    def work() -> None:
        pass

    assert weakref.ref(work)() is work
