"""Three coroutines that sleep a second each, awaited one after the other: no faster than plain functions."""

import asyncio

from corotrace import Trace, record, traced


@traced(participant="say_hello_{name}")
async def say_hello(name: str) -> None:
    print(f"Hello, {name}!")
    await asyncio.sleep(1)


@traced
async def main() -> None:
    await say_hello("AAA")
    await say_hello("BBB")
    await say_hello("CCC")


def run() -> Trace:
    with record("awaited: three sleeps, each awaited before the next") as trace:
        asyncio.run(main())
    return trace


if __name__ == "__main__":
    run().save("diagrams/awaited.png")
