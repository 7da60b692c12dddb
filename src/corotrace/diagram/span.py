"""What becomes one bar of the diagram: a call, or a wait for library code."""

from dataclasses import dataclass
from enum import Enum

from corotrace.diagram.interaction import Ending
from corotrace.events import Call, Event, Function, Owner, Place


class Reply(Enum):
    """Where the result of a span goes."""

    TO_WAITER = "to the call that waits for it"
    TO_OUTSIDE = "to whoever is outside of the diagram"
    TO_NOBODY = "nobody waits for it"


@dataclass(slots=True, eq=False)
class Span:
    """A stretch of time on a lifeline.

    Args:
        first: the event that begins it.
        call: the call that it is, or is a step of, or None for a wait.
        function: what runs, or is waited for.
        place: where it runs.
        text: what its message says.
        caller: the span that began it, or None where none is known.
        asynchronous: whether it runs in another task or thread than its caller.
        owner: the object whose method it is.
        participant: the lifeline's name that the user chose.
        last: the event that ended it, or None if the recording did not see its end.
        ending: how it ended.
        value: its result or exception, as text.
        reply: where its result goes.
        waiter: the span that waits for it at its end.
        is_step: whether it is a step of a generator, from one item to the next.
        also_waiting: further spans that wait for it at its end.
    """

    first: Event
    call: Call | None
    function: Function
    place: Place
    text: str
    caller: "Span | None" = None
    asynchronous: bool = False
    owner: Owner | None = None
    participant: str | None = None
    last: Event | None = None
    ending: Ending = Ending.RUNNING
    value: str = ""
    reply: Reply = Reply.TO_NOBODY
    waiter: "Span | None" = None
    is_step: bool = False
    also_waiting: "tuple[Span, ...]" = ()

    def holds_its_lifeline(self, seq: int) -> bool:
        """Whether its lifeline is still taken when an event happens; a generator keeps it between its steps."""
        ended = self.call.ended if self.call and self.is_step else self.last
        return ended is None or ended.seq > seq
