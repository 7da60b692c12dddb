"""The causal order, before it is drawn: what is done one after the other, and what is begun meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from corotrace.diagram.passages import Item
from corotrace.diagram.roles import Role
from corotrace.events import CallContinued, CallEnded, CallStarted, ItemYielded, Place, Suspended

#: Where something stands in a course: the number of the event that it comes with, or a half more where it comes after.
Position = float


@dataclass(slots=True, eq=False)
class Act:
    """A call, or a step of a generator.

    Args:
        started: the event that began the call.
        begun: the event that began the act.
        course: what it is a part of.
        role: what it stands on.
        ended: the event that ended it, if one did.
        generator: which of several generators takes the step.
    """

    started: CallStarted
    begun: CallStarted | CallContinued
    course: "Course"
    role: Role
    ended: CallEnded | ItemYielded | None = None
    generator: int = 0
    _own: "Course | None" = None  # most acts do nothing that is drawn

    @property
    def position(self) -> Position:
        """Where it begins."""
        return self.begun.seq

    @property
    def caller(self) -> "Act | None":
        """The act that began it, or None where none is known."""
        return self.course.act

    @property
    def own(self) -> "Course":
        """What it does."""
        if self._own is None:
            self._own = Course(self)
        return self._own

    @property
    def parts(self) -> "Sequence[Part]":
        """What it does, in the order in which it was seen."""
        return () if self._own is None else self._own.parts


@dataclass(slots=True, eq=False)
class Strand:
    """What a task, a thread or a callback does for one caller, who does not do it himself.

    Args:
        kind: which of these: ``"task"``, ``"job"`` of a thread pool, other ``"thread"``, or ``"callback"``;
            ``"process"``, where it is in another process than its maker; or ``"closing"``, where the event loop closes
            a generator that nobody holds any more.
        number: of the task, the thread or the job, if it is one.
        position: where it was made.
        place: where it runs.
        caller: the act that made it, or None where none is known.
        course: what it was made in the course of.
        made: its number in the order in which asyncio makes tasks, where their names tell it.

    Attributes:
        rank: its place among those that are joined with it, where that is known.
        join: the wait of its maker for it, if he is sure to wait.
        first: what it begins with.
        last: what it ends with.
        own: what it does.
        items: how that is drawn.
    """

    kind: str
    number: int | None
    position: Position
    place: Place
    caller: Act | None
    course: "Course"
    made: int | None = None
    rank: int | None = None
    join: "Join | None" = None
    first: Act = field(init=False)
    last: Act = field(init=False)
    own: "Course" = field(init=False)
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.own = Course(self)

    @property
    def acts(self) -> list[Act]:
        """The calls that it makes for its caller."""
        return [part for part in self.own.parts if isinstance(part, Act)]


@dataclass(slots=True, eq=False)
class Remark:
    """A note that is said in the course of something."""

    position: Position
    text: str


@dataclass(slots=True, eq=False)
class Join:
    """A wait for tasks or a job.

    Args:
        position: where it begins.
        wait: the event with which it begins.
        since: the number of the event that resumed the waiting task before; what was made later had not begun yet.
        ended: the number of the event that resumed it.

    Attributes:
        strands: what it waits for.
    """

    position: Position
    wait: Suspended
    since: int
    ended: int | None = None
    strands: list[Strand] = field(default_factory=list)


Part = Act | Strand | Remark | Join


@dataclass(slots=True, eq=False)
class Course:
    """What is done one after the other.

    Args:
        of: the act or the strand that does it; None for the whole program.

    Attributes:
        parts: what is done, in the order in which it was seen.
    """

    of: Act | Strand | None
    parts: list[Part] = field(default_factory=list)

    @property
    def act(self) -> Act | None:
        """The act that it belongs to, or whose strand it is."""
        return self.of.caller if isinstance(self.of, Strand) else self.of
