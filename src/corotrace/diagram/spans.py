"""From events to spans: each call and each drawn wait, who began it and who waits for its end."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from corotrace.diagram.interaction import Ending
from corotrace.diagram.span import Reply, Span
from corotrace.events import (
    Argument,
    Call,
    CallEnded,
    CallStarted,
    Event,
    Function,
    Outcome,
    Resumed,
    Suspended,
    build_calls,
)

MAX_TEXT = 160
_ENDINGS = {
    Outcome.RETURNED: Ending.RETURNED,
    Outcome.RAISED: Ending.RAISED,
    Outcome.CANCELLED: Ending.CANCELLED,
    Outcome.CLOSED: Ending.CLOSED,
}


class Spans:
    """The spans of a trace.

    Args:
        events: its events, in order.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        events = tuple(events)
        self._calls: dict[int, Call] = {call.started.call: call for call in build_calls(events)}
        places = [call.started.place for call in self._calls.values()]
        self._traced_tasks = {place.task.number for place in places if place.task}
        self._waiting: defaultdict[int, list[int]] = defaultdict(list)
        self._suspended: dict[int, Suspended] = {}
        self.of_call: dict[int, Span] = {}
        self.of_wait: dict[int, Span] = {}
        see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._started,
            CallEnded: self._ended,
            Suspended: self._suspend,
            Resumed: self._resume,
        }
        for event in events:
            see.get(type(event), lambda _: None)(event)

    def all(self) -> list[Span]:
        """Every span, in the order in which they began."""
        return sorted([*self.of_call.values(), *self.of_wait.values()], key=lambda span: span.first.seq)

    def _started(self, event: CallStarted) -> None:
        self.of_call[event.call] = Span(
            event,
            event.function,
            event.place,
            _cut(event.label) if event.label is not None else _call_text(event.function, event.arguments),
            None if event.parent is None else self.of_call.get(event.parent),
            self._calls[event.call].asynchronous,
            event.owner,
            event.participant,
        )

    def _ended(self, event: CallEnded) -> None:
        span = self.of_call.get(event.call)
        if span is None:
            return
        span.last, span.ending, span.value = event, _ENDINGS[event.outcome], _cut(event.value)
        if span.caller is None:
            span.reply = Reply.TO_OUTSIDE
            return
        span.waiter = self._waiter(event.call, span) if span.asynchronous else span.caller
        span.reply = Reply.TO_WAITER if span.waiter else Reply.TO_NOBODY

    def _waiter(self, call: int, span: Span) -> Span | None:
        """Who waits, at this moment, for the task that this call is the whole of: its maker, if it is one of them."""
        started = self._calls[call].started
        if not started.entry or started.place.task is None:
            return None
        caller = span.caller
        if started.blocking and caller and caller.place.thread == span.place.thread and caller.last is None:
            return caller
        waiting = [self.of_call[number] for number in self._waiting[started.place.task.number]]
        return span.caller if span.caller in waiting else next(iter(waiting), None)

    def _suspend(self, event: Suspended) -> None:
        caller = self.of_call.get(event.call)
        if caller is None:
            return
        self._suspended[event.call] = event
        for task in event.wait.joins:
            self._waiting[task].append(event.call)
        if event.wait.number in self.of_wait:
            # it was resumed, and waits on inside of the same awaitable: the span had not ended
            span = self.of_wait[event.wait.number]
            span.last, span.ending, span.value, span.reply = None, Ending.RUNNING, "", Reply.TO_NOBODY
        elif self._traced_tasks.isdisjoint(event.wait.joins):  # else the replies of those tasks show the wait
            wait = event.wait
            self.of_wait[wait.number] = Span(
                event, wait.function, caller.place, _call_text(wait.function, wait.arguments), caller,
                owner=wait.owner, waiter=caller,
            )  # fmt: skip

    def _resume(self, event: Resumed) -> None:
        suspended = self._suspended.pop(event.call, None)
        if suspended is None:
            return
        for task in suspended.wait.joins:
            self._waiting[task].remove(event.call)
        span = self.of_wait.get(event.wait)
        if span is not None:
            span.last, span.reply = event, Reply.TO_WAITER
            span.value = _cut(event.thrown or "")
            span.ending = _ending_of_wait(event.thrown)


def _ending_of_wait(thrown: str | None) -> Ending:
    if thrown is None:
        return Ending.RETURNED
    if thrown.startswith("CancelledError("):
        return Ending.CANCELLED
    return Ending.CLOSED if thrown.startswith("GeneratorExit(") else Ending.RAISED


def _call_text(function: Function, arguments: Iterable[Argument]) -> str:
    return _cut(f"{function.name}({', '.join(map(str, arguments))})")


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
