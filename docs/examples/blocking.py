"""A coroutine that does not give way: while it calls ``time.sleep``, no other task of its event loop runs."""

import asyncio
import time

from corotrace import Trace, record, traced

HOW = {"blocking_loop": {"view": "loop"}, "blocking_timing": {"view": "timing"}}


@traced
async def heartbeat() -> None:
    for _ in range(3):
        await asyncio.sleep(0.2)


@traced
async def report() -> None:
    await asyncio.sleep(0.3)
    time.sleep(0.5)  # noqa: ASYNC251
    await asyncio.sleep(0.1)


@traced
async def main() -> None:
    await asyncio.gather(heartbeat(), report())


def run() -> Trace:
    with record("blocking: a sleep that is none of asyncio") as trace:
        asyncio.run(main())
    return trace


def parts(trace: Trace) -> dict[str, Trace]:
    return {"blocking_loop": trace, "blocking_timing": trace}


if __name__ == "__main__":
    run().save("diagrams/blocking.png")
