"""What a spool costs: ``python tests/benchmarks/spool.py --events 10000000``.

Two programs are recorded into a file, and into memory: one that does nothing but call, as fast as it can, and one that
is steady. Told are the events a second, how far memory grew, and how much later than it should the event loop came back
to a timer.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from corotrace import record, traced

_TICK = 0.005
_Program = Callable[[int], Awaitable[None]]


def _resident() -> float:
    """Megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@traced
async def leaf(number: int) -> int:
    return number


@traced
async def calls(count: int) -> None:
    """Call without pause, but for the event loop's sake every 200 calls."""
    for number in range(count):
        await leaf(number)
        if not number % 200:
            await asyncio.sleep(0)


@traced
async def steadily(count: int) -> None:
    """Call 50 times every few milliseconds."""
    for start in range(0, count, 50):
        for number in range(start, start + 50):
            await leaf(number)
        await asyncio.sleep(0.002)


async def _watched(program: _Program, count: int) -> tuple[list[float], list[float]]:
    """Delays of a timer, in milliseconds, and memory, while a program runs."""
    running = asyncio.ensure_future(program(count))
    delays, memory = [], []
    while not running.done():
        began = time.perf_counter()
        await asyncio.sleep(_TICK)
        delays.append((time.perf_counter() - began - _TICK) * 1e3)
        if len(delays) % 20 == 1:
            memory.append(_resident())
    return delays, memory


def _measure(name: str, program: _Program, events: int, watch: AbstractContextManager[Any]) -> None:
    before, began = _resident(), time.perf_counter()
    with watch:
        delays, memory = asyncio.run(_watched(program, events // 2))
    took = time.perf_counter() - began
    delays.sort()
    print(
        f"{name:30} {events / took:10,.0f} events/s; memory {before:.0f} MB, then at most {max(memory):.0f} MB; "
        f"delay of the loop: median {statistics.median(delays):.1f} ms, 99 % {delays[len(delays) * 99 // 100]:.1f} ms, "
        f"most {delays[-1]:.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "trace.jsonl")
        for name, program, events in (
            ("calls without pause", calls, options.events),
            ("steady calls", steadily, options.events // 20),
        ):
            _measure(f"{name}, untraced", program, events, nullcontext())
            _measure(f"{name}, spooled", program, events, record(spool=path))
            print(f"{'':30} {path.stat().st_size / 1e6:,.0f} MB in the file")
            _measure(f"{name}, in memory", program, min(events, 1_000_000), record())


if __name__ == "__main__":
    main()
