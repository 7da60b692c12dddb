"""The calls of a trace as a tree, row by row: what the text for the terminal shows."""

from corotrace.diagram.outline.build import build_outline
from corotrace.diagram.outline.outline import Outline, Row, RowKind

__all__ = ["Outline", "Row", "RowKind", "build_outline"]
