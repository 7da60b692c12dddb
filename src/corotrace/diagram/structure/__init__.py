"""A trace in causal order: who called whom, and what ran side by side; not when."""

from corotrace.diagram.structure.casting import Casting
from corotrace.diagram.structure.in_structure import arrange, draw_structure, objects_of

__all__ = ["Casting", "arrange", "draw_structure", "objects_of"]
