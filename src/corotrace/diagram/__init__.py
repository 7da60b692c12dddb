"""WHAT IT MEANS: events understood as a UML interaction, or as an outline. Pure."""

from corotrace.diagram.build import build_interaction
from corotrace.diagram.interaction import (
    Activation,
    CallMessage,
    Element,
    Ending,
    Finish,
    Interaction,
    MessageSort,
    Note,
    Page,
    Participant,
    ReplyMessage,
    Silence,
)
from corotrace.diagram.outline import Outline, Row, RowKind, Spread, build_outline
from corotrace.diagram.pages import split_pages

__all__ = [
    "Activation",
    "CallMessage",
    "Element",
    "Ending",
    "Finish",
    "Interaction",
    "MessageSort",
    "Note",
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
    "split_pages",
]
