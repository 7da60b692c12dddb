"""A trace in causal order."""

from collections import defaultdict
from collections.abc import Sequence

from corotrace.diagram.left_out import left_out
from corotrace.diagram.lifelines import Lifelines
from corotrace.diagram.passages import Item
from corotrace.diagram.roles import ANY_THREAD, Roles
from corotrace.diagram.runs import FoldingRun, Run
from corotrace.diagram.strokes import Keys, Remark
from corotrace.diagram.structure.arranging import Arranging
from corotrace.diagram.structure.casting import Casting
from corotrace.diagram.structure.courses import Course
from corotrace.diagram.structure.forest import Forest
from corotrace.diagram.structure.generators import number_generators
from corotrace.diagram.structure.joining import join_strands
from corotrace.events import CallStarted, Event, EventsLeftOut, RecordingStopped


def draw_structure(events: Sequence[Event], *, fold: bool) -> tuple[list[Item], Lifelines]:
    """Draw what the events show as a whole.

    Args:
        events: the events of one trace, in order.
        fold: whether what is repeated becomes a loop, and what is alike, one operand.

    Returns:
        What is drawn, from top to bottom, and the lifelines that it is drawn on.
    """
    items = arrange(events, Roles(objects_of(events) if fold else {}), Keys(), fold=fold)
    return items, Casting(items).lifelines


def arrange(events: Sequence[Event], roles: Roles, keys: Keys, *, fold: bool) -> list[Item]:
    """What is drawn of the events, from top to bottom, before it is given lifelines.

    Args:
        events: the events of one trace, in order.
        roles: tells what calls stand on.
        keys: gives keys to what is drawn.
        fold: as in `draw_structure`.
    """
    root = _grow(events, roles)
    arranging = Arranging(keys, lambda: FoldingRun(keys) if fold else Run(), fold=fold)
    items = arranging.program(root)
    last = events[-1] if events else None
    remarks = [left_out(event, in_time=False) for event in events if isinstance(event, EventsLeftOut)]
    if isinstance(last, RecordingStopped) and last.failure:
        remarks.append(f"The recording stopped here: {last.failure}. What follows is not shown.")
    items += [Remark(keys.of("remark"), 0, 0, text, None) for text in remarks]
    return items


def _grow(events: Sequence[Event], roles: Roles) -> Course:
    """The course of the whole program, in which strands are joined and generators numbered."""
    forest = Forest(events, roles)
    for course in (*(act.own for act in forest.acts if act.parts), *(strand.own for strand in forest.strands)):
        course.parts.sort(key=lambda part: part.position)
        join_strands(course.parts)
        number_generators(course.parts)
    return forest.root


def objects_of(events: Sequence[Event]) -> dict[tuple[int, str], set[int]]:
    """Of each class, the objects whose methods are called; structure order does not tell threads apart."""
    objects: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for event in events:
        if type(event) is CallStarted and event.owner is not None and event.owner.number:
            objects[ANY_THREAD.number, event.owner.type].add(event.owner.number)
    return objects
