"""Where a trace ends: at the death of the program, or where enough was kept."""

import os
import signal

from corotrace.events import Event, EventsLeftOut, RecordingStopped
from corotrace.trace import Trace

#: Whether `time.perf_counter_ns` counts from the same moment in all processes.
_CLOCK_IS_SHARED = os.name == "posix"


def with_its_end(trace: Trace, code: int, time: int) -> Trace:
    """Say which signal killed the program, and when, where that has kept it from ending its recording.

    Args:
        trace: what was recorded.
        code: the program's exit code, or minus the number of the signal.
        time: when it was over, in nanoseconds of our clock.
    """
    *events, end = trace.events
    failure = getattr(end, "failure", None)
    if code >= 0 or failure is None:
        return trace
    try:
        name = signal.Signals(-code).name
    except ValueError:  # a real-time signal
        name = f"signal {-code}"
    # where the file breaks off, its end has the time of the last event; a recorder that failed has said when that was
    breaks_off = not events or end.time == events[-1].time
    died = max(time, end.time) if breaks_off and _CLOCK_IS_SHARED else end.time
    return _made_of(trace, (*events, RecordingStopped(end.seq, died, f"{name} killed the program, and {failure}")))


def earliest(trace: Trace, max_events: int) -> Trace:
    """The earliest events of a trace that has ended; it says how many were left out.

    Args:
        trace: the trace; its last event is its end.
        max_events: how many are kept.
    """
    *events, end = trace.events
    if len(events) <= max_events:
        return trace
    kept = events[:max_events]
    seq, time = kept[-1].seq, kept[-1].time
    stopped = RecordingStopped(seq + 2, time, getattr(end, "failure", None))
    return _made_of(trace, (*kept, EventsLeftOut(seq + 1, time, len(events) - max_events), stopped))


def _made_of(trace: Trace, events: tuple[Event, ...]) -> Trace:
    return Trace(trace.header, lambda: events)
