"""From events to an interaction in the order of time: top to bottom is what happened."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from corotrace.diagram.bars import Bars
from corotrace.diagram.interaction import (
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
from corotrace.diagram.text import MESSAGE, TITLE, cut
from corotrace.events import Event, EventsLeftOut, Noted, RecordingStopped

#: A silence is drawn from this length on, in nanoseconds, …
LONG_SILENCE = 100_000_000
#: … and from this one on where it is at least a tenth of the whole.
SHORT_SILENCE = 1_000_000


def build_interaction(
    events: Iterable[Event], title: str = "", remarks: Iterable[str] = (), max_message: int = MESSAGE
) -> Interaction:
    """Understand what happened as a sequence diagram.

    Args:
        events: the events of one trace, in order.
        title: what stands above the diagram.
        max_message: how many characters of a message are shown.
        remarks: lines below the title.

    Returns:
        The interaction, whose elements are in the order of the events.
    """
    return replace(
        _Builder(tuple(events), max_message).build(title), remarks=tuple(cut(remark, MESSAGE) for remark in remarks)
    )


class _Builder:
    def __init__(self, events: tuple[Event, ...], max_message: int) -> None:
        self.events = events
        self.max_message = max_message
        self.spans = Spans(events)
        self.all = self.spans.all()
        self.on, self.participants = assign_participants(self.all)
        self.bars = Bars()
        self.first = {id(span.first): span for span in self.all}
        left_out = [event for event in events if isinstance(event, EventsLeftOut)]
        self.gaps = [(event.time - event.duration, event.time) for event in left_out if event.duration is not None]
        self.last = {id(span.last): span for span in self.all if span.last}

    def build(self, title: str) -> Interaction:
        elements: list[Element] = []
        before: int | None = None
        total = self.events[-1].time - self.events[0].time if self.events else 0
        for event in self.events:
            drawn = list(self.draw(event))
            if not drawn:
                continue
            if before is not None and _is_long(event.time - before, total) and not self.is_gap(before, event.time):
                elements.append(Silence(event.time - before))
            before = event.time
            elements += drawn
        return Interaction(cut(title, TITLE), self.participants, tuple(elements))

    def is_gap(self, begin: int, end: int) -> bool:
        """Whether something happened in a time that is not in the trace."""
        return any(first < end and begin < last for first, last in self.gaps)

    def draw(self, event: Event) -> Iterator[Element]:
        """What an event adds to the diagram."""
        if (span := self.first.get(id(event))) is not None:
            yield self.start(span)
        if (span := self.last.get(id(event))) is not None:
            yield from self.end(span)
        if isinstance(event, Noted):
            caller = None if event.call is None else self.spans.of_call.get(event.call)
            yield Note(cut(event.text, self.max_message), self.on[caller] if caller else None)
        if isinstance(event, EventsLeftOut):
            yield Note(_left_out(event))
        if event is self.events[-1]:
            yield from self.still_running(event)
        if isinstance(event, RecordingStopped) and event.failure:
            yield Note(f"The recording stopped here: {event.failure}. What follows is not shown.")

    def start(self, span: Span) -> CallMessage:
        sort = MessageSort.ASYNCH_CALL if span.asynchronous else MessageSort.SYNCH_CALL
        sender, receiver = self.on[span.caller] if span.caller else None, self.on[span]
        return CallMessage(sort, sender, receiver, cut(span.text, self.max_message), self.bars.begin(span, receiver))

    def end(self, span: Span) -> Iterator[ReplyMessage | Finish]:
        assert span.last is not None  # noqa: S101 - only spans that ended come here
        here, duration = self.on[span], span.last.time - span.first.time
        value = cut(span.value, self.max_message)
        for waiter in span.also_waiting:
            yield ReplyMessage(here, self.on[waiter], span.ending, value, duration)
        ends = self.bars.end(span, here)
        if span.reply is Reply.TO_NOBODY:
            yield Finish(here, span.ending, value, duration, ends)
        else:
            receiver = self.on[span.waiter] if span.waiter else None
            yield ReplyMessage(here, receiver, span.ending, value, duration, ends)

    def still_running(self, last: Event) -> Iterator[Finish]:
        """The calls that the recording did not see end, the innermost first."""
        for span in reversed(self.all):
            if span.last is None:
                here = self.on[span]
                ends = self.bars.end(span, here)
                yield Finish(here, Ending.RUNNING, Ending.RUNNING.value, last.time - span.first.time, ends)


def _is_long(duration: int, total: int) -> bool:
    return duration >= LONG_SILENCE or (duration >= SHORT_SILENCE and duration * 10 >= total)


def _left_out(event: EventsLeftOut) -> str:
    events = f"{event.count:,} " + ("later " if event.duration is None else "earlier ")
    events += "events are left out" if event.count != 1 else "event is left out"
    if event.duration is None:
        return f"The recording was full here: {events}."
    return f"{events}: above this stands only what was still open here."
