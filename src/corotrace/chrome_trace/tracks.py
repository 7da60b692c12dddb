"""Tracks, on which each slice is nested in the one around it."""

from dataclasses import dataclass, field

from corotrace.chrome_trace.slices import Slice


@dataclass(slots=True, eq=False)
class Track:
    """A line of slices.

    Args:
        number: which one.
        open: the slices that have begun and not ended, the outermost first.
    """

    number: int
    open: list[Slice] = field(default_factory=list)

    def takes(self, new: Slice) -> bool:
        """Whether a slice fits: into the one that it is a part of, or where nothing goes on."""
        top = self.open[-1] if self.open else None
        return top is None or (top is new.inside and new.ended <= top.ended)
