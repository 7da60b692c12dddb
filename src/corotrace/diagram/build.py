"""From events to an interaction."""

from collections.abc import Iterable
from typing import Literal, get_args

from corotrace.diagram.drawing import Drawing
from corotrace.diagram.in_time import draw_time
from corotrace.diagram.interaction import Interaction
from corotrace.diagram.structure import draw_structure
from corotrace.diagram.text import MESSAGE, TITLE, cut
from corotrace.events import Event, collector_at_rest

#: From top to bottom: what happened, or who called whom.
Order = Literal["time", "structure"]
ORDERS: tuple[str, ...] = get_args(Order)


def build_interaction(
    events: Iterable[Event],
    title: str = "",
    remarks: Iterable[str] = (),
    max_message: int = MESSAGE,
    *,
    order: Order = "time",
    fold: bool = True,
) -> Interaction:
    """Understand what happened as a sequence diagram.

    Args:
        events: the events of one trace, in order.
        title: what stands above the diagram.
        remarks: lines below the title.
        max_message: how many characters of a message are shown.
        order: what stands below what.
        fold: whether what is repeated is drawn once, in a loop that says how often.

    Returns:
        The interaction.
    """
    events = tuple(events)
    with collector_at_rest():
        items, lifelines = (draw_structure if order == "structure" else draw_time)(events, fold=fold)
        participants = lifelines.participants()
        total = None if order == "structure" else events[-1].time - events[0].time if events else 0
        elements = tuple(Drawing(participants, total, max_message).elements(items))
    below = tuple(cut(remark, MESSAGE) for remark in remarks)
    return Interaction(cut(title, TITLE), tuple(participants.values()), elements, below)
