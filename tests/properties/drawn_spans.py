"""What has a bar in the order of time, with the events behind it: calls, steps of generators, waits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from corotrace.diagram import Ending
from corotrace.diagram.in_time import InTime
from corotrace.diagram.span import Span
from corotrace.events import Event, Suspended


class Reply(Enum):
    TO_WAITER = "to the call that waits for it"
    TO_OUTSIDE = "to whoever is outside of the diagram"
    TO_NOBODY = "nobody waits for it"


@dataclass(eq=False)
class DrawnSpan:
    first: Event
    call: int | None  # None for a wait
    text: str
    caller: "DrawnSpan | None"
    asynchronous: bool
    last: Event | None = None
    ending: Ending = Ending.RUNNING
    value: str = ""
    reply: Reply = Reply.TO_NOBODY
    waiter: "DrawnSpan | None" = None
    also_waiting: "tuple[DrawnSpan, ...]" = ()


class DrawnSpans(InTime):
    """All of them, in the order in which they begin, and those of waits, by their numbers."""

    def __init__(self, events: tuple[Event, ...]) -> None:
        self._found: dict[Span, DrawnSpan] = {}
        self._waits_for: dict[Span, list[Span]] = {}
        self._last = events[-1]
        super().__init__(events, fold=False)

    def all(self) -> list[DrawnSpan]:
        return [*self._found.values()]

    def waits(self) -> dict[int, DrawnSpan]:
        return {found.first.wait.number: found for found in self.all() if isinstance(found.first, Suspended)}

    def _begin(self, event: Event, *rest: Any) -> Span:
        span = super()._begin(event, *rest)
        caller = None if span.caller is None else self._found[span.caller]
        call = None if isinstance(event, Suspended) else event.call  # type: ignore[attr-defined]
        self._found[span] = DrawnSpan(event, call, span.begin.text(), caller, span.asynchronous)
        return span

    def _waiters(self, *given: Any) -> list[Span]:
        waiters = self._waits_for[given[-1]] = super()._waiters(*given)
        return waiters

    def _finish(self, event: Event, span: Span, receivers: Any, ending: Ending, prefix: str, value: str) -> None:
        super()._finish(event, span, receivers, ending, prefix, value)
        found = self._found[span]
        if ending is Ending.RUNNING:
            return
        found.last, found.ending, found.value = event, ending, prefix + value
        waiting = [*self._waiting_for(span)]
        assert [other.line for other in waiting] == [line for line in receivers if line is not None]
        if waiting:
            *others, waiter = (self._found[other] for other in waiting)
            found.reply, found.waiter, found.also_waiting = Reply.TO_WAITER, waiter, tuple(others)
        elif receivers:
            found.reply = Reply.TO_OUTSIDE

    def _waiting_for(self, span: Span) -> Iterator[Span]:
        """Who gets its reply, as `InTime._receivers` says; the caller last."""
        caller = span.caller
        if caller is not None and not span.asynchronous:
            yield caller
            return
        waiters: Iterable[Span] = self._waits_for.get(span, ())
        ordered = sorted(waiters, key=lambda waiter: waiter is caller)
        yield from ordered[1:] if caller not in ordered else ordered[:-1]
        if ordered:
            yield ordered[-1] if caller in ordered else ordered[0]
