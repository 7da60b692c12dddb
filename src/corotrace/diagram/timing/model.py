"""A timing diagram: lanes, and the states that they are in from moment to moment.

It knows nothing of how it was recorded or will be written. Times are in nanoseconds since its beginning.
"""

from dataclasses import dataclass
from enum import Enum

from corotrace.diagram.interaction import Ending


class StateKind(Enum):
    """What goes on, the most telling first: of several that are too short to be shown apart, that one is shown."""

    HOLDING = "holds its event loop"
    RUNNING = "runs"
    IN_CALL = "in a call"
    READY = "ready"
    WAITING = "waits"
    UNTRACED = "outside of traced calls"


@dataclass(frozen=True, slots=True)
class State:
    """What goes on from one moment to another.

    Args:
        kind: what it is.
        start: when it begins.
        end: when it is over.
        text: what is waited for, or called; else the word for it.
        within: the call that waits, or calls, where that is not the outermost one; else empty.
    """

    kind: StateKind
    start: int
    end: int
    text: str
    within: str = ""

    @property
    def duration(self) -> int:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Stretch:
    """Several states one after the other, each of which is too short to be shown.

    Args:
        kinds: what they are, the most telling first.
        start: when the first begins.
        end: when the last is over.
        turns: how many turns are among them.
        ran: how long these took together.
    """

    kinds: tuple[StateKind, ...]
    start: int
    end: int
    turns: int
    ran: int

    @property
    def duration(self) -> int:
        """How long it lasts."""
        return self.end - self.start


#: What is drawn as one.
Shown = State | Stretch


@dataclass(frozen=True, slots=True)
class Lane:
    """A task, the callbacks of one function, or the calls of a thread outside of event loops.

    Args:
        name: what it is called.
        group: the event loop that it belongs to, where there are several, or that it is a thread; else empty.
        of_thread: whether it is that of a thread.
        states: what goes on, one after the other without a gap.
        shown: the same as a picture can show it.
        calls: how many outermost traced calls it has.
        ending: how the last of them ended.
        value: its result or its exception, or an empty text.
    """

    name: str
    group: str
    of_thread: bool
    states: tuple[State, ...]
    shown: tuple[Shown, ...]
    calls: int
    ending: Ending
    value: str

    @property
    def start(self) -> int:
        """When it begins."""
        return self.states[0].start

    @property
    def end(self) -> int:
        """When it is over."""
        return self.states[-1].end

    @property
    def ran(self) -> int:
        """How long it ran, in all."""
        return sum(state.duration for state in self.states if state.kind in (StateKind.RUNNING, StateKind.HOLDING))


@dataclass(frozen=True, slots=True)
class LanePage:
    """Which of several pages this is, from 1."""

    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Timing:
    """A whole timing diagram, or a page of one.

    Args:
        title: what stands above it.
        lanes: from top to bottom.
        duration: how long the whole took.
        shortest: what is shorter than that cannot be shown to scale.
        remarks: lines below the title.
        page: which page it is, where there are several.
    """

    title: str
    lanes: tuple[Lane, ...]
    duration: int
    shortest: int
    remarks: tuple[str, ...] = ()
    page: LanePage | None = None
