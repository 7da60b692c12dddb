"""WHAT IT MEANS: events understood as a UML interaction. Pure."""

from corotrace.diagram.build import ORDERS, Order, build_interaction
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
    Participant,
    ReplyMessage,
    Silence,
    Spread,
)

__all__ = [
    "ORDERS",
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
    "Participant",
    "ReplyMessage",
    "Silence",
    "Spread",
    "build_interaction",
]
