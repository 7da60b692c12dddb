"""What a limit leaves of a recording that was kept whole."""

from corotrace.events import EventsLeftOut, RecordingStopped
from corotrace.trace import Trace


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
    shown = (*kept, EventsLeftOut(seq + 1, time, len(events) - max_events), stopped)
    return Trace(trace.header, lambda: shown)
