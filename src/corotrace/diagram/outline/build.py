"""From events to an outline."""

from collections import Counter
from collections.abc import Iterable

from corotrace.diagram.interaction import Ending
from corotrace.diagram.outline.folding import fold_tree
from corotrace.diagram.outline.outline import Outline
from corotrace.diagram.outline.rows import Rows
from corotrace.diagram.outline.tree import Tree
from corotrace.events import Event, EventsLeftOut, RecordingStopped, collector_at_rest


def build_outline(
    events: Iterable[Event], title: str = "", remarks: Iterable[str] = (), *, fold: bool = True
) -> Outline:
    """Understand what happened as a tree of calls.

    Args:
        events: the events of one trace, in order.
        title: what stands above it.
        remarks: lines below the title.
        fold: whether what is repeated is one row that says how often.

    Returns:
        The outline.
    """
    events = tuple(events)
    with collector_at_rest():
        tree = Tree(events)
        began, ended = (events[0].time, events[-1].time) if events else (0, 0)
        roots = fold_tree(tree.nodes, tree.roots) if fold else tree.roots
        rows = tuple(Rows(tree.words, began, ended).of(roots))
    endings = Counter(node.ending for node in tree.calls.values())
    return Outline(
        title, ended - began, len(tree.calls),
        tuple((ending, endings[ending]) for ending in Ending if ending is not Ending.RETURNED and endings[ending]),
        (*remarks, *earlier(events)), rows, (*later(events),),
    )  # fmt: skip


def earlier(events: Iterable[Event]) -> Iterable[str]:
    """What was left out of the time before the events."""
    for event in events:
        if isinstance(event, EventsLeftOut) and event.duration is not None:
            yield f"{_count(event.count, 'earlier')}: of that time, only what was still open then is shown."


def later(events: Iterable[Event]) -> Iterable[str]:
    """What was left out of the time after them, and why."""
    for event in events:
        if isinstance(event, EventsLeftOut) and event.duration is None:
            yield f"The recording was full here: {_count(event.count, 'later')}."
        elif isinstance(event, RecordingStopped) and event.failure:
            yield f"The recording stopped here: {event.failure}. What follows is not shown."


def _count(number: int, when: str) -> str:
    return f"{number:,} {when} events are left out" if number != 1 else f"1 {when} event is left out"
