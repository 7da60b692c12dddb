"""The difference of two traces: a difference of trees, in causal order, whatever the scheduling."""

from corotrace.diagram.difference.compare import Comparison, compare, summary
from corotrace.diagram.difference.rows import DifferenceRow

__all__ = ["Comparison", "DifferenceRow", "compare", "summary"]
