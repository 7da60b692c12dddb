"""A trace in the order of time: top to bottom is what happened."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from corotrace.diagram.bars import Bars
from corotrace.diagram.bold import NOTHING, Bold
from corotrace.diagram.called import called
from corotrace.diagram.endings import end_of_call, end_of_wait
from corotrace.diagram.foresight import Foresight
from corotrace.diagram.holds import hold
from corotrace.diagram.interaction import Ending
from corotrace.diagram.left_out import left_out
from corotrace.diagram.lifelines import Lifelines
from corotrace.diagram.nesting import Nesting
from corotrace.diagram.passages import Item
from corotrace.diagram.roles import Line, Roles
from corotrace.diagram.runs import FoldingRun, Run
from corotrace.diagram.span import Span
from corotrace.diagram.strokes import Begin, End, Keys, Remark
from corotrace.diagram.waiting import Waiting
from corotrace.events import (
    TOO_LONG,
    Argument,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    EventsLeftOut,
    Function,
    ItemYielded,
    LoopHeld,
    Noted,
    Owner,
    Place,
    RecordingStopped,
    Resumed,
    Suspended,
)


def draw_time(events: Sequence[Event], *, fold: bool, bold: Bold = NOTHING) -> tuple[list[Item], Lifelines]:
    """Draw what each of the events shows.

    Args:
        events: the events of one trace, in order.
        fold: whether what is repeated becomes a loop.
        bold: what is drawn in bold.

    Returns:
        What is drawn, from top to bottom, and the lifelines that it is drawn on.
    """
    drawn = InTime(events, fold=fold, bold=bold)
    return drawn.nesting.finish(), drawn.lifelines


class InTime:
    """Goes through the events; the arguments are those of `draw_time`."""

    def __init__(self, events: Sequence[Event], *, fold: bool, bold: Bold = NOTHING) -> None:
        self.lifelines = Lifelines()
        self._bold = bold.events
        self._foresight = Foresight(events)
        self._roles = Roles(self._foresight.objects if fold else {})
        self._keys = Keys()
        self.nesting = Nesting(self._keys, lambda: FoldingRun(self._keys) if fold else Run())
        self._bars = Bars()
        self._waiting = Waiting(events)
        self._calls: dict[int, Span] = {}
        self._waits: dict[int, Span] = {}
        self._numbers = itertools.count()
        self._drawn: int | None = None
        self._gaps = [
            (event.time - event.duration, event.time)
            for event in events
            if isinstance(event, EventsLeftOut) and event.duration is not None
        ]
        see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._start,
            CallEnded: self._end,
            ItemYielded: self._yield,
            CallContinued: self._go_on,
            Suspended: self._suspend,
            Resumed: self._resume,
            LoopHeld: self._hold,
            Noted: self._note,
            EventsLeftOut: self._leave_out,
        }
        for event in events:
            if (saw := see.get(type(event))) is not None:
                saw(event)
        if events:
            self._stop(events[-1])

    # ---- what events show

    def _start(self, event: CallStarted) -> None:
        maker = self._foresight.makers.get(event.call) if event.parent is None else event.parent
        caller = None if maker is None else self._calls.get(maker)
        place, function = event.place, event.function
        line = self._line(function, event.owner, event.participant, place, keep=function.generator)
        what = called(event)
        name, arguments = (what, event.arguments) if event.label is None else (event.label, None)
        self._calls[event.call] = self._begin(event, event, place, caller, line, what, name, arguments)

    def _go_on(self, event: CallContinued) -> None:
        before = self._calls.get(event.call)
        if before is None:
            return
        caller = None if event.by is None else self._calls.get(event.by)
        what = event.request.partition("(")[0]
        self._calls[event.call] = self._begin(
            event, before.started, event.place, caller, before.line, what, event.request, None
        )

    def _suspend(self, event: Suspended) -> None:
        caller, wait = self._calls.get(event.call), event.wait
        if caller is None:
            return
        self._waiting.suspend(event, caller.place.task_number)
        if wait.number in self._waits or wait.number in self._foresight.answered:
            return
        others = self._foresight.tasks.isdisjoint(wait.joins) and self._foresight.jobs.isdisjoint(wait.jobs)
        if others or wait.number in self._foresight.given_up:
            line = self._line(wait.function, wait.owner, None, caller.place, keep=False)
            name = wait.function.name
            self._waits[wait.number] = self._begin(event, None, caller.place, caller, line, name, name, wait.arguments)

    def _resume(self, event: Resumed) -> None:
        caller = self._calls.get(event.call)
        if caller is None:
            return
        if not self._waiting.resume(event, caller.place.task_number):
            return
        if event.seq in self._foresight.interim or (span := self._waits.pop(event.wait, None)) is None:
            return
        ending, value = end_of_wait(event)
        self._finish(event, span, (caller.line,), ending, "", value)
        self._give_back(span)

    def _end(self, event: CallEnded) -> None:
        span = self._calls.get(event.call)
        if span is None or span.started is None:
            return
        if event.call not in self._foresight.late_makers:
            del self._calls[event.call]
        span.goes_on = False
        ending, prefix, value = end_of_call(event, generator=span.started.function.generator)
        receivers = self._receivers(span, self._waiters(event, span))
        self._finish(event, span, receivers, ending, prefix, value)
        self._give_back(span)

    def _yield(self, event: ItemYielded) -> None:
        span = self._calls.get(event.call)
        if span is not None:
            span.goes_on = False
            ending, prefix, value = end_of_call(event, generator=True)
            self._finish(event, span, self._receivers(span, []), ending, prefix, value)

    def _note(self, event: Noted) -> None:
        over = None if event.call is None else self._calls.get(event.call)
        self._remark(event, event.text, None if over is None else over.line)

    def _hold(self, event: LoopHeld) -> None:
        span = self._calls.get(event.call)
        if span is None or span.started is None or event.duration < TOO_LONG:
            return
        function = span.started.function
        key, text = self._keys.of("hold", span.line), f"{function.name} {hold(event, function)}"
        silence = self._silence(event)
        self.nesting.remark(Remark(key, event.time, silence, text, span.line, event.duration, alarm=True))

    def _leave_out(self, event: EventsLeftOut) -> None:
        self._remark(event, left_out(event, in_time=True), None)

    def _stop(self, last: Event) -> None:
        """The calls that the recording did not see end, the innermost first."""
        left = [span for span in (*self._calls.values(), *self._waits.values()) if span.goes_on]
        for span in sorted(left, key=lambda span: span.number, reverse=True):
            self._finish(last, span, (), Ending.RUNNING, "", Ending.RUNNING.value)
        if isinstance(last, RecordingStopped) and last.failure:
            self._remark(last, f"The recording stopped here: {last.failure}. What follows is not shown.", None)

    # ---- who gets the replies

    def _receivers(self, span: Span, waiters: list[Span]) -> tuple[Line | None, ...]:
        """The lifelines that the reply goes to, that of its caller last; None is out of the diagram."""
        caller = span.caller
        if caller is not None and not span.asynchronous:
            return (caller.line,)
        if not waiters:
            return (None,) if caller is None and not span.asynchronous else ()
        waiter = caller if caller in waiters else waiters[0]
        return (*(other.line for other in waiters if other is not waiter), waiter.line)

    def _waiters(self, event: CallEnded, span: Span) -> list[Span]:
        """The calls that wait, at this moment, for the task or job that the call is the whole of."""
        if not (event.waiters or event.blocked or (span.started and span.started.job is not None)):
            return []
        assert span.started is not None  # noqa: S101 - it is a call
        waits = self._waiting.for_the_end(event, span.started)
        found = [self._calls.get(wait.call) for wait in waits]
        found += [self._innermost_plain(thread) for thread in event.blocked]
        return [waiter for waiter in dict.fromkeys(found) if waiter is not None]

    def _innermost_plain(self, thread: int) -> Span | None:
        """The innermost call outside of any task that a thread is at."""
        running = (
            span
            for span in reversed(self._calls.values())
            if span.goes_on and span.place.task is None and span.place.thread.number == thread
        )
        return next(running, None)

    # ---- strokes

    def _line(
        self, function: Function, owner: Owner | None, participant: str | None, place: Place, *, keep: bool
    ) -> Line:
        role = self._roles.of(function, owner, participant, place.thread)
        return self.lifelines.take(role, place.thread, place.numbers, keep=keep)

    def _give_back(self, span: Span) -> None:
        self.lifelines.give_back(span.line, span.place.numbers)

    def _begin(
        self, event: Event, started: CallStarted | None, place: Place, caller: Span | None, line: Line, what: str,
        name: str, arguments: tuple[Argument, ...] | None,
    ) -> Span:  # fmt: skip
        if caller is None:
            elsewhere = isinstance(event, CallStarted | CallContinued) and event.elsewhere
        else:
            elsewhere = place is not caller.place and not place.is_with(caller.place)
        sender = None if caller is None else caller.line
        span = Span(next(self._numbers), started, place, caller, elsewhere, line)
        bold = event.seq in self._bold
        bar = self._bars.begin(span, line, bold=bold)
        key = self._keys.of("begin", elsewhere, sender, line, what, arguments is None, bar is None, bold)
        silence = self._silence(event)
        span.begin = Begin(key, event.time, silence, elsewhere, sender, line, name, arguments, bar, bold=bold)
        self.nesting.begin(span.begin)
        return span

    def _finish(
        self, event: Event, span: Span, receivers: tuple[Line | None, ...], ending: Ending, prefix: str, value: str
    ) -> None:
        begin, line = span.begin, span.line
        ends = self._bars.end(span, line)
        bold = event.seq in self._bold
        key = self._keys.of("end", line, receivers, ending, prefix, len(ends), bold)
        duration = event.time - begin.time
        silence = self._silence(event)
        end = End(key, event.time, silence, begin, receivers, ending, prefix, value, duration, ends, bold=bold)
        self.nesting.end(end)

    def _remark(self, event: Event, text: str, over: Line | None) -> None:
        key = self._keys.of("remark", over)
        self.nesting.remark(Remark(key, event.time, self._silence(event), text, over))

    def _silence(self, event: Event) -> int:
        """How long nothing has been drawn; not where something is left out that happened then."""
        before = event.time if self._drawn is None else self._drawn
        self._drawn = event.time
        if any(first < event.time and before < last for first, last in self._gaps):
            return 0
        return event.time - before
