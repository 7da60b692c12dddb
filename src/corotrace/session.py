"""The ``with record() as trace:`` block."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from typing import Literal

from corotrace.errors import UsageError
from corotrace.recording import MAX_MESSAGE, MAX_VALUE, Bounds, Clock, Keep, Recorder, Redact, Values, read_policy
from corotrace.trace import Trace


@contextmanager
def record(
    title: str = "",
    *,
    scope: Literal["process", "context"] = "process",
    values: Values = "safe",
    redact: Redact = (),
    max_value: int = MAX_VALUE,
    max_message: int = MAX_MESSAGE,
    max_events: int | None = None,
    keep: Keep = "earliest",
    spool: str | PathLike[str] | None = None,
    clock: Clock = time.perf_counter_ns,
) -> Iterator[Trace]:
    """Record what the traced functions of this process do inside of the ``with`` block.

    Every call that is made in it is recorded, in whatever thread or task; make coroutines inside of the block, for one
    that was made before is not seen. A call that has not ended when the block is left is still running, as far as the
    trace knows.

    Args:
        title: what to call the trace; it stands above the diagram.
        scope: ``"process"`` for every call, or ``"context"`` for those of this context alone: what the block itself
            calls, and the tasks and threads that are started from there. Recordings of several tasks at once, such as
            one a request, don't see each other then.
        values: ``"safe"`` shows builtin values and what is made of them, and anything else by its type; ``"repr"``
            asks anything else for its ``repr``, which runs the program's code; ``"none"`` shows none. Secrets are
            masked in each case (docs/values.md).
        redact: what is masked beside: names such as ``"customer_id"``, regular expressions of ``re.compile()`` for
            names and texts, or functions that get the name (or None) and the value, and give the value back or
            something else to show; one of these or several.
        max_value: how many characters a value may have.
        max_message: how many a message of the diagram may have, or a note.
        max_events: how many events are kept in memory, a million unless you say otherwise, in some 100 MB. The diagram
            says how many were left out.
        keep: ``"earliest"`` keeps those that come first, and stops; ``"latest"`` goes on, and forgets the oldest, but
            not where calls come from that are still open.
        spool: a file that every event goes to instead, while the program runs: memory stays as it is, and after a crash
            `Trace.load` reads what was recorded until a moment before. A thread of its own writes it; a program that is
            faster than that is held up for a few milliseconds now and then. A file that stands there is replaced.
        clock: gives a monotonic time in nanoseconds; for tests, `corotrace.testing.FakeClock`.

    Yields:
        The trace, which can be read at any time.

    Raises:
        UsageError: the title is no text, or another option is not one of those above.
        StorageError: the file of the spool cannot be written.
    """
    if scope not in ("process", "context"):
        raise UsageError(f"record(scope={scope!r}): write 'process' or 'context'")
    if not isinstance(title, str):
        raise UsageError(f"record() was given {type(title).__name__!r} for a title; write a text")
    policy = read_policy(values, redact, max_value, max_message)
    bounds = Bounds(max_events, keep, spool)
    recorder = Recorder(title, clock, everywhere=scope == "process", policy=policy, bounds=bounds)
    recorder.start()
    try:
        yield Trace(recorder.header, recorder.events)
    finally:
        recorder.stop()
        recorder.close()
