"""A trace to the scale of time: a lane for each task, and for each thread, with its states."""

from corotrace.diagram.timing.build import build_timing
from corotrace.diagram.timing.model import Lane, LanePage, Shown, State, StateKind, Stretch, Timing
from corotrace.diagram.timing.pages import MOST_LANES, split_lanes

__all__ = [
    "MOST_LANES",
    "Lane",
    "LanePage",
    "Shown",
    "State",
    "StateKind",
    "Stretch",
    "Timing",
    "build_timing",
    "split_lanes",
]
