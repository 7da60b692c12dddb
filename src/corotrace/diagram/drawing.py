"""From what is drawn to the elements of the interaction, in one flat list."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from corotrace.diagram.bars import AlarmBar, Bar
from corotrace.diagram.endings import said_of
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
from corotrace.diagram.marks import NO_MARK, Mark, Marks
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
        marks: in a difference, what became of strokes and operands.
    """

    def __init__(
        self, participants: Mapping[Line, Participant], total: int | None, max_message: int, marks: Marks | None = None
    ) -> None:
        self._of_two = marks is not None
        self._marks: Marks = marks or {}
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
        mark, times = self._mark(loop), (loop.fewest, loop.most)
        operand = Operand(fragment, mark.text or "", times, each, change=mark.change, before=mark.before)
        return [FragmentEnd(fragment), *reversed(loop.body), operand]

    def _par(self, par: Par) -> list[Any]:
        """Operands side by side and what is in them, the last first."""
        fragment = CombinedFragment(next(self._fragments), InteractionOperator.PAR)
        elements: list[Any] = [FragmentEnd(fragment)]
        for operand in reversed(par.operands):
            mark = self._mark(operand)
            times = None if operand.most == 1 and not mark.before else (operand.fewest, operand.most)
            text = operand.text if mark.text is None else mark.text
            begin = Operand(fragment, text, times, change=mark.change, before=mark.before)
            elements += [*reversed(operand.items), begin]
        return elements

    def _silence(self, item: Stroke) -> Iterator[Silence]:
        shortest, longest = item.silence, item.longest_silence
        if self._total is None:
            return
        if is_long(longest, self._total):
            yield Silence(shortest, None if shortest == longest else longest)

    def _element(self, item: Stroke) -> Iterator[Element]:
        mark = self._mark(item)
        match item:
            case Begin(asynchronous=asynchronous, sender=sender, receiver=receiver):
                sort = MessageSort.ASYNCH_CALL if asynchronous else MessageSort.SYNCH_CALL
                begun = None if item.bar is None else self._bar(item.bar, receiver)
                text = self._text(item, mark)
                at = self._participants[receiver]
                yield CallMessage(sort, self._at(sender), at, text, begun, mark.change, item.took(), item.bold)
            case End(receivers=receivers, ending=ending):
                here = item.begin.receiver
                at, text, took = self._participants[here], self._text(item, mark), item.took()
                ends = tuple(self._bar(bar, here) for bar in item.ends)
                for other in receivers[:-1]:
                    yield ReplyMessage(at, self._at(other), ending, text, took, (), mark.change, item.bold)
                if receivers:
                    yield ReplyMessage(at, self._at(receivers[-1]), ending, text, took, ends, mark.change, item.bold)
                else:
                    yield Finish(at, ending, text, took, ends, mark.change, item.bold)
            case Remark():
                yield Note(self._text(item, mark), self._at(item.over), mark.change, item.took(), item.alarm)

    def _mark(self, item: object) -> Mark:
        return self._marks.get(item, NO_MARK)

    def _text(self, item: Begin | End | Remark, mark: Mark) -> str:
        text = mark.text
        if text is None:
            text = item.text()
            if self._of_two and isinstance(item, End):  # colours tell something else
                text = said_of(item.ending, text)
        return cut(text, self._max_message)

    def _at(self, line: Line | None) -> Participant | None:
        return None if line is None else self._participants[line]

    def _bar(self, bar: Bar, line: Line) -> Activation:
        activation = self._bars.get(bar)
        if activation is None:
            activation = self._bars[bar] = Activation(
                len(self._bars) + 1, self._participants[line], isinstance(bar, AlarmBar), bar.bold
            )
        return activation
