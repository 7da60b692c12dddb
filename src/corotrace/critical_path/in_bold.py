"""A critical path as what a diagram draws in bold."""

from corotrace.critical_path.build import recording_of
from corotrace.critical_path.path import CriticalPath
from corotrace.diagram import NOTHING, Bold
from corotrace.emitters.units import seconds
from corotrace.errors import UsageError
from corotrace.events import Header


def in_bold(path: CriticalPath | None, header: Header) -> Bold:
    """What is to be drawn in bold.

    Args:
        path: the path, or None for nothing.
        header: what is true of the recording that is drawn.

    Raises:
        UsageError: that is no path, or one of another recording.
    """
    if path is None:
        return NOTHING
    if not isinstance(path, CriticalPath):
        raise UsageError(f"bold={path!r}: give what trace.critical_path(call) returned")
    if path.recording != recording_of(header):
        raise UsageError(f"bold=…: the critical path of {path.name} is one of another trace; take it of this one")
    running = "" if path.call.ended else ", still running"
    return Bold(path.events, f"what determined how long {path.name} took, {seconds(path.duration)}{running}")
