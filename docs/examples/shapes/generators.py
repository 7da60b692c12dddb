"""Generators: items on their way to whoever asks for them, and how a generator ends."""
# ruff: noqa: ARG001, ARG002 - some arguments are there to be seen

import asyncio
import gc
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import aclosing, asynccontextmanager

from corotrace import Trace, note, record, traced
from corotrace.testing import FakeClock
from shapes.kit import recorded, shape


@traced
async def pages(site: str, count: int) -> AsyncGenerator[str, None]:
    for number in range(1, count + 1):
        await asyncio.sleep(1)
        yield f"{site}/{number}"


@shape
def async_generator() -> Trace:
    @traced
    async def crawl() -> None:
        async for page in pages("shop", 2):
            await store(page)

    @traced
    async def store(page: str) -> None:
        await asyncio.sleep(0.5)

    return recorded("an async generator, asked until its end", crawl)


@shape
def async_generator_broken_off() -> Trace:
    @traced
    async def crawl() -> None:
        async for page in pages("shop", 5):
            if page == "shop/2":
                break
        await asyncio.sleep(1)

    return recorded("an async generator, broken off", crawl)


@shape
def async_generator_closed() -> Trace:
    @traced
    async def crawl() -> str:
        async with aclosing(pages("shop", 5)) as found:
            async for page in found:
                return page
        return "nothing"

    return recorded("an async generator, closed by aclose", crawl)


@shape
def async_generator_thrown_into() -> Trace:
    @traced
    async def thermometer() -> AsyncGenerator[str, None]:
        while True:
            try:
                await asyncio.sleep(1)
                yield "21 °C"
            except ValueError:
                yield "70 °F"

    @traced
    async def main() -> None:
        readings = thermometer()
        await anext(readings)
        await readings.athrow(ValueError("not in Celsius"))
        await readings.aclose()

    return recorded("an exception, thrown into an async generator", main)


@shape
def async_generator_collected() -> Trace:
    @traced
    async def read_first() -> str:
        found = pages("shop", 5)
        return await anext(found)

    @traced
    async def main() -> None:
        await asyncio.create_task(read_first())
        gc.collect()
        await asyncio.sleep(1)

    return recorded("an async generator that nobody holds: the event loop closes it", main)


@shape
def plain_generator() -> Trace:
    @traced
    def lines(text: str) -> Generator[str, None, int]:
        found = text.split()
        for line in found:  # noqa: UP028 - it is about yield
            yield line
        return len(found)

    @traced
    def total() -> int:
        return sum(int(line) for line in lines("3 4"))

    with record("a plain generator", clock=FakeClock()) as trace:
        total()
    return trace


@shape
def context_manager_class() -> Trace:
    @traced
    class Connection:
        def __init__(self, host: str) -> None:
            self.host = host

        async def __aenter__(self) -> "Connection":
            await asyncio.sleep(1)
            return self

        async def __aexit__(self, *error: object) -> None:
            await asyncio.sleep(0.5)

        async def query(self, text: str) -> int:
            await asyncio.sleep(2)
            return 3

    @traced
    async def report() -> int:
        async with Connection("db") as connection:
            return await connection.query("orders")

    return recorded("async with: a class that opens and closes", report)


@shape
def context_manager_function() -> Trace:
    @asynccontextmanager
    @traced
    async def transaction(name: str) -> AsyncIterator[str]:
        await asyncio.sleep(1)
        try:
            yield f"transaction {name}"
        except LookupError:
            note("rolled back")

    @traced
    async def pay(amount: int) -> None:
        raise LookupError("no such account")

    @traced
    async def main() -> None:
        async with transaction("T1"):
            await pay(100)

    return recorded("@asynccontextmanager: the error goes in through the yield", main)


@shape
def async_comprehension() -> Trace:
    @traced
    async def price(page: str) -> int:
        await asyncio.sleep(0.5)
        return len(page)

    @traced
    async def main() -> list[int]:
        return [await price(page) async for page in pages("tea", 2)]

    return recorded("an async comprehension", main)
