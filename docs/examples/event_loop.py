"""Three coroutines take turns on one event loop, which is idle while they all sleep."""

import asyncio

from corotrace import Trace, record, traced

HOW = {"event_loop": {"view": "loop"}}


@traced
async def say_hello(name: str) -> None:
    print(f"Hello, {name}!")
    await asyncio.sleep(1)


@traced
async def main() -> None:
    await asyncio.gather(say_hello("AAA"), say_hello("BBB"), say_hello("CCC"))


def run() -> Trace:
    with record("event loop: three coroutines take turns") as trace:
        asyncio.run(main())
    return trace


if __name__ == "__main__":
    run().save("diagrams/event_loop.png", view="loop")
