"""The event loops of a trace, and how tasks take turns on them."""

from corotrace.diagram.loop_view.in_turns import draw_turns
from corotrace.diagram.loop_view.names import name_of_loop, name_of_task
from corotrace.diagram.loop_view.readiness import SLEEPS
from corotrace.diagram.loop_view.turns import Turn, find_turns

__all__ = ["SLEEPS", "Turn", "draw_turns", "find_turns", "name_of_loop", "name_of_task"]
