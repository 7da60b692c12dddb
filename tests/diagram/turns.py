"""What the tests of event loops and those of timing diagrams both look at."""

import asyncio

from corotrace import traced
from corotrace.events import CallEnded, CallStarted, Event, Function, Outcome, Place, Task, Thread


@traced
async def sleeps(name: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return name


_MAIN = Thread(1, "MainThread")
#: A call that was stepped by hand: its suspension, in which another task ran, was not recorded.
STEPPED_BY_HAND: tuple[Event, ...] = (
    CallStarted(1, 0, 1, None, Function("app", "lost"), Place(_MAIN, 1, Task(1, "Task-1"))),
    CallStarted(2, 10, 2, None, Function("app", "other"), Place(_MAIN, 1, Task(2, "Task-2"))),
    CallEnded(3, 20, 2, Outcome.RETURNED, "None"),
    CallEnded(4, 30, 1, Outcome.RETURNED, "None"),
)
