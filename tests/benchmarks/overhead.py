"""What a traced call costs, against a wrapper that is written by hand: ``python tests/benchmarks/overhead.py``.

All contestants take turns in one process, round after round, and the medians of the rounds are compared: machines
differ and are shared, ratios hold. The limit is what any recorder in Python must do: two appended tuples with a time.
"""

import argparse
import asyncio
import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import peers
import wrapt

from corotrace import record, traced

LIMIT = "by hand: two tuples (the limit)"
_Function = Callable[[int], Any]


async def empty(number: int) -> None:
    """Do nothing."""


async def suspends(number: int) -> None:
    """Wait until the event loop has gone round once."""
    await asyncio.sleep(0)


@dataclass
class Contestant:
    """A way to watch a coroutine function.

    Args:
        name: what it is.
        wrap: makes the watched function.
        watching: what is on while it is watched.
        inside: whether a traced call is around the measured ones.
    """

    name: str
    wrap: Callable[[_Function], _Function]
    watching: Callable[[], AbstractContextManager[Any]] = nullcontext
    inside: bool = False


_log: list[tuple[Any, ...]] = []


@contextmanager
def _logging() -> Iterator[None]:
    yield
    _log.clear()


def by_hand(function: _Function) -> _Function:
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        _log.append((0, time.perf_counter_ns()))
        result = await function(*args, **kwargs)
        _log.append((1, time.perf_counter_ns()))
        return result

    return wrapper


def by_hand_with_all(function: _Function) -> _Function:
    current: ContextVar[int] = ContextVar("current", default=0)
    count = iter(range(1 << 60)).__next__

    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        parent, number = current.get(), count()
        token = current.set(number)
        _log.append((0, time.perf_counter_ns(), number, parent, args, kwargs))
        try:
            result = await function(*args, **kwargs)
        except BaseException as error:
            _log.append((2, time.perf_counter_ns(), number, error))
            raise
        else:
            _log.append((1, time.perf_counter_ns(), number, result))
            return result
        finally:
            current.reset(token)

    return wrapper


def by_wrapt(function: _Function) -> _Function:
    def wrapper(wrapped: Any, _instance: Any, args: Any, kwargs: Any) -> Any:
        return wrapped(*args, **kwargs)

    return wrapt.FunctionWrapper(function, wrapper)


def contestants() -> list[Contestant]:
    """Everybody, the untraced function first."""
    return [
        Contestant("untraced", lambda function: function),
        Contestant(LIMIT, by_hand, _logging),
        Contestant("by hand: id, parent, arguments, result", by_hand_with_all, _logging),
        Contestant("wrapt, doing nothing", by_wrapt),
        Contestant("@traced, not recording", traced),
        Contestant("@traced, recording without values", traced(values="none"), record),
        Contestant("@traced, recording", traced, record),
        Contestant("@traced inside a traced call, recording", traced, record, inside=True),
        *(Contestant(name, wrap, watching) for name, wrap, watching in peers.installed()),
    ]


async def _call(function: _Function, count: int) -> float:
    began = time.perf_counter_ns()
    for number in range(count):
        await function(number)
    return (time.perf_counter_ns() - began) / count


_call_traced = traced(_call)


def measure(function: _Function, rounds: int, count: int) -> dict[str, list[float]]:
    """Nanoseconds a call, for each contestant in each round."""
    taken: dict[str, list[float]] = {}
    watched = [(contestant, contestant.wrap(function)) for contestant in contestants()]
    for _ in range(rounds):
        for contestant, watch in watched:
            gc.collect()
            with contestant.watching():
                caller = _call_traced if contestant.inside else _call
                taken.setdefault(contestant.name, []).append(asyncio.run(caller(watch, count)))
    return taken


async def _suspends_often(times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


async def _time_of(function: _Function, number: int) -> float:
    began = time.perf_counter_ns()
    await function(number)
    return float(time.perf_counter_ns() - began)


def nested(depth: int) -> _Function:
    """A coroutine that suspends often, under as many traced calls."""
    function: _Function = _suspends_often
    for _ in range(depth):
        function = _around(function)
    return function


def _around(inner: _Function) -> _Function:
    @traced
    async def around(times: int) -> Any:
        return await inner(times)

    return around


def measure_nested(rounds: int, times: int = 1000) -> dict[int, list[float]]:
    """Nanoseconds a suspension, under one traced call and under five."""
    taken: dict[int, list[float]] = {1: [], 5: []}
    for _ in range(rounds):
        for depth in taken:
            gc.collect()
            with record():
                taken[depth].append(asyncio.run(_time_of(nested(depth), times)) / times)
    return taken


def _print(title: str, taken: dict[str, list[float]]) -> None:
    limit = statistics.median(taken[LIMIT])
    print(f"\n{title}\n{'ns a call':>12} {'x limit':>8}")
    for name, rounds in taken.items():
        median = statistics.median(rounds)
        print(f"{median:12.0f} {median / limit:8.2f}  {name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--calls", type=int, default=5_000, help="calls of each contestant in a round")
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, wrapt {wrapt.__version__}, medians of {options.rounds} rounds")
    _print("An empty coroutine", measure(empty, options.rounds, options.calls))
    _print("A coroutine that suspends once", measure(suspends, options.rounds, options.calls // 5))
    one, five = (statistics.median(rounds) for rounds in measure_nested(options.rounds).values())
    print(f"\n1,000 suspensions under five traced calls, against one: x {five / one:.2f} ({one:.0f} ns each under one)")


if __name__ == "__main__":
    main()
