"""A trace in causal order: who called whom, and what ran side by side; not when."""

from corotrace.diagram.structure.in_structure import InStructure

__all__ = ["InStructure"]
