"""Goes back in time, from the end of a call to its start, and asks what went on just before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corotrace.critical_path.causes import Causes
from corotrace.critical_path.courses import Course, Courses, Moment
from corotrace.critical_path.doing import Doing
from corotrace.critical_path.origin import is_one_after_the_other, made_before
from corotrace.events import Call, CallContinued, CallEnded, CallStarted, Event, EventsLeftOut, Resumed, Suspended, Wait


@dataclass(slots=True)
class Stretch:
    """What went on for a time.

    Args:
        call: of which call.
        doing: what that did.
        start: from when on.
        end: until when.
        wait: what it waited for.
        woken: what ended that wait, if that is recorded.
    """

    call: Call
    doing: Doing
    start: int
    end: int
    wait: Wait | None = None
    woken: Resumed | None = None


class Walk:
    """The way back.

    Args:
        events: the events of a trace, in order.
        calls: its calls, by their numbers.
        target: the call.

    Attributes:
        stretches: what went on, the latest first.
        passed: the numbers of the events that it leads through.
    """

    def __init__(self, events: Sequence[Event], calls: Mapping[int, Call], target: Call) -> None:
        self.stretches: list[Stretch] = []
        self.passed = {target.started.seq}
        self._calls = calls
        self._target = target
        self._courses = Courses(events, calls)
        self._causes = Causes(events, calls)
        self._forgotten = _forgotten(events)
        self._end = events[-1].seq + 1
        self._left: set[Course] = set()
        self._waits: list[tuple[Suspended, Course]] = []  # those that the end of another call ended
        if target.ended is None:
            self._now = events[-1].time
            course = self._courses.of(target.started.call, self._end)
            assert course is not None  # noqa: S101 - the call is one of the trace
            self._go_to(course, len(course.moments) - 1, self._end)
        else:
            self._now = target.ended.time
            self._go_to_end(target.ended)
        while self._seq > target.started.seq:
            self._go_back()

    # ---- where it is: before an event, and before the first moment of a course that is not before that event

    def _go_to(self, course: Course, at: int, seq: int) -> None:
        self._course, self._at, self._seq = course, at, seq

    def _go_to_end(self, ended: CallEnded) -> None:
        """Go on just before the end of a call."""
        course = self._courses.of(ended.call, ended.seq)
        assert course is not None  # noqa: S101 - the call is one of the trace
        self.passed.add(ended.seq)
        self._go_to(course, course.first_after(ended.seq - 1), ended.seq)

    @property
    def _moment(self) -> Moment:
        return self._course.moments[self._at]

    @property
    def _moment_before(self) -> Moment:
        return self._course.moments[self._at - 1]

    def _step(self) -> Event:
        """Pass the event with which began what went on."""
        self._go_to(self._course, self._at - 1, self._moment_before.event.seq)
        self.passed.add(self._seq)
        return self._moment.event

    def _put(
        self, call: Call, doing: Doing, since: int, wait: Wait | None = None, woken: Resumed | None = None
    ) -> None:
        """Say what went on until now; the order is that of the events, though threads may read the clock in another."""
        start = max(min(since, self._now), self._target.started.time)
        if start < self._now:
            self.stretches.append(Stretch(call, doing, start, self._now, wait, woken))
            self._now = start

    def _give_up(self, call: Call) -> None:
        """What was before is not recorded."""
        self._put(call, Doing.UNKNOWN, self._target.started.time)
        self._seq = self._target.started.seq

    # ---- what went on

    def _go_back(self) -> None:
        moment = self._moment
        if moment.inner is None or self._seq <= self._forgotten.seq:
            self._give_up(moment.inner or self._target)
        elif moment.suspended is not None:
            self._wait(moment.suspended)
        else:
            self._run(moment.inner)

    def _run(self, call: Call) -> None:
        before = self._moment_before.event
        ended = self._causes.unblocked(self._course, before.seq, self._seq)
        if ended is not None:
            self._put(call, Doing.RUNS, ended.time)
            self._go_to_end(ended)
            return
        if before.seq < self._forgotten.seq:
            self._put(call, Doing.RUNS, self._forgotten.time)
            self._give_up(call)
            return
        is_lost = self._causes.is_lost(self._course, before.seq, self._seq)
        self._put(call, Doing.UNKNOWN if is_lost else Doing.RUNS, before.time)
        event = self._step()
        if isinstance(event, CallStarted | CallContinued) and self._moment.inner is None:
            self._begin(event)

    def _wait(self, suspended: Suspended) -> None:
        call, event = self._calls[suspended.call], self._moment.event
        woken = event if isinstance(event, Resumed) and event.seq == self._seq else None
        ended = self._causes.woke(suspended, self._course, woken, self._seq)
        if ended is not None:
            self._put(call, Doing.READY, ended.time)
            self._waits.append((suspended, self._course))
            self._go_to_end(ended)
            return
        if woken is not None and (late := self._causes.late(woken, suspended)):
            self._put(call, Doing.READY, woken.time - late)
        if self._seq == self._end:
            if self._goes_on_in_open_task(suspended):
                return
        elif woken is not None and not _is_stopped(woken) and len(suspended.wait.joins) == 1:
            last = self._last_of_untraced(suspended.wait.joins[0], suspended)
            if last is not None:
                self._put(call, Doing.UNKNOWN, last.time)
                self._go_to_end(last)
                return
        self._put(call, Doing.WAITS, suspended.time, suspended.wait, woken)
        self._step()

    def _goes_on_in_open_task(self, suspended: Suspended) -> bool:
        """Whether the recording ended while a single task, of those that a call waited for, had not ended."""
        courses = [self._courses.of_task(task) for task in suspended.wait.joins]
        left = [course for course in courses if course is not None and course.stack and course not in self._left]
        if len(left) == 1:
            self._left.add(left[0])  # tasks may wait for each other
            self._go_to(left[0], len(left[0].moments) - 1, self._seq)
        return len(left) == 1

    def _last_of_untraced(self, task: int, suspended: Suspended) -> CallEnded | None:
        """The last call that is recorded of a task of untraced code: one that it made, or that it waited for."""
        ended = self._causes.last_for(task, suspended.seq, self._seq)
        course = self._courses.of_task(task)
        if course is None:
            return ended
        last = course.moments[-2].event
        if course.stack or not isinstance(last, CallEnded) or not suspended.seq < last.seq < self._seq:
            return None  # it goes on
        return last if ended is None or ended.seq < last.seq else None

    # ---- what was before a call began

    def _begin(self, event: CallStarted | CallContinued) -> None:
        """A call began, or went on, in which there was no other one open."""
        call = self._calls[event.call]
        if is_one_after_the_other(call, self._course, self._at):
            self._put(call, Doing.UNKNOWN, self._moment_before.event.time)
            self._step()
            return
        maker = call.parent if isinstance(event, CallStarted) else self._calls.get(event.by or 0)
        course = None if maker is None else self._courses.of(maker.started.call, event.seq)
        if maker is None or course is None:
            self._go_to_wait_for(event, call)
            return
        at = made_before(event, maker, course, self._causes)
        made = course.moments[at].event
        if made.seq < self._forgotten.seq:
            self._give_up(call)
        elif made.seq < event.seq:
            is_all = isinstance(event, CallStarted) and event.entry
            self._put(call, Doing.BEGINS if is_all else Doing.UNKNOWN, made.time)
            self._go_to(course, at, made.seq)
        else:
            self._go_to(course, at, event.seq)

    def _go_to_wait_for(self, event: CallStarted | CallContinued, call: Call) -> None:
        """Nobody is known to have made a task; but it was there when somebody began to wait for it."""
        task = event.place.task_number
        for suspended, course in reversed(self._waits):
            if task in suspended.wait.joins and suspended.seq < event.seq:
                is_all = isinstance(event, CallStarted) and event.entry
                self._put(call, Doing.BEGINS if is_all else Doing.UNKNOWN, suspended.time)
                self.passed.add(suspended.seq)
                self._go_to(course, course.first_after(suspended.seq - 1), suspended.seq)
                return
        self._give_up(call)


def _is_stopped(woken: Resumed) -> bool:
    """Whether a wait was ended by somebody else, who is not recorded."""
    return woken.timed_out or woken.is_cancelled


def _forgotten(events: Sequence[Event]) -> Event:
    """The event before which only that is known which has to be known of open calls."""
    found = [event for event in events if isinstance(event, EventsLeftOut) and event.duration is not None]
    return found[-1] if found else Event(0, 0)
