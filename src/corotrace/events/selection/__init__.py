"""Selection before drawing: which calls are shown, and events in which nothing becomes false by what is left out."""

from corotrace.events.selection.request import one_call, selection_of
from corotrace.events.selection.select import select
from corotrace.events.selection.wanted import Selection

__all__ = ["Selection", "one_call", "select", "selection_of"]
