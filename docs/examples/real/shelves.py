"""Books are counted by a pool of processes, and another program, this file once more, makes a report of it."""

import asyncio
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor

SHELVES = {"novels": [474, 249], "poems": [88], "plays": [120, 96, 131]}


def count(pages: list[int]) -> int:
    """Count them, one after the other: it would hold the event loop."""
    total = 0
    for book in pages:
        time.sleep(book / 10_000)
        total += book
    return total


async def shelf(pool: ProcessPoolExecutor, name: str) -> int:
    """Have the books of a shelf counted."""
    return await asyncio.get_running_loop().run_in_executor(pool, count, SHELVES[name])


def report(totals: list[int]) -> str:
    """Have a report made."""
    words = [sys.executable, __file__, *map(str, totals)]
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout.strip()


async def main() -> None:
    """Count, and report."""
    with ProcessPoolExecutor(2) as pool:
        totals = await asyncio.gather(*(shelf(pool, name) for name in SHELVES))
    print(await asyncio.to_thread(report, totals))


def write(totals: list[str]) -> str:
    """Be the other program."""
    return f"{sum(map(int, totals))} pages on {len(totals)} shelves"


if __name__ == "__main__":
    if sys.argv[1:]:
        print(write(sys.argv[1:]))
    else:
        asyncio.run(main())
