"""Traced functions that several files call; at module level, where a process pool and pickle can find them."""

from corotrace import traced


@traced
def double(number: int) -> int:
    return 2 * number


@traced
async def leaf(number: int) -> int:
    return number


@traced
async def calls(count: int) -> None:
    for number in range(count):
        await leaf(number)


@traced
async def wait_never() -> None:
    raise AssertionError("it is never awaited")


class Shop:
    def __init__(self, stock: int = 3) -> None:
        self.stock = stock

    @traced
    def sell(self, count: int = 1) -> int:
        self.stock -= count
        return self.stock

    @traced
    async def deliver(self) -> str:
        return "delivered"

    @traced
    @classmethod
    def open(cls) -> "Shop":
        return cls()

    @classmethod
    @traced
    def reopen(cls) -> "Shop":
        return cls()

    @traced
    @staticmethod
    def greet(name: str) -> str:
        return f"Hello, {name}!"
