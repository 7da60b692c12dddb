"""WATCH IT HAPPEN: the only room inside the user's program, and the only one that imports wrapt."""

from corotrace.recording.bounds import Bounds, Keep
from corotrace.recording.instrument import instrument, uninstrument
from corotrace.recording.note import note
from corotrace.recording.recorder import Clock, Recorder
from corotrace.recording.traced import traced

__all__ = ["Bounds", "Clock", "Keep", "Recorder", "instrument", "note", "traced", "uninstrument"]
