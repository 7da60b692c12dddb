"""From events to the tree of what happened."""

from collections.abc import Callable, Iterable
from typing import Any

from corotrace.diagram.holds import hold
from corotrace.diagram.interaction import Ending
from corotrace.diagram.outline.nodes import Branch, Label, Node, texts_of
from corotrace.diagram.outline.outline import RowKind
from corotrace.diagram.outline.waits import Waits
from corotrace.diagram.outline.words import Words
from corotrace.events import (
    TOO_LONG,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    ItemYielded,
    LoopHeld,
    Noted,
    Outcome,
    Resumed,
    Suspended,
    build_calls,
)

#: What stands for a value that the recording does not show; generators that end most often return none.
_HIDDEN = "…"
#: How most generators are asked to go on.
_PLAIN_REQUESTS = ("anext()", "next()")
_ENDINGS = {
    Outcome.RETURNED: Ending.RETURNED,
    Outcome.RAISED: Ending.RAISED,
    Outcome.CANCELLED: Ending.CANCELLED,
    Outcome.TIMED_OUT: Ending.TIMED_OUT,
    Outcome.CLOSED: Ending.CLOSED,
}


class Tree:
    """The tree of a trace.

    Args:
        events: its events, in order.

    Attributes:
        words: what its things are called.
        nodes: all of its nodes, callers before what they called.
        roots: what has no caller.
        calls: the nodes of its calls, by their numbers.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        events = tuple(events)
        self.words = Words(events)
        self.nodes: list[Node] = []
        self.roots: list[Branch] = []
        self.calls: dict[int, Node] = {}
        self._calls = {call.started.call: call for call in build_calls(events)}
        places = {
            (call.started.place.task, call.started.place.thread) for call in self._calls.values() if not call.parent
        }
        self._tell_places = len(places) > 1
        self._waits = Waits(self.words)
        self._requests: dict[int, CallStarted | CallContinued] = {}
        see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._started,
            CallEnded: self._ended,
            ItemYielded: self._yielded,
            CallContinued: self._continued,
            Suspended: self._suspended,
            Resumed: self._waits.resume,
            LoopHeld: self._held,
            Noted: self._noted,
        }
        for event in events:
            if (saw := see.get(type(event))) is not None:
                saw(event)
        for number, request in self._requests.items():
            self._end_step(number, request, events[-1].time)

    def _add(self, node: Node, parent: int | None) -> Node:
        self.nodes.append(node)
        (self.roots if parent not in self.calls else self.calls[parent].below).append(node)
        return node

    def _started(self, event: CallStarted) -> None:
        call = self._calls[event.call]
        name, general = self.words.of_call(event)
        labels: tuple[Label, ...] = ()
        if call.parent is not None and call.asynchronous:
            labels = self.words.of_place(event.place, call.parent.started.place)
        elif call.parent is None and (call.asynchronous or self._tell_places):
            labels = self.words.of_place(event.place, None)
        node = Node(RowKind.CALL, name, general, event.time, labels=labels, ending=Ending.RUNNING)
        if event.label is None:
            node.arguments = texts_of(event.arguments)
        self._add(node, call.parent.started.call if call.parent else None)
        self.calls[event.call] = node
        if event.function.generator:
            node.steps = []
            self._requests[event.call] = event

    def _ended(self, event: CallEnded) -> None:
        node = self.calls.get(event.call)
        if node is None:
            return
        node.end, node.ending, node.value = event.time, _ENDINGS[event.outcome], event.value
        if node.steps is not None and event.outcome is Outcome.RETURNED and event.value in ("None", _HIDDEN):
            node.value = ""  # generators end without a result
        request = self._requests.pop(event.call, None)
        if request is not None:
            self._end_step(event.call, request, event.time)
            if isinstance(request, CallContinued) and request.request not in _PLAIN_REQUESTS:
                self._step(request, request.request, None, event.time)

    def _yielded(self, event: ItemYielded) -> None:
        request = self._requests.pop(event.call, None)
        if request is not None:
            self._end_step(event.call, request, event.time)
            asked = request.request if isinstance(request, CallContinued) else _PLAIN_REQUESTS[0]
            name = "yield" if asked in _PLAIN_REQUESTS else f"{asked}: yield"
            self._step(request, name, event.value, event.time)

    def _end_step(self, call: int, request: CallStarted | CallContinued, time: int) -> None:
        steps = self.calls[call].steps
        assert steps is not None  # noqa: S101 - only generators are asked
        steps.append((request.time, time))

    def _step(self, request: CallStarted | CallContinued, name: str, item: str | None, end: int) -> None:
        node = Node(RowKind.ITEM, name, name, request.time, end=end)
        if item is not None:
            node.ending, node.value = Ending.RETURNED, item
        if isinstance(request, CallContinued):
            call = self._calls[request.call]
            node.labels = self._step_labels(request, call.started, call.parent.started.call if call.parent else None)
        self._add(node, request.call)

    def _step_labels(self, request: CallContinued, started: CallStarted, parent: int | None) -> tuple[Label, ...]:
        labels = self.words.of_place(request.place, started.place)
        if request.by is None or request.by == parent or request.by not in self._calls:
            return labels
        return (*labels, self.words.of_asker(self._calls[request.by]))

    def _continued(self, event: CallContinued) -> None:
        if event.call in self.calls:
            self._requests[event.call] = event

    def _suspended(self, event: Suspended) -> None:
        if event.call in self.calls and (new := self._waits.suspend(event)) is not None:
            self._add(new, event.call)

    def _held(self, event: LoopHeld) -> None:
        if event.call in self.calls and event.duration >= TOO_LONG:
            text = hold(event, self._calls[event.call].started.function)
            self._add(Node(RowKind.HOLD, text, "", event.time - event.duration, end=event.time), event.call)

    def _noted(self, event: Noted) -> None:
        self._add(Node(RowKind.NOTE, event.text, "", event.time, end=event.time), event.call)
