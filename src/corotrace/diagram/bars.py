"""The bars of a lifeline: one inside the other where calls are nested, and one for all where calls only overlap.

A notation that ends the innermost bar first cannot show which of several overlapping calls has ended. On the lifeline
of an object, or of library code, that several tasks use at once, one bar lasts from the first of such calls to the
last, so that no bar ends before its call does.
"""

from collections import defaultdict
from typing import Protocol

from corotrace.diagram.roles import Line


class Called(Protocol):
    """What a bar stands for: something that was begun by something else."""

    @property
    def caller(self) -> "Called | None":
        """What began it, or None where that is not known."""


class Bar:
    """A bar.

    Args:
        bold: whether it is drawn in bold.
    """

    __slots__ = ("bold",)

    def __init__(self, *, bold: bool = False) -> None:
        self.bold = bold


class AlarmBar(Bar):
    """A bar of something that took too long."""

    __slots__ = ()


class Bars:
    """Keeps the bars that are open, while the events are gone through in order."""

    def __init__(self) -> None:
        #: Of each lifeline, the bars and what each still stands for.
        self._open: defaultdict[Line, list[tuple[Bar, set[Called]]]] = defaultdict(list)

    def begin(self, call: Called, line: Line, *, bold: bool = False) -> Bar | None:
        """Put a call on its lifeline; give the bar that it begins, or None where it joins one.

        Args:
            call: the call.
            line: its lifeline.
            bold: whether it is drawn in bold; a bar is, as long as it stands for that call alone.
        """
        bars = self._open[line]
        if bars:
            joined, innermost = bars[-1]
            if len(innermost) != 1 or not _is_around(next(iter(innermost)), call):
                innermost.add(call)
                joined.bold = False
                return None
        bar = Bar(bold=bold)
        bars.append((bar, {call}))
        return bar

    def end(self, call: Called, line: Line) -> tuple[Bar, ...]:
        """Take a call off its lifeline; give the bars that end with it, the innermost first."""
        bars = self._open[line]
        for _, calls in bars:
            calls.discard(call)
        ended = []
        while bars and not bars[-1][1]:
            ended.append(bars.pop()[0])
        return tuple(ended)


def _is_around(outer: Called, call: Called) -> bool:
    """Whether a call was begun, through any number of calls, by another one that is its task's or its caller's."""
    caller = call.caller
    while caller is not None and caller is not outer:
        caller = caller.caller
    return caller is not None
