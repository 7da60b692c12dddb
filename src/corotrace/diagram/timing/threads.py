"""The lanes of threads: their calls outside of event loops, by the innermost of them.

Whether such a call computes or stands still is not recorded; so it is not said.
"""

from collections.abc import Iterator, Sequence

from corotrace.diagram.loop_view.names import name_with_arguments
from corotrace.diagram.timing.course import Course
from corotrace.diagram.timing.model import StateKind
from corotrace.events import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    EventsLeftOut,
    ItemYielded,
    Place,
    Resumed,
    Suspended,
    Thread,
)


def courses_of_threads(events: Sequence[Event]) -> Iterator[Course]:
    """What was called in each thread outside of event loops.

    Args:
        events: all events of one trace, in order.
    """
    threads: dict[int, _Thread] = {}
    started: dict[int, CallStarted] = {}
    within: dict[int, _Thread] = {}
    ends: dict[int, CallEnded] = {}
    for event in events:
        match event:
            case CallStarted(call=call, place=place) | CallContinued(call=call, place=place):
                if isinstance(event, CallStarted):
                    started[call] = event
                if place.loop is None and call in started:
                    within[call] = threads.setdefault(place.thread.number, _Thread(place))
                    within[call].enter(event.time, started[call])
                else:
                    within.pop(call, None)
            case Resumed(call=call) if call in within:
                within[call].enter(event.time, started[call])
            case Suspended(call=call) | ItemYielded(call=call) if call in within:
                within[call].leave(event.time, started[call])
            case CallEnded(call=call):
                ends[call] = event
                if call in within:
                    within[call].leave(event.time, started[call])
            case EventsLeftOut(duration=int()):
                for thread in threads.values():
                    thread.forget(event.time)
    for thread in threads.values():
        if course := thread.finish(events[-1].time, ends):
            yield course


class _Thread:
    def __init__(self, place: Place) -> None:
        self._course = Course(_name(place.thread), (place.thread.number, None), "")
        self._open: list[CallStarted] = []
        #: The last one, and when what is open now became so.
        self._outermost: CallStarted | None = None
        self._since = 0

    def enter(self, time: int, call: CallStarted) -> None:
        if not self._open:
            self._course.calls += 1
            self._outermost = call
        self._until(time)
        self._open.append(call)

    def leave(self, time: int, call: CallStarted) -> None:
        self._until(time)
        if call in self._open:
            self._open.remove(call)

    def forget(self, time: int) -> None:
        """What came before tells only which calls are open."""
        self._course.states.clear()
        self._course.calls = bool(self._open)
        self._since = time

    def finish(self, time: int, ends: dict[int, CallEnded]) -> Course | None:
        """The recording is over; give what the thread did, if it did something."""
        course, outermost = self._course, self._outermost
        if self._open:
            self._until(time)
        if outermost is None or not course.states:
            return None
        course.end_with(ends.get(outermost.call), outermost)
        if course.calls == 1:
            course.name = f"{name_with_arguments(outermost)} in {course.name}"
        return course

    def _until(self, time: int) -> None:
        """What has gone on until now."""
        if self._open:
            caller = name_with_arguments(self._open[-2]) if len(self._open) > 2 else ""
            self._course.add(StateKind.IN_CALL, self._since, time, name_with_arguments(self._open[-1]), caller)
        elif self._course.states and time > self._since:
            self._course.add(StateKind.UNTRACED, self._since, time)
        self._since = time


def _name(thread: Thread) -> str:
    return f"thread {thread.name}" if thread.process is None else thread.shown
