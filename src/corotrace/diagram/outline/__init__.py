"""The calls of a trace as a tree, row by row: what the text for the terminal shows."""

from corotrace.diagram.outline.build import build_outline, earlier, later
from corotrace.diagram.outline.outline import Outline, Row, RowKind
from corotrace.diagram.outline.words import Words

__all__ = ["Outline", "Row", "RowKind", "Words", "build_outline", "earlier", "later"]
