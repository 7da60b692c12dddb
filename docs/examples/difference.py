"""Two versions of a small checkout, and what differs between what they do."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from corotrace import Difference, Trace, record, traced

Checkout = Callable[[int], Coroutine[Any, Any, str]]


class Stock:
    """The stock of a shop."""

    @traced
    async def reserve(self, item: str) -> bool:
        """Lay something aside."""
        await asyncio.sleep(0.01)
        return bool(item)


@traced
async def charge(euros: int) -> str:
    await asyncio.sleep(0.02)
    return "paid" if euros else "free"


@traced
async def look_for_fraud(euros: int) -> bool:
    await asyncio.sleep(0.01)
    return euros > 1_000


@traced
async def send_receipt(euros: int) -> None:
    await write("receipt.html" if euros else "gift.html")


@traced
async def write(page: str) -> None:
    await asyncio.sleep(len(page) / 1_000)


@traced
async def log(line: str) -> None:
    await asyncio.sleep(len(line) / 1_000)


def old_version() -> Checkout:
    @traced
    async def pay(euros: int) -> str:
        answer, _ = await asyncio.gather(charge(euros), log("paying"))
        await send_receipt(euros)
        return answer

    @traced
    async def checkout(items: int) -> str:
        stock = Stock()
        for _ in range(items):
            await stock.reserve("tea")
        await log("reserved")
        return await pay(40)

    return checkout


def new_version() -> Checkout:
    @traced
    async def pay(euros: int) -> str:
        answer, _, _ = await asyncio.gather(charge(euros), log("paying"), look_for_fraud(euros))
        return answer

    @traced
    async def checkout(items: int) -> str:
        stock = Stock()
        for _ in range(items):
            await stock.reserve("tea")
        answer = await pay(36)
        await send_receipt(36)
        return answer

    return checkout


def record_checkout(checkout: Checkout, items: int) -> Trace:
    with record("checkout") as trace:
        asyncio.run(checkout(items))
    return trace


def run() -> Difference:
    return record_checkout(old_version(), 6).diff(record_checkout(new_version(), 8))


if __name__ == "__main__":
    run().save("diagrams/difference.png")
