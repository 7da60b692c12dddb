"""WHAT IT MEANS: events understood as a UML interaction, or as an outline. Pure."""

from corotrace.diagram.build import ORDERS, VIEWS, Order, View, build_interaction
from corotrace.diagram.interaction import (
    Activation,
    CallMessage,
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
    "VIEWS",
    "Activation",
    "CallMessage",
    "CombinedFragment",
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
    "View",
    "build_interaction",
    "build_outline",
    "split_pages",
]
