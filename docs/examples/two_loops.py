"""Two event loops in two threads: each has tasks of its own, and neither waits for the other."""

import asyncio
import threading

from corotrace import Trace, record, traced

HOW = {"two_loops": {"view": "loop"}}


@traced
async def cook(dish: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return dish


def kitchen(dish: str, seconds: float) -> None:
    asyncio.run(cook(dish, seconds))


def run() -> Trace:
    with record("two event loops, in two threads") as trace:
        beside = threading.Thread(target=kitchen, args=("soup", 0.6), name="Kitchen-2")
        beside.start()
        asyncio.run(cook("rice", 0.3))
        beside.join()
    return trace


if __name__ == "__main__":
    run().save("diagrams/two_loops.png", view="loop")
