"""From events to an interaction."""

from collections.abc import Iterable
from typing import Literal, get_args

from corotrace.diagram.bold import NOTHING, Bold
from corotrace.diagram.drawing import Drawing
from corotrace.diagram.in_time import draw_time
from corotrace.diagram.interaction import Interaction
from corotrace.diagram.loop_view import draw_turns
from corotrace.diagram.structure import draw_structure
from corotrace.diagram.text import MESSAGE, TITLE, cut
from corotrace.events import Event, collector_at_rest

#: Whose lifelines are drawn: those of what is called, or those of event loops and their tasks.
Lifelines = Literal["calls", "loop"]
#: What is drawn: lifelines, or the states of tasks over time.
View = Lifelines | Literal["timing"]
VIEWS: tuple[str, ...] = ("calls", "loop", "timing")
#: From top to bottom: what happened, or who called whom.
Order = Literal["time", "structure"]
ORDERS: tuple[str, ...] = get_args(Order)


def build_interaction(
    events: Iterable[Event],
    title: str = "",
    remarks: Iterable[str] = (),
    max_message: int = MESSAGE,
    *,
    view: Lifelines = "calls",
    order: Order = "time",
    fold: bool = True,
    bold: Bold = NOTHING,
) -> Interaction:
    """Understand what happened as a sequence diagram.

    Args:
        events: the events of one trace, in order.
        title: what stands above the diagram.
        remarks: lines below the title.
        max_message: how many characters of a message are shown.
        view: whose lifelines are drawn.
        order: what stands below what; that of event loops is always the order of time.
        fold: whether what is repeated is drawn once, in a loop that says how often.
        bold: what is drawn in bold, in the order of time.

    Returns:
        The interaction.
    """
    events = tuple(events)
    with collector_at_rest():
        if view == "loop":
            items, lifelines, said = draw_turns(events, fold=fold, bold=bold)
            remarks = (*remarks, *said)
        elif order == "structure":
            items, lifelines = draw_structure(events, fold=fold)
        else:
            items, lifelines = draw_time(events, fold=fold, bold=bold)
        participants = lifelines.participants()
        total = None if order == "structure" else events[-1].time - events[0].time if events else 0
        elements = tuple(Drawing(participants, total, max_message).elements(items))
    below = tuple(cut(remark, MESSAGE) for remark in remarks)
    in_bold = cut(bold.meaning, MESSAGE)
    return Interaction(cut(title, TITLE), tuple(participants.values()), elements, below, in_bold=in_bold)
