"""The UML interaction that a sequence diagram shows; it knows nothing of how it was recorded or will be written."""

from dataclasses import dataclass
from enum import Enum


class MessageSort(Enum):
    """The kinds of calls (UML 2.5.1, 17.12.25 MessageSort)."""

    SYNCH_CALL = "synchCall"
    ASYNCH_CALL = "asynchCall"


class Ending(Enum):
    """How an activation came to its end; each is drawn in its own way."""

    RETURNED = "returned"
    RAISED = "raised"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed out"
    CLOSED = "closed"
    RUNNING = "still running"


@dataclass(frozen=True, slots=True)
class Participant:
    """A lifeline; ``group`` names the thread that it belongs to, where there are several."""

    number: int
    name: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Activation:
    """The bar of one call on its lifeline (UML: execution specification)."""

    number: int
    participant: Participant


@dataclass(frozen=True, slots=True)
class CallMessage:
    """An arrow that begins an activation.

    Args:
        sort: a synchronous or an asynchronous call.
        sender: where it comes from, or None for a found message.
        activation: what it begins.
        text: what is written at it.
    """

    sort: MessageSort
    sender: Participant | None
    activation: Activation
    text: str


@dataclass(frozen=True, slots=True)
class ReplyMessage:
    """An arrow that ends an activation.

    Args:
        receiver: where it goes, or None for out of the diagram.
        activation: what it ends.
        ending: how that ended.
        text: what is written at it.
        duration: how long the activation took, in nanoseconds.
    """

    receiver: Participant | None
    activation: Activation
    ending: Ending
    text: str
    duration: int


@dataclass(frozen=True, slots=True)
class Finish:
    """The end of an activation without an arrow: nobody waits for it, or the recording did not see it end.

    Args:
        activation: what ends.
        ending: how it ended.
        text: its exception, if it has one.
        duration: how long it took, in nanoseconds, where it is known.
    """

    activation: Activation
    ending: Ending
    text: str = ""
    duration: int | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A time in which nothing happened, in nanoseconds."""

    duration: int


@dataclass(frozen=True, slots=True)
class Note:
    """A line of text over a lifeline, or over all of them."""

    text: str
    over: Participant | None = None


Element = CallMessage | ReplyMessage | Finish | Silence | Note


@dataclass(frozen=True, slots=True)
class Interaction:
    """A whole diagram: its lifelines from left to right, and what happens on them from top to bottom."""

    title: str
    participants: tuple[Participant, ...]
    elements: tuple[Element, ...]
