"""Three coroutines that sleep a second each, gathered: the whole takes one second."""

import asyncio

from corotrace import Trace, record, traced


@traced(participant="say_hello_{name}")
async def say_hello(name: str) -> None:
    print(f"Hello, {name}!")
    await asyncio.sleep(1)


@traced
async def main() -> None:
    await asyncio.gather(say_hello("AAA"), say_hello("BBB"), say_hello("CCC"))


def run() -> Trace:
    with record("gather: three sleeps at the same time") as trace:
        asyncio.run(main())
    return trace


HOW = {"gather_timing": {"view": "timing"}}


def parts(trace: Trace) -> dict[str, Trace]:
    return {"gather_timing": trace}


if __name__ == "__main__":
    run().save("diagrams/gather.png")
