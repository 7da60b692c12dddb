"""WATCH IT HAPPEN: the only room inside the user's program, and the only one that imports wrapt."""

from corotrace.recording.bounds import Bounds, Keep
from corotrace.recording.classes import SPECIAL
from corotrace.recording.family_log import FamilyBounds
from corotrace.recording.instrument import instrument, uninstrument
from corotrace.recording.note import note
from corotrace.recording.recorder import Clock, Recorder
from corotrace.recording.running import innermost, leave_parent, stand_in, work_for
from corotrace.recording.source import is_library, unwrap_partial
from corotrace.recording.spool_file import is_held
from corotrace.recording.traced import trace_function, traced
from corotrace.recording.values import MAX_MESSAGE, MAX_VALUE, Redact, Values, read_policy
from corotrace.recording.weak_methods import keep_weak_methods_whole

__all__ = [
    "MAX_MESSAGE",
    "MAX_VALUE",
    "SPECIAL",
    "Bounds",
    "Clock",
    "FamilyBounds",
    "Keep",
    "Recorder",
    "Redact",
    "Values",
    "innermost",
    "instrument",
    "is_held",
    "is_library",
    "keep_weak_methods_whole",
    "leave_parent",
    "note",
    "read_policy",
    "stand_in",
    "trace_function",
    "traced",
    "uninstrument",
    "unwrap_partial",
    "work_for",
]
