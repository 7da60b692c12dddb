"""What calls wait for."""

from corotrace.diagram.endings import end_of_wait
from corotrace.diagram.interaction import Ending
from corotrace.diagram.outline.nodes import Node, texts_of
from corotrace.diagram.outline.outline import RowKind
from corotrace.diagram.outline.words import Words
from corotrace.events import Resumed, Suspended


class Waits:
    """Makes the nodes of waits, while the events are gone through in order.

    Args:
        words: what they are called.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._nodes: dict[int, Node] = {}

    def suspend(self, event: Suspended) -> Node | None:
        """Begin to wait; give the node, if it is a new one."""
        wait = event.wait
        node = self._nodes.get(wait.number)
        new = None
        if node is None:
            name, general = self._words.of_wait(wait)
            arguments = texts_of(self._words.arguments_of(wait)) or None
            node = new = self._nodes[wait.number] = Node(RowKind.WAIT, name, general, event.time, arguments)
        # it may have been resumed, and waits on inside of the same awaitable: it had not ended
        node.end, node.ending, node.value = None, Ending.RUNNING, ""
        node.joins = tuple(dict.fromkeys((*node.joins, *wait.joins)))
        return new

    def resume(self, event: Resumed) -> None:
        """Go on, for now or for good."""
        node = self._nodes.get(event.wait)
        if node is None:
            return
        node.end, node.value = event.time, event.thrown or event.item or ""
        node.ending, _ = end_of_wait(event)
