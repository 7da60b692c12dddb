"""WHAT IT MEANS: events understood as a UML interaction, or as an outline. Pure."""

from corotrace.diagram.build import ORDERS, Order, build_interaction
from corotrace.diagram.difference import Comparison, DifferenceRow, compare, summary
from corotrace.diagram.interaction import (
    Activation,
    CallMessage,
    Change,
    CombinedFragment,
    Element,
    Ending,
    Finish,
    FragmentEnd,
    Interaction,
    InteractionOperator,
    MessageSort,
    Note,
    Operand,
    Page,
    Participant,
    ReplyMessage,
    Silence,
    Spread,
)
from corotrace.diagram.outline import Outline, Row, RowKind, build_outline
from corotrace.diagram.pages import split_pages

__all__ = [
    "ORDERS",
    "Activation",
    "CallMessage",
    "Change",
    "CombinedFragment",
    "Comparison",
    "DifferenceRow",
    "Element",
    "Ending",
    "Finish",
    "FragmentEnd",
    "Interaction",
    "InteractionOperator",
    "MessageSort",
    "Note",
    "Operand",
    "Order",
    "Outline",
    "Page",
    "Participant",
    "ReplyMessage",
    "Row",
    "RowKind",
    "Silence",
    "Spread",
    "build_interaction",
    "build_outline",
    "compare",
    "split_pages",
    "summary",
]
