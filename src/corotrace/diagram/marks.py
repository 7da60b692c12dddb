"""What a difference says of strokes and frames, beside what they say themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from corotrace.diagram.interaction import Change


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of something from one trace to the other.

    Args:
        change: what; None where only what is in it has changed.
        text: what is written instead of its own text; None for that.
        before: how often a frame was repeated, where that has changed.
    """

    change: Change | None = None
    text: str | None = None
    before: tuple[int, int] | None = None


NO_MARK = Mark()
#: Of strokes, and of operands.
Marks = Mapping[object, Mark]
