"""From events to spans: each call and each drawn wait, who began it and who waits for its end."""

from collections.abc import Callable, Iterable
from typing import Any

from corotrace.diagram.interaction import Ending
from corotrace.diagram.span import Reply, Span
from corotrace.events import (
    Argument,
    Call,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    Function,
    ItemYielded,
    Outcome,
    Resumed,
    Suspended,
    build_calls,
)

#: trio ends a sleep by a cancellation that it catches itself: only the end of the call tells what it was.
_TRIO_CANCELLED = "Cancelled()"
#: What stands for a value that the recording does not show; generators that end most often return none.
_HIDDEN = "…"
_ENDINGS = {
    Outcome.RETURNED: Ending.RETURNED,
    Outcome.RAISED: Ending.RAISED,
    Outcome.CANCELLED: Ending.CANCELLED,
    Outcome.TIMED_OUT: Ending.TIMED_OUT,
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
        starts = [call.started for call in self._calls.values()]
        self._traced_tasks = {start.place.task.number for start in starts if start.place.task}
        self._traced_jobs = {start.job for start in starts if start.job is not None}
        waits = [event for event in events if isinstance(event, Suspended)]
        self._job_waits: dict[int | None, Suspended] = {
            event.wait.job: event for event in reversed(waits) if event.wait.job is not None
        }
        self._suspended: dict[int, Suspended] = {}
        self._suspended_in: dict[int, Suspended] = {}
        self._answered: set[int] = set()
        self._perhaps_cancelled: dict[int, Span] = {}
        self._steps: list[Span] = []
        self.of_call: dict[int, Span] = {}
        self.of_wait: dict[int, Span] = {}
        see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._started,
            CallEnded: self._ended,
            ItemYielded: self._yielded,
            CallContinued: self._continued,
            Suspended: self._suspend,
            Resumed: self._resume,
        }
        for event in events:
            see.get(type(event), lambda _: None)(event)
        for wait in self._answered:  # the replies of the calls that it waited for show it
            self.of_wait.pop(wait, None)

    def all(self) -> list[Span]:
        """Every span, in the order in which they began."""
        return sorted([*self._steps, *self.of_call.values(), *self.of_wait.values()], key=lambda span: span.first.seq)

    def _started(self, event: CallStarted) -> None:
        call = self._calls[event.call]
        self.of_call[event.call] = Span(
            event,
            call,
            event.function,
            event.place,
            event.label if event.label is not None else _call_text(event.function, event.arguments),
            None if call.parent is None else self.of_call.get(call.parent.started.call),
            call.asynchronous,
            event.owner,
            event.participant,
            is_step=event.function.generator,
        )

    def _yielded(self, event: ItemYielded) -> None:
        span = self.of_call.get(event.call)
        if span is not None:
            span.last, span.ending, span.value = event, Ending.RETURNED, f"yield {event.value}"
            self._reply(span, None if span.asynchronous else span.caller)

    def _continued(self, event: CallContinued) -> None:
        before = self.of_call.get(event.call)
        if before is None:
            return
        self._steps.append(before)
        caller = None if event.by is None else self.of_call.get(event.by)
        elsewhere = event.elsewhere if caller is None else not event.place.is_with(caller.place)
        self.of_call[event.call] = Span(
            event, before.call, before.function, event.place, event.request, caller, elsewhere,
            before.owner, before.participant, is_step=True,
        )  # fmt: skip

    def _reply(self, span: Span, waiter: Span | None) -> None:
        span.waiter = waiter
        if waiter is not None:
            span.reply = Reply.TO_WAITER
        elif span.caller is None and not span.asynchronous:
            span.reply = Reply.TO_OUTSIDE

    def _ended(self, event: CallEnded) -> None:
        span = self.of_call.get(event.call)
        if span is None:
            return
        span.last, span.ending, span.value = event, _ENDINGS[event.outcome], event.value
        if event.outcome is Outcome.CANCELLED and event.call in self._perhaps_cancelled:
            wait = self._perhaps_cancelled[event.call]
            wait.ending, wait.value = Ending.CANCELLED, _TRIO_CANCELLED
        if event.outcome is Outcome.TIMED_OUT:
            span.value = Ending.TIMED_OUT.value
        if span.is_step and event.outcome is Outcome.RETURNED:
            span.value = "end" if event.value in ("None", _HIDDEN) else f"return {event.value}"
        if span.caller is not None and not span.asynchronous:
            self._reply(span, span.caller)
            return
        waiters = self._waiters(event, span)
        waiter = span.caller if span.caller in waiters else next(iter(waiters), None)
        self._reply(span, waiter)
        span.also_waiting = tuple(other for other in waiters if other is not waiter)

    def _waiters(self, event: CallEnded, span: Span) -> list[Span]:
        """The calls that wait, at this moment, for the task or job that the call is the whole of."""
        started = self._calls[event.call].started
        waits = [self._suspended_in[task] for task in event.waiters if task in self._suspended_in]
        if started.entry and (job_wait := self._job_waits.get(started.job)) and self._goes_on(job_wait, event):
            waits.append(job_wait)
        self._answered.update(wait.wait.number for wait in waits)
        waiters = [self.of_call[wait.call] for wait in waits if wait.call in self.of_call]
        waiters += [blocked for thread in event.blocked if (blocked := self._innermost_plain(thread, span)) is not None]
        return list(dict.fromkeys(waiters))

    def _innermost_plain(self, thread: int, span: Span) -> Span | None:
        """The innermost call outside of any task that a thread is at."""
        running = (
            call
            for call in reversed(self.of_call.values())
            if call.last is None and call is not span and not call.place.task and call.place.thread.number == thread
        )
        return next(running, None)

    def _goes_on(self, wait: Suspended, event: CallEnded) -> bool:
        """Whether a job's end finds the call waiting; a short job may end before its caller has begun to wait."""
        if event.abandoned:
            return False
        now = self._suspended.get(wait.call)
        return wait.seq > event.seq or (now is not None and now.wait.number == wait.wait.number)

    def _suspend(self, event: Suspended) -> None:
        caller = self.of_call.get(event.call)
        if caller is None:
            return
        self._suspended[event.call] = event
        if caller.place.task:
            self._suspended_in[caller.place.task.number] = event
        if event.wait.number in self.of_wait:
            # it was resumed, and waits on inside of the same awaitable: the span had not ended
            span = self.of_wait[event.wait.number]
            span.last, span.ending, span.value, span.reply = None, Ending.RUNNING, "", Reply.TO_NOBODY
        elif self._traced_tasks.isdisjoint(event.wait.joins) and event.wait.job not in self._traced_jobs:
            wait = event.wait
            self.of_wait[wait.number] = Span(
                event, None, wait.function, caller.place, _call_text(wait.function, wait.arguments), caller,
                owner=wait.owner, waiter=caller,
            )  # fmt: skip

    def _resume(self, event: Resumed) -> None:
        if self._suspended.pop(event.call, None) is None:
            return
        place = self.of_call[event.call].place
        if place.task:
            self._suspended_in.pop(place.task.number, None)
        span = self.of_wait.get(event.wait)
        if span is not None:
            span.last, span.reply = event, Reply.TO_WAITER
            span.ending = Ending.TIMED_OUT if event.timed_out else _ending_of_wait(event.thrown)
            span.value = span.ending.value if event.timed_out else event.thrown or event.item or ""
            if event.thrown == _TRIO_CANCELLED:
                span.ending, span.value = Ending.RETURNED, ""
                self._perhaps_cancelled[event.call] = span


def _ending_of_wait(thrown: str | None) -> Ending:
    if thrown is None:
        return Ending.RETURNED
    if thrown.startswith("CancelledError("):
        return Ending.CANCELLED
    return Ending.CLOSED if thrown.startswith("GeneratorExit(") else Ending.RAISED


def _call_text(function: Function, arguments: Iterable[Argument]) -> str:
    return f"{function.name}({', '.join(map(str, arguments))})"
