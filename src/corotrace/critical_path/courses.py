"""What each task and each thread did, one thing after the other: who ran, or waited, between its events."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corotrace.events import (
    Call,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    ItemYielded,
    Place,
    PlaceNumbers,
    Resumed,
    Suspended,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something changes in a course.

    Args:
        event: what.
        inner: the innermost call until then, or None where no traced call was open.
        suspended: what it waited for until then, or None where it ran.
    """

    event: Event
    inner: Call | None
    suspended: Suspended | None


@dataclass(slots=True, eq=False)
class Course:
    """What one task or thread did.

    Args:
        place: where it is.
        moments: in order; the last one is the end of the trace.
        stack: the calls that are open, the outermost first.
        suspended: its last suspension, while it lasts.
    """

    place: Place
    moments: list[Moment] = field(default_factory=list)
    stack: list[Call] = field(default_factory=list)
    suspended: Suspended | None = None

    def see(self, event: Event) -> None:
        """Something changes."""
        self.moments.append(Moment(event, self.stack[-1] if self.stack else None, self.suspended))

    def first_after(self, seq: int) -> int:
        """Which moment is the first one behind an event."""
        return bisect_right(self.moments, seq, key=_seq)


class Courses:
    """The courses of a trace.

    Args:
        events: its events, in order.
        calls: its calls, by their numbers.
    """

    def __init__(self, events: Sequence[Event], calls: Mapping[int, Call]) -> None:
        self._calls = calls
        self._courses: dict[PlaceNumbers, Course] = {}
        self._tasks: dict[int, Course] = {}
        #: Of each call, in which courses it has been, and from which event on.
        self._places: dict[int, list[tuple[int, Course]]] = {}
        see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._enter,
            CallContinued: self._enter,
            CallEnded: self._leave,
            ItemYielded: self._leave,
            Suspended: self._suspend,
            Resumed: self._resume,
        }
        for event in events:
            if (saw := see.get(type(event))) is not None:
                saw(event)
        for course in self._courses.values():
            course.see(events[-1])

    def of(self, call: int, seq: int) -> Course | None:
        """The course that a call is in at an event."""
        found = None
        for since, course in self._places.get(call, ()):
            if since <= seq:
                found = course
        return found

    def of_task(self, task: int) -> Course | None:
        """The course of a task, if a traced call has run in it."""
        return self._tasks.get(task)

    def _enter(self, event: CallStarted | CallContinued) -> None:
        call = self._calls.get(event.call)
        if call is None:
            return
        course = self._courses.setdefault(event.place.numbers, Course(event.place))
        if event.place.task is not None:
            self._tasks[event.place.task.number] = course
        course.see(event)
        course.stack.append(call)
        places = self._places.setdefault(event.call, [])
        if not places or places[-1][1] is not course:
            places.append((event.seq, course))

    def _leave(self, event: CallEnded | ItemYielded) -> None:
        course = self._now(event.call)
        if course is None:
            return
        course.see(event)
        course.stack = [call for call in course.stack if call.started.call != event.call]
        if course.suspended is not None and course.suspended.call == event.call:
            course.suspended = None

    def _suspend(self, event: Suspended) -> None:
        course = self._now(event.call)
        if course is not None:
            course.see(event)
            course.suspended = event

    def _resume(self, event: Resumed) -> None:
        course = self._now(event.call)
        if course is not None:
            course.see(event)
            course.suspended = None

    def _now(self, call: int) -> Course | None:
        places = self._places.get(call)
        return places[-1][1] if places else None


def _seq(moment: Moment) -> int:
    return moment.event.seq
