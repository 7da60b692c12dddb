"""A trace in causal order."""

from collections import defaultdict
from collections.abc import Sequence

from corotrace.diagram.passages import Item
from corotrace.diagram.roles import Roles
from corotrace.diagram.runs import FoldingRun, Run
from corotrace.diagram.strokes import Keys, Remark
from corotrace.diagram.structure.arranging import Arranging
from corotrace.diagram.structure.casting import Casting
from corotrace.diagram.structure.courses import Strand
from corotrace.diagram.structure.forest import Forest
from corotrace.diagram.structure.generators import number_generators
from corotrace.diagram.structure.joining import join_strands
from corotrace.events import CallStarted, Event, RecordingStopped


class InStructure:
    """Goes through the events, and draws what they show as a whole.

    Args:
        events: the events of one trace, in order.
        fold: whether what is repeated becomes a loop, and what is alike, one operand.

    Attributes:
        lifelines: on which it is drawn.
    """

    def __init__(self, events: Sequence[Event], *, fold: bool) -> None:
        forest = Forest(events, Roles(_objects(events) if fold else {}))
        for course in (*(act.own for act in forest.acts), *(strand.own for strand in forest.strands)):
            course.parts.sort(key=lambda part: part.position)
            join_strands(course.parts)
            number_generators(course.parts)
        keys = Keys()
        arranging = Arranging(keys, lambda: FoldingRun(keys) if fold else Run(), fold=fold)
        for act in reversed(forest.acts):  # what begins later may be a part of what has begun before
            arranging.act(act)
            strand = act.course.of
            if isinstance(strand, Strand) and strand.first is act:
                arranging.strand(strand)
        self._items = arranging.program(forest.root)
        last = events[-1] if events else None
        if isinstance(last, RecordingStopped) and last.failure:
            said = f"The recording stopped here: {last.failure}. What follows is not shown."
            self._items.append(Remark(keys.of("failure"), 0, 0, said, None))
        self.lifelines = Casting(self._items).lifelines

    def items(self) -> list[Item]:
        """What is drawn, from top to bottom."""
        return self._items


def _objects(events: Sequence[Event]) -> dict[str, set[int]]:
    """Of each class, the objects whose methods are called."""
    objects: defaultdict[str, set[int]] = defaultdict(set)
    for event in events:
        if type(event) is CallStarted and event.owner is not None and event.owner.number:
            objects[event.owner.type].add(event.owner.number)
    return objects
