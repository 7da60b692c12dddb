"""What becomes one bar of the diagram: a call, a step of a generator, or a wait for library code."""

from dataclasses import dataclass, field

from corotrace.diagram.roles import Line
from corotrace.diagram.strokes import Begin
from corotrace.events import CallStarted, Place


@dataclass(slots=True, eq=False)
class Span:
    """A stretch of time on a lifeline.

    Args:
        number: in order of beginning.
        started: the beginning of the call that it is, or is a step of; None for a wait.
        place: where it runs.
        caller: the span that began it, or None where none is known.
        asynchronous: whether it runs in another task or thread than its caller.
        line: its lifeline.
        goes_on: whether it has not ended.

    Attributes:
        begin: its first stroke.
    """

    number: int
    started: CallStarted | None
    place: Place
    caller: "Span | None"
    asynchronous: bool
    line: Line
    goes_on: bool = True
    begin: Begin = field(init=False)
