"""A trace in causal order: who called whom, and what ran side by side; not when."""

from corotrace.diagram.structure.in_structure import draw_structure

__all__ = ["draw_structure"]
