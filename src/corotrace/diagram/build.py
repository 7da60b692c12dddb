"""From events to an interaction in the order of time: top to bottom is what happened."""

from collections.abc import Iterable, Iterator

from corotrace.diagram.interaction import (
    Activation,
    CallMessage,
    Element,
    Ending,
    Finish,
    Interaction,
    MessageSort,
    Note,
    ReplyMessage,
    Silence,
)
from corotrace.diagram.lifelines import assign_participants
from corotrace.diagram.span import Reply, Span
from corotrace.diagram.spans import Spans
from corotrace.events import Event, Noted, RecordingStopped

#: A silence is drawn from this length on, in nanoseconds, …
LONG_SILENCE = 100_000_000
#: … and from this one on where it is at least a tenth of the whole.
SHORT_SILENCE = 1_000_000


def build_interaction(events: Iterable[Event], title: str = "") -> Interaction:
    """Understand what happened as a sequence diagram.

    Args:
        events: the events of one trace, in order.
        title: what stands above the diagram.

    Returns:
        The interaction, whose elements are in the order of the events.
    """
    return _Builder(tuple(events)).build(title)


class _Builder:
    def __init__(self, events: tuple[Event, ...]) -> None:
        self.events = events
        self.spans = Spans(events)
        self.on, self.participants = assign_participants(self.spans.all())
        self.activations = {
            span: Activation(number, self.on[span]) for number, span in enumerate(self.spans.all(), start=1)
        }
        self.first = {id(span.first): span for span in self.activations}
        self.last = {id(span.last): span for span in self.activations if span.last}

    def build(self, title: str) -> Interaction:
        elements: list[Element] = []
        before: int | None = None
        total = self.events[-1].time - self.events[0].time if self.events else 0
        for event in self.events:
            drawn = list(self.draw(event))
            if not drawn:
                continue
            if before is not None and _is_long(event.time - before, total):
                elements.append(Silence(event.time - before))
            before = event.time
            elements += drawn
        elements += self.still_running()
        return Interaction(title, self.participants, tuple(elements))

    def draw(self, event: Event) -> Iterator[Element]:
        """What an event adds to the diagram."""
        if (span := self.first.get(id(event))) is not None:
            yield self.start(span)
        if (span := self.last.get(id(event))) is not None:
            yield self.end(span)
        if isinstance(event, Noted):
            caller = None if event.call is None else self.spans.of_call.get(event.call)
            yield Note(event.text, self.on[caller] if caller else None)
        if isinstance(event, RecordingStopped) and event.failure:
            yield Note(f"The recording stopped here: {event.failure}. What follows is not shown.")

    def start(self, span: Span) -> CallMessage:
        sort = MessageSort.ASYNCH_CALL if span.asynchronous else MessageSort.SYNCH_CALL
        sender = self.on[span.caller] if span.caller else None
        return CallMessage(sort, sender, self.activations[span], span.text)

    def end(self, span: Span) -> ReplyMessage | Finish:
        assert span.last is not None  # noqa: S101 - only spans that ended come here
        activation, duration = self.activations[span], span.last.time - span.first.time
        if span.reply is Reply.TO_NOBODY:
            return Finish(activation, span.ending, span.value, duration)
        receiver = self.on[span.waiter] if span.reply is Reply.TO_WAITER and span.waiter else None
        return ReplyMessage(receiver, activation, span.ending, span.value, duration)

    def still_running(self) -> Iterator[Finish]:
        """The bars that the recording did not see end, the innermost first."""
        for span in reversed(self.activations):
            if span.last is None:
                yield Finish(self.activations[span], Ending.RUNNING)


def _is_long(duration: int, total: int) -> bool:
    return duration >= LONG_SILENCE or (duration >= SHORT_SILENCE and duration * 10 >= total)
