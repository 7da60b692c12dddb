"""The bars of a lifeline: one inside the other where calls are nested, and one for all where calls only overlap.

A notation that ends the innermost bar first cannot show which of several overlapping calls has ended. On the lifeline
of an object, or of library code, that several tasks use at once, one bar lasts from the first of such calls to the
last, so that no bar ends before its call does.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from corotrace.diagram.interaction import Activation, Participant
from corotrace.diagram.span import Span


@dataclass(slots=True)
class _Bar:
    activation: Activation
    spans: set[Span] = field(default_factory=set)


class Bars:
    """Keeps the bars that are open, while the events are gone through in order."""

    def __init__(self) -> None:
        self._count = 0
        self._open: defaultdict[Participant, list[_Bar]] = defaultdict(list)

    def begin(self, span: Span, participant: Participant) -> Activation | None:
        """Put a span on its lifeline; give the bar that it begins, or None where it joins one."""
        bars = self._open[participant]
        if bars and not (len(bars[-1].spans) == 1 and _is_around(next(iter(bars[-1].spans)), span)):
            bars[-1].spans.add(span)
            return None
        self._count += 1
        bars.append(_Bar(Activation(self._count, participant), {span}))
        return bars[-1].activation

    def end(self, span: Span, participant: Participant) -> tuple[Activation, ...]:
        """Take a span off its lifeline; give the bars that end with it, the innermost first."""
        bars = self._open[participant]
        for bar in bars:
            bar.spans.discard(span)
        ended = []
        while bars and not bars[-1].spans:
            ended.append(bars.pop().activation)
        return tuple(ended)


def _is_around(outer: Span, span: Span) -> bool:
    """Whether a span was begun, through any number of calls, by another one that is its task's or its caller's."""
    caller = span.caller
    while caller is not None and caller is not outer:
        caller = caller.caller
    return caller is not None
