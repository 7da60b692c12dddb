"""Functions and objects: on whose lifeline a call stands."""
# ruff: noqa: ARG001, ARG002 - some arguments are there to be seen

import asyncio
from functools import cached_property, partial

from corotrace import Trace, record, traced
from corotrace.testing import FakeClock
from shapes.kit import recorded, shape


@shape
def plain_in_between() -> Trace:
    @traced
    async def send(mail: str) -> None:
        await asyncio.sleep(1)

    @traced
    def start_sending(mail: str) -> "asyncio.Task[None]":
        return asyncio.create_task(send(mail.upper()))

    @traced
    async def main() -> None:
        await start_sending("hello")

    return recorded("a plain function in between starts a task", main)


@shape
def recursion() -> Trace:
    folders = {"photos": ["2024", "2025"], "2025": ["june"]}

    @traced
    async def size(folder: str) -> int:
        await asyncio.sleep(1)
        return 1 + sum([await size(inner) for inner in folders.get(folder, [])])

    return recorded("recursion: a folder in a folder", lambda: size("photos"))


@shape
def partial_function() -> Trace:
    @traced
    async def convert(amount: int, rate: float, currency: str) -> str:
        await asyncio.sleep(1)
        return f"{amount * rate:.0f} {currency}"

    to_won = partial(convert, rate=1350, currency="원")
    to_yen = traced(partial(convert.__wrapped__, rate=150, currency="엔"))  # type: ignore[attr-defined]

    @traced
    async def main() -> None:
        await to_won(2)
        await to_yen(2)

    return recorded("partial functions: one of a traced function, one that is traced itself", main)


@shape
def cached_value() -> Trace:
    class Shop:
        @cached_property
        @traced
        def price_list(self) -> dict[str, int]:
            return {"tea": 3}

        @traced
        def price(self, product: str) -> int:
            return self.price_list[product]

    @traced
    def main() -> int:
        shop = Shop()
        return shop.price("tea") + shop.price("tea")

    with record("cached_property: computed once", clock=FakeClock()) as trace:
        main()
    return trace


@shape
def two_objects() -> Trace:
    class Account:
        def __init__(self, balance: int) -> None:
            self.balance = balance

        @traced
        async def withdraw(self, amount: int) -> int:
            await asyncio.sleep(1)
            self.balance -= amount
            return self.balance

        @traced
        async def deposit(self, amount: int) -> int:
            await asyncio.sleep(1)
            self.balance += amount
            return self.balance

    @traced
    async def transfer() -> None:
        mine, yours = Account(100), Account(0)
        await mine.withdraw(30)
        await yours.deposit(30)

    return recorded("two objects of one class", transfer)


@shape
def one_object_in_two_tasks() -> Trace:
    class Oven:
        @traced
        async def bake(self, what: str, minutes: int) -> str:
            await self.heat(what)
            await asyncio.sleep(60 * minutes)
            return f"baked {what}"

        @traced
        async def heat(self, what: str) -> None:
            await asyncio.sleep(30)

    @traced
    async def bakery() -> None:
        oven = Oven()
        await asyncio.gather(oven.bake("bread", 10), oven.bake("rolls", 5))

    return recorded("one object that two tasks use at once", bakery)


@shape
def class_and_static_methods() -> Trace:
    class Ticket:
        def __init__(self, seat: str) -> None:
            self.seat = seat

        @traced
        @classmethod
        async def book(cls, seat: str) -> "Ticket":
            await asyncio.sleep(1)
            return cls(cls.tidy(seat))

        @traced
        @staticmethod
        def tidy(seat: str) -> str:
            return seat.strip().upper()

        @traced
        async def show(self) -> str:
            return self.seat

    @traced
    async def main() -> str:
        ticket = await Ticket.book(" a1")
        return await ticket.show()

    return recorded("a class method, a static method, and a method", main)


@shape
def traced_class() -> Trace:
    @traced
    class Cart:
        def __init__(self, owner: str) -> None:
            self.owner = owner
            self.products: list[str] = []

        def add(self, product: str) -> None:
            self.products.append(product)

        async def pay(self) -> int:
            await asyncio.sleep(1)
            return len(self.products)

    @traced
    async def main() -> int:
        cart = Cart("Ada")
        cart.add("tea")
        return await cart.pay()

    return recorded("@traced on a class: all its methods", main)


@shape
def inheritance() -> Trace:
    class Coffee:
        @traced
        async def brew(self, cups: int) -> str:
            await asyncio.sleep(1)
            return f"{cups} coffee"

    class Latte(Coffee):
        @traced
        async def brew(self, cups: int) -> str:
            return f"{await super().brew(cups)} with milk"

    @traced
    async def main() -> None:
        await Latte().brew(2)

    return recorded("super(): both methods are the object's own", main)
