"""The UML interaction that a sequence diagram shows; it knows nothing of how it was recorded or will be written."""

from dataclasses import dataclass
from enum import Enum


class MessageSort(Enum):
    """The kinds of calls (UML 2.5.1, 17.12.25 MessageSort)."""

    SYNCH_CALL = "synchCall"
    ASYNCH_CALL = "asynchCall"


class InteractionOperator(Enum):
    """The kinds of combined fragments (UML 2.5.1, 17.12.13 InteractionOperatorKind)."""

    PAR = "par"
    LOOP = "loop"


class Ending(Enum):
    """How an activation came to its end; each is drawn in its own way."""

    RETURNED = "returned"
    RAISED = "raised"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed out"
    CLOSED = "closed"
    RUNNING = "still running"


class Change(Enum):
    """What became of something from one trace to another, where a diagram shows the difference of two."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Participant:
    """A lifeline; ``group`` names the thread that it belongs to, where there are several.

    In a difference, ``change`` tells one that only one of the two traces has.
    """

    number: int
    name: str
    group: str | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Activation:
    """A bar on a lifeline (UML: execution specification).

    Args:
        number: which one it is.
        participant: the lifeline.
        alarm: whether what it stands for took too long.
        bold: whether it is drawn in bold.
    """

    number: int
    participant: Participant
    alarm: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """Durations that differ from one repetition to the other, in nanoseconds."""

    shortest: int
    median: int
    longest: int


@dataclass(frozen=True, slots=True)
class CombinedFragment:
    """A frame around elements: operands side by side in time (par), or one that is repeated (loop).

    What lies inside is not nested in it. Like a bar, a fragment is begun and ended by marks among the elements: an
    `Operand` begins each of its operands, the first one the fragment itself, and a `FragmentEnd` ends it; what begins
    inside of an operand ends inside of it. So the elements stay one flat list, which is written line by line, and cut
    into pages anywhere: what is open, bars and fragments alike, ends on one page and begins anew on the next.
    """

    number: int
    operator: InteractionOperator


@dataclass(frozen=True, slots=True)
class CallMessage:
    """An arrow to a call that begins.

    Args:
        sort: a synchronous or an asynchronous call.
        sender: where it comes from, or None for a found message.
        receiver: the lifeline of the call.
        text: what is written at it.
        starts: the bar that begins, or None where one is there that the call joins.
        change: in a difference, what became of it.
        duration: how long it will take, in nanoseconds, where that is told here and not at its end.
        bold: whether it is drawn in bold.
    """

    sort: MessageSort
    sender: Participant | None
    receiver: Participant
    text: str
    starts: Activation | None = None
    change: Change | None = None
    duration: int | Spread | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class ReplyMessage:
    """An arrow from a call that ends.

    Args:
        sender: the lifeline of the call.
        receiver: where it goes, or None for out of the diagram.
        ending: how the call ended.
        text: what is written at it.
        duration: how long the call took, in nanoseconds, or None where that is not to be told.
        ends: the bars that end with it, the innermost first.
        change: in a difference, what became of it.
        bold: whether it is drawn in bold.
    """

    sender: Participant
    receiver: Participant | None
    ending: Ending
    text: str
    duration: int | Spread | None
    ends: tuple[Activation, ...] = ()
    change: Change | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """The end of a call without an arrow: nobody waits for it, or the recording did not see it end.

    Args:
        participant: the lifeline of the call.
        ending: how it ended.
        text: its result or exception.
        duration: how long it took, in nanoseconds, or None where that is not to be told.
        ends: the bars that end with it, the innermost first.
        change: in a difference, what became of it.
        bold: whether it is drawn in bold.
    """

    participant: Participant
    ending: Ending
    text: str
    duration: int | Spread | None
    ends: tuple[Activation, ...] = ()
    change: Change | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """A time in which nothing happened, in nanoseconds; up to the `longest` where it differs from time to time."""

    duration: int
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A line of text.

    Args:
        text: what it says.
        over: the lifeline that it stands over, or None for all of them.
        change: in a difference, what became of it.
        duration: how long that took, in nanoseconds, where it is to be told.
        alarm: whether it says that something is wrong.
    """

    text: str
    over: Participant | None = None
    change: Change | None = None
    duration: int | Spread | None = None
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand of a fragment begins.

    Args:
        fragment: which fragment's; it begins with its first operand.
        text: what the frame says of it.
        times: how often what it shows has happened, from the fewest times to the most; None for once.
        duration: how long it took each time, in nanoseconds.
        continued: whether it has begun on an earlier page.
        change: in a difference, what became of it.
        before: in a difference, ``times`` as they were, where they have changed.
    """

    fragment: CombinedFragment
    text: str = ""
    times: tuple[int, int] | None = None
    duration: Spread | None = None
    continued: bool = False
    change: Change | None = None
    before: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class FragmentEnd:
    """A fragment ends, and its last operand with it."""

    fragment: CombinedFragment


Element = CallMessage | ReplyMessage | Finish | Silence | Note | Operand | FragmentEnd


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of a diagram an interaction is.

    Args:
        number: from 1 on.
        count: how many pages there are.
        open: the bars on its lifelines that began on earlier pages, and have not ended there; the outermost first.
        beside: on how many other lifelines there are such bars.
    """

    number: int
    count: int
    open: tuple[Activation, ...]
    beside: int


@dataclass(frozen=True, slots=True)
class Interaction:
    """A whole diagram: its lifelines from left to right, and what happens on them from top to bottom.

    Args:
        title: what stands above it.
        participants: its lifelines.
        elements: what happens.
        remarks: lines below the title, such as what was left out.
        page: which page it is, where it is not the whole.
        of_two: whether it shows the difference of two traces: colours are those of changes then.
        in_bold: what that means which is drawn in bold.
    """

    title: str
    participants: tuple[Participant, ...]
    elements: tuple[Element, ...]
    remarks: tuple[str, ...] = ()
    page: Page | None = None
    of_two: bool = False
    in_bold: str = ""
