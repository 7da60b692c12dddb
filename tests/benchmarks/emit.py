"""What it costs to draw a long trace: ``python tests/benchmarks/emit.py``.

Events become PlantUML text, folded and not, in both orders. Each is compared with ``json.dumps`` of the very same
events as dicts: they take turns in one process, and the medians of the rounds are compared, for machines differ and are
shared. The memory is what the process has at its peak above what it has with the events alone, measured in a fork of
it.
"""

import argparse
import asyncio
import gc
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict

from corotrace import Trace, record, traced
from corotrace.diagram import Order
from corotrace.events import Event
from corotrace.testing import FakeClock

#: Events that a request makes, about.
_PER_REQUEST = 21


@traced
async def query(table: str, number: int) -> int:
    """Wait a little."""
    await asyncio.sleep(0.001 * (1 + number % 3))
    return number * 2


@traced
def render(row: int) -> str:
    """Call nothing."""
    return f"row {row}"


@traced
async def audit(number: int) -> None:
    """Be called seldom."""
    await query("audit", number)


@traced
async def handle(number: int) -> str:
    """Wait, loop and wait for two at the same time; every thirteenth request does more, every fiftieth fails."""
    found = await query("orders", number)
    for row in range(3):
        render(row)
    if number % 13 == 5:
        await audit(number)
    if number % 50 == 7:
        raise LookupError(number)
    await asyncio.gather(query("stock", found), query("prices", found))
    return f"page {number}"


@traced
async def serve(requests: int) -> None:
    """Handle one request after the other."""
    for number in range(requests):
        try:
            await handle(number)
        except LookupError:
            pass


def record_events(count: int) -> Trace:
    """Record a program that makes so many events, about."""
    clock = FakeClock()
    with record("requests", clock=clock, max_events=2 * count) as trace:
        clock.run(serve(count // _PER_REQUEST))
    return trace


def dump(events: tuple[Event, ...]) -> float:
    """The seconds that ``json.dumps`` takes for the events as dicts; to make the dicts is not counted."""
    taken = 0.0
    for start in range(0, len(events), 10_000):
        dicts = [asdict(event) for event in events[start : start + 10_000]]
        before = time.process_time()
        json.dumps(dicts)
        taken += time.process_time() - before
    return taken


def timed(trace: Trace, *, order: Order, fold: bool) -> float:
    """The seconds that it takes to make the text."""
    before = time.process_time()
    trace.to_puml(order=order, fold=fold)
    return time.process_time() - before


def peak(run: Callable[[], object]) -> float:
    """The megabytes that a function needs at its peak, above what the process has."""
    reading, writing = os.pipe()
    if not os.fork():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        run()
        os.write(writing, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        kilobytes = int(answer.read())
    os.wait()
    return kilobytes / 1024


def measure(count: int, rounds: int, orders: list[Order]) -> None:
    """Print a line for each way to draw so many events."""
    trace = record_events(count)
    events = trace.events
    gc.collect()
    ways = [(order, fold) for order in orders for fold in (True, False)]
    dumped: list[float] = []
    drawn: dict[tuple[Order, bool], list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        dumped.append(dump(events))
        for order, fold in ways:
            drawn[order, fold].append(timed(trace, order=order, fold=fold))
    limit = statistics.median(dumped)
    print(f"\n{len(events):,} events; json.dumps takes {limit:.2f} s")
    print("  seconds  x json   us/event   MB at peak    lines   way")
    for order, fold in ways:
        took = statistics.median(drawn[order, fold])
        lines = trace.to_puml(order=order, fold=fold).count("\n")
        megabytes = peak(lambda order=order, fold=fold: trace.to_puml(order=order, fold=fold))  # type: ignore[misc]
        print(
            f"  {took:7.2f} {took / limit:7.2f} {took / len(events) * 1e6:10.2f} {megabytes:12.0f} {lines:8,}"
            f"   {order} order, {'folded' if fold else 'not folded'}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--orders", nargs="*", default=["time", "structure"])
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, medians of {options.rounds} rounds")
    for count in options.events:
        measure(count, options.rounds, options.orders)


if __name__ == "__main__":
    main()
