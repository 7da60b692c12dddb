"""From what is drawn to the elements of the interaction, in one flat list."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from corotrace.diagram.bars import AlarmBar, Bar
from corotrace.diagram.interaction import (
    Activation,
    CallMessage,
    CombinedFragment,
    Element,
    Finish,
    FragmentEnd,
    InteractionOperator,
    MessageSort,
    Note,
    Operand,
    Participant,
    ReplyMessage,
    Silence,
)
from corotrace.diagram.passages import Item, Loop, Par, Passage
from corotrace.diagram.roles import Line
from corotrace.diagram.strokes import Begin, End, Remark, Stroke
from corotrace.diagram.text import cut
from corotrace.diagram.varying import spread_of

#: A time in which nothing goes on is drawn from this length on, in nanoseconds, …
_LONG = 100_000_000
#: … and from this one on where it is at least a tenth of the whole.
_SHORT = 1_000_000


def is_long(duration: int, total: int) -> bool:
    """Whether a time in which nothing goes on is worth telling, of so much in all."""
    return duration >= _LONG or (duration >= _SHORT and duration * 10 >= total)


class Drawing:
    """Writes strokes as elements.

    Args:
        participants: those of the lifelines.
        total: how long the whole took, in nanoseconds, or None where no times are to be told.
        max_message: how many characters of a message are shown.
    """

    def __init__(self, participants: Mapping[Line, Participant], total: int | None, max_message: int) -> None:
        self._max_message = max_message
        self._participants = participants
        self._total = total
        self._bars: dict[Bar, Activation] = {}
        self._fragments = itertools.count(1)

    def elements(self, items: list[Item]) -> Iterator[Element]:
        """Write all of them, from top to bottom; the list is emptied, for there may be very many."""
        items.reverse()
        pending: list[Any] = items
        while pending:  # calls may be nested deeper than Python may recurse
            item = pending.pop()
            if isinstance(item, Passage):
                pending.append(item.end)
                pending += reversed(item.inner)
                pending.append(item.begin)
            elif isinstance(item, Operand | FragmentEnd):
                yield item
            elif isinstance(item, Loop) and not item.is_framed:
                for group in reversed(item.groups):
                    pending += reversed(group)
            else:
                yield from self._silence(item)
                if isinstance(item, Loop):
                    pending += self._loop(item)
                elif isinstance(item, Par):
                    pending += self._par(item)
                else:
                    yield from self._element(item)

    def _loop(self, loop: Loop) -> list[Any]:
        """A loop and what is in it, the last first."""
        fragment = CombinedFragment(next(self._fragments), InteractionOperator.LOOP)
        each = None if self._total is None else spread_of(loop.durations)
        return [FragmentEnd(fragment), *reversed(loop.body), Operand(fragment, "", (loop.fewest, loop.most), each)]

    def _par(self, par: Par) -> list[Any]:
        """Operands side by side and what is in them, the last first."""
        fragment = CombinedFragment(next(self._fragments), InteractionOperator.PAR)
        elements: list[Any] = [FragmentEnd(fragment)]
        for operand in reversed(par.operands):
            times = None if operand.most == 1 else (operand.fewest, operand.most)
            elements += [*reversed(operand.items), Operand(fragment, operand.text, times)]
        return elements

    def _silence(self, item: Stroke) -> Iterator[Silence]:
        shortest, longest = item.silence, item.longest_silence
        if self._total is None:
            return
        if is_long(longest, self._total):
            yield Silence(shortest, None if shortest == longest else longest)

    def _element(self, item: Stroke) -> Iterator[Element]:
        match item:
            case Begin(asynchronous=asynchronous, sender=sender, receiver=receiver):
                sort = MessageSort.ASYNCH_CALL if asynchronous else MessageSort.SYNCH_CALL
                begun = None if item.bar is None else self._bar(item.bar, receiver)
                text = cut(item.text(), self._max_message)
                yield CallMessage(sort, self._at(sender), self._participants[receiver], text, begun, item.took())
            case End(receivers=receivers, ending=ending):
                here = item.begin.receiver
                at, text, took = self._participants[here], cut(item.text(), self._max_message), item.took()
                ends = tuple(self._bar(bar, here) for bar in item.ends)
                for other in receivers[:-1]:
                    yield ReplyMessage(at, self._at(other), ending, text, took)
                if receivers:
                    yield ReplyMessage(at, self._at(receivers[-1]), ending, text, took, ends)
                else:
                    yield Finish(at, ending, text, took, ends)
            case Remark():
                yield Note(cut(item.text(), self._max_message), self._at(item.over), item.took(), item.alarm)

    def _at(self, line: Line | None) -> Participant | None:
        return None if line is None else self._participants[line]

    def _bar(self, bar: Bar, line: Line) -> Activation:
        activation = self._bars.get(bar)
        if activation is None:
            activation = self._bars[bar] = Activation(
                len(self._bars) + 1, self._participants[line], isinstance(bar, AlarmBar)
            )
        return activation
