"""What all shapes share: the list of them, and two clocks."""

import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from corotrace import Trace, record
from corotrace.testing import FakeClock


@dataclass(frozen=True)
class Shape:
    """A program that is recorded.

    Args:
        run: runs and records it.
        real_time: whether it needs the real clock, so that its times are rounded and its text may differ a little.
        python: the versions of Python that draw it as it is in the documents.
    """

    run: Callable[[], Trace]
    real_time: bool = False
    python: tuple[str, ...] = ("3.11", "3.12", "3.13")


SHAPES: dict[str, Shape] = {}


def shape(run: Callable[[], Trace]) -> Callable[[], Trace]:
    """A shape that is the same on every run."""
    SHAPES[run.__name__] = Shape(run)
    return run


def shape_in_real_time(run: Callable[[], Trace]) -> Callable[[], Trace]:
    """A shape with threads, sockets, processes or another event loop."""
    SHAPES[run.__name__] = Shape(run, real_time=True)
    return run


def shape_of(*python: str) -> Callable[[Callable[[], Trace]], Callable[[], Trace]]:
    """A shape that other versions of Python don't have, or have otherwise."""

    def register(run: Callable[[], Trace]) -> Callable[[], Trace]:
        SHAPES[run.__name__] = Shape(run, python=python)
        return run

    return register


def recorded(title: str, main: Callable[[], Coroutine[Any, Any, Any]]) -> Trace:
    """Record ``main()`` on a clock that does not wait."""
    clock = FakeClock()
    with record(title, clock=clock) as trace:
        clock.run(main())
    return trace


def tenths() -> Callable[[], int]:
    """The real time since now, in whole tenths of a second, as nanoseconds."""
    start = time.perf_counter_ns() - 10_000_000  # so that a sleep of a tenth is never less
    return lambda: (time.perf_counter_ns() - start) // 100_000_000 * 100_000_000
