"""A program that is killed while it is recorded: ``python spooling.py FILE``."""

import asyncio
import sys

from corotrace import record, traced


@traced
async def leaf(number: int) -> int:
    return number


@traced
async def main() -> None:
    for number in range(1000):
        await leaf(number)
    print("waiting", flush=True)
    await asyncio.sleep(3600)


if __name__ == "__main__":
    with record("killed", spool=sys.argv[1]):
        asyncio.run(main())
