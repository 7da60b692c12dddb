"""What one lane shows, while it is put together."""

from dataclasses import dataclass, field, replace

from corotrace.diagram.endings import end_of_call
from corotrace.diagram.interaction import Ending
from corotrace.diagram.text import MESSAGE, NAME, cut
from corotrace.diagram.timing.legible import legible
from corotrace.diagram.timing.model import Lane, State, StateKind
from corotrace.events import CallEnded, CallStarted


@dataclass(slots=True, eq=False)
class Course:
    """The states of a task, or of a thread, in the time of the events.

    Args:
        name: what it is called.
        place: its thread, and its event loop, if it has one: what stands together.
        group: what that is called.

    Attributes:
        states: one after the other.
        calls: how many outermost calls there are.
        ending: how the last of them ended.
        value: what came of it.
    """

    name: str
    place: tuple[int, int | None]
    group: str
    states: list[State] = field(default_factory=list)
    calls: int = 0
    ending: Ending = Ending.RUNNING
    value: str = ""

    @property
    def start(self) -> int:
        """When it begins."""
        return self.states[0].start

    @property
    def end(self) -> int:
        """When it is over."""
        return self.states[-1].end

    def add(self, kind: StateKind, start: int, end: int, text: str = "", within: str = "") -> None:
        """Something goes on from one moment to another."""
        self.states.append(State(kind, start, end, cut(text, MESSAGE), cut(within, NAME)))

    def end_with(self, event: CallEnded | None, started: CallStarted) -> None:
        """The last of its calls ends, or does not."""
        generator = started.function.generator
        self.ending, _, value = end_of_call(event, generator=generator)
        if self.ending is Ending.RAISED or (self.ending is Ending.RETURNED and not generator):
            self.value = value

    def lane(self, since: int, shortest: int, *, grouped: bool) -> Lane:
        """The lane.

        Args:
            since: when the diagram begins.
            shortest: what is shorter cannot be shown to scale.
            grouped: whether its group is to be told.
        """
        states = tuple(replace(one, start=one.start - since, end=one.end - since) for one in self.states)
        shown = tuple(legible(states, shortest))
        group = self.group if grouped else ""
        return Lane(
            cut(self.name, NAME), cut(group, NAME), self.place[1] is None, states, shown, self.calls, self.ending,
            cut(self.value, NAME),
        )  # fmt: skip
