"""Plain functions that block, as in "Running in Threads": in threads of their own they hold no event loop."""

import asyncio
import time


def read_file(name: str) -> str:
    """Block, as files do."""
    time.sleep(0.2)
    return f"what is in {name}"


async def tick() -> None:
    """Show that the loop is free."""
    for _ in range(3):
        await asyncio.sleep(0.05)


async def main() -> None:
    """Read two files, and go on meanwhile."""
    print(*await asyncio.gather(asyncio.to_thread(read_file, "a"), asyncio.to_thread(read_file, "b"), tick()))


if __name__ == "__main__":
    asyncio.run(main())
