"""Traces of programs that tests run."""

from collections.abc import Callable, Coroutine
from typing import Any

from corotrace import Trace, record
from corotrace.testing import FakeClock


def trace_of(clock: FakeClock, program: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> Trace:
    """Record what a coroutine function does, in the time of a clock."""
    with record("title", clock=clock) as trace:
        clock.run(program(*arguments))
    return trace
