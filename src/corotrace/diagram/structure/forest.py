"""From events to courses: each call where it was made, whenever it began."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from corotrace.diagram.roles import ANY_THREAD, Roles
from corotrace.diagram.structure.courses import Act, Course, Join, Position, Remark, Strand
from corotrace.diagram.structure.plain import plain
from corotrace.events import (
    MAIN,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    ItemYielded,
    Noted,
    Place,
    Resumed,
    Suspended,
    makers_of_jobs,
)

_AUTOMATIC = "Task-"


class Forest:
    """Goes through the events.

    Args:
        events: the events of one trace, in order.
        roles: tells what calls stand on.

    Attributes:
        root: the course of the whole program.
        acts: all of them, in the order in which they began.
        strands: all of them, in the order in which they began.
    """

    def __init__(self, events: Sequence[Event], roles: Roles) -> None:
        self._roles = roles
        self._makers = makers_of_jobs(events)
        self.root = Course(None)
        self.acts: list[Act] = []
        self.strands: list[Strand] = []
        self._current: dict[int, Act] = {}
        self._first: dict[int, Act] = {}
        self._known: dict[tuple[int | None, str, int | None], Strand] = {}
        self._resumed: dict[Hashable, int] = {}
        self._joins: dict[int, Join] = {}
        self._asked = {
            event.since
            for event in events
            if isinstance(event, CallStarted | CallContinued) and event.since is not None
        }
        self._moments: dict[int, Course] = {}
        see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._start,
            CallContinued: self._go_on,
            CallEnded: self._end,
            ItemYielded: self._end,
            Suspended: self._suspend,
            Resumed: self._resume,
            Noted: self._note,
        }
        for event in events:
            if (saw := see.get(type(event))) is not None:
                saw(event)

    # ---- what events show

    def _start(self, event: CallStarted) -> None:
        participant = None if event.participant is None else plain(event.participant)
        role = self._roles.of(event.function, event.owner, participant, ANY_THREAD)
        is_handed = event.parent is not None
        maker = event.parent if is_handed else self._makers.get(event.call)
        # what has no context of its caller has that of the thread, and in it of some other job
        since = event.since if is_handed or event.job is None else None
        course = self._course(event, maker, since, event.job)
        self._first[event.call] = act = Act(event, event, course, role)
        self._begin(act)

    def _go_on(self, event: CallContinued) -> None:
        before = self._current.get(event.call)
        if before is not None:
            course = self._closing(event, before) or self._course(event, event.by, event.since, None)
            act = Act(before.started, event, course, before.role)
            self._begin(act)
            if event.seq in self._asked:
                self._moments[event.seq] = act.own

    def _begin(self, act: Act) -> None:
        strand = act.course.of
        if isinstance(strand, Strand):
            strand.last = act
            if not strand.own.parts:
                strand.first = act
        act.course.parts.append(act)
        self._current[act.started.call] = act
        self.acts.append(act)

    def _end(self, event: CallEnded | ItemYielded) -> None:
        act = self._current.get(event.call)
        if act is not None:
            act.ended = event
            if event.seq in self._asked:
                self._moments[event.seq] = act.course

    def _suspend(self, event: Suspended) -> None:
        act, wait = self._current.get(event.call), event.wait
        if act is None or not (wait.joins or wait.jobs):
            return
        join = self._joins.get(wait.number)
        if join is None:
            join = self._joins[wait.number] = Join(event.seq, event, self._resumed.get(_task(act.begun.place), 0))
            act.own.parts.append(join)
        join.ended = None

    def _resume(self, event: Resumed) -> None:
        act = self._current.get(event.call)
        if act is None:
            return
        self._resumed[_task(act.begun.place)] = event.seq
        if event.wait in self._joins:
            self._joins[event.wait].ended = event.seq
        if event.seq in self._asked:
            self._moments[event.seq] = act.own

    def _note(self, event: Noted) -> None:
        act = None if event.call is None else self._current.get(event.call)
        course = self.root if act is None else act.own
        course.parts.append(Remark(event.seq, plain(event.text)))
        if event.seq in self._asked:
            self._moments[event.seq] = course

    # ---- in the course of what

    def _closing(self, event: CallContinued, before: Act) -> Course | None:
        """Where the event loop closes a generator that nobody holds any more: after the last step that it took."""
        if event.by is not None or before.ended is None or event.place.is_with(before.begun.place):
            return None
        strand = Strand("closing", None, before.ended.seq + 0.5, event.place, None, before.course)
        before.course.parts.append(strand)
        self.strands.append(strand)
        return strand.own

    def _course(
        self, event: CallStarted | CallContinued, maker: int | None, since: int | None, job: int | None
    ) -> Course:
        """What a call, or a step, is a part of: what its caller does, or what is done for him elsewhere."""
        caller = None if maker is None else self._current.get(maker)
        place = event.place
        if caller is not None and (place is caller.begun.place or place.is_with(caller.begun.place)):
            return caller.own
        origin = None if since is None else self._moments.get(since)
        kind, number = _kind(place, caller, job)
        if kind == "callback":
            before = None if origin is None else origin.of
            if isinstance(before, Strand) and before.kind == kind and before.place.is_with(place):
                return before.own
        else:
            known = self._known.get((maker, kind, number))
            if known is not None:
                return known.own
        first = None if caller is None else self._first[caller.started.call]
        if origin is None or (None if origin.act is None else origin.act.started.call) != (
            first and first.started.call
        ):
            origin = self.root if first is None else first.own
        after: Position = since if since is not None else 0 if first is None else first.begun.seq
        if job is not None and first is not None and isinstance(event, CallStarted) and event.parent is None:
            after = event.seq - 1  # it is not known when it was made, only when it began
        strand = Strand(kind, number, after + 0.5, place, origin.act, origin, _number_of_making(place))
        origin.parts.append(strand)
        self.strands.append(strand)
        if number is not None:
            self._known[maker, kind, number] = strand
        return strand.own


def _task(place: Place) -> Hashable:
    return ("thread", place.thread.number) if place.task is None else place.task.number


def _kind(place: Place, caller: Act | None, job: int | None) -> tuple[str, int | None]:
    """What kind of strand something runs in, and the number that tells it from others."""
    thread = place.thread
    of_pool = (
        job is not None and thread.name == MAIN and thread.process is not None
    )  # threads of pools have other names
    if of_pool if caller is None else caller.begun.place.thread.process != thread.process:
        return "process", _number_there(place, job)
    if place.task is not None:
        return "task", place.task.number
    if job is not None:
        return "job", job
    if place.loop is not None or (caller is not None and caller.begun.place.thread == place.thread):
        return "callback", None
    return "thread", place.thread.number


def _number_there(place: Place, job: int | None) -> int:
    """A number that tells the tasks, the jobs and the threads of other processes apart."""
    numbers = (place.task_number, job, place.thread.number)
    kind, number = next((kind, number) for kind, number in enumerate(numbers) if number is not None)
    return number * len(numbers) + kind


def _number_of_making(place: Place) -> int | None:
    """The place of a task in the order in which asyncio makes tasks: it counts in the names that it gives them."""
    name = "" if place.task is None else place.task.name
    number = name.removeprefix(_AUTOMATIC)
    return int(number) if name.startswith(_AUTOMATIC) and number.isdecimal() else None
