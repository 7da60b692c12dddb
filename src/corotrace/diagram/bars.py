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
    """A bar, and what it still stands for."""

    __slots__ = ("calls",)

    def __init__(self, *calls: Called) -> None:
        self.calls = {*calls}


class Bars:
    """Keeps the bars that are open, while the events are gone through in order."""

    def __init__(self) -> None:
        self._open: defaultdict[Line, list[Bar]] = defaultdict(list)

    def begin(self, call: Called, line: Line) -> Bar | None:
        """Put a call on its lifeline; give the bar that it begins, or None where it joins one."""
        bars = self._open[line]
        if bars and not (len(bars[-1].calls) == 1 and _is_around(next(iter(bars[-1].calls)), call)):
            bars[-1].calls.add(call)
            return None
        bar = Bar(call)
        bars.append(bar)
        return bar

    def end(self, call: Called, line: Line) -> tuple[Bar, ...]:
        """Take a call off its lifeline; give the bars that end with it, the innermost first."""
        bars = self._open[line]
        for bar in bars:
            bar.calls.discard(call)
        ended = []
        while bars and not bars[-1].calls:
            ended.append(bars.pop())
        return tuple(ended)


def _is_around(outer: Called, call: Called) -> bool:
    """Whether a call was begun, through any number of calls, by another one that is its task's or its caller's."""
    caller = call.caller
    while caller is not None and caller is not outer:
        caller = caller.caller
    return caller is not None
