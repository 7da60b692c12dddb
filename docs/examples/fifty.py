"""Fifty requests share ten connections: a timing diagram shows who waits, for what, and who holds up all the others."""

import asyncio

from corotrace import Trace, record, traced
from corotrace.testing import FakeClock

HOW = {"fifty": {"view": "timing"}}
#: The same times on every run.
CLOCK = FakeClock()


@traced(label="request({number})")
async def request(number: int, connections: asyncio.Semaphore) -> int:
    async with connections:
        await asyncio.sleep((20 + number * 7 % 10 * 5) / 100)
        if number == 17:
            raise ConnectionError("the server is gone")
        if number == 23:
            CLOCK.sleep(0.3)  # as time.sleep would: it does not give way
    return number


@traced
async def main() -> None:
    connections = asyncio.Semaphore(10)
    requests = [asyncio.create_task(request(number, connections)) for number in range(50)]
    await asyncio.sleep(1.5)
    requests[-1].cancel()
    await asyncio.gather(*requests, return_exceptions=True)


def run() -> Trace:
    with record("fifty requests share ten connections", clock=CLOCK) as trace:
        CLOCK.run(main())
    return trace


if __name__ == "__main__":
    run().save("diagrams/fifty.png", view="timing")
