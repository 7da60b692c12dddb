"""What is drawn one below the other, taken together: a whole call, or a repetition."""

from array import array
from collections.abc import Sequence
from typing import Any

from corotrace.diagram.strokes import Begin, End, Stroke


class Passage:
    """A call from its beginning to its end, with all that is drawn in between.

    Args:
        key: the same for all that are drawn in the same way.
        begin: its first stroke.
        inner: what is drawn in between.
        end: its last stroke.
    """

    __slots__ = ("bars", "begin", "end", "inner", "key", "weight")

    def __init__(self, key: int, begin: Begin, inner: "Sequence[Item]", end: End) -> None:
        self.key, self.begin, self.inner, self.end = key, begin, inner, end
        self.weight, self.bars = begin.weight, begin.bars + end.bars
        for item in inner:
            self.weight += item.weight
            self.bars += item.bars


class Loop(Stroke):
    """The same again and again; its silence is the one before the first time.

    Args:
        key: the same for all that repeat the same, however often.
        first: what is repeated, as it was the first time.

    Attributes:
        body: what is repeated, and stands for all times.
        level: how deep loops are nested in it, itself included.
        fewest: how often it is repeated, at the least.
        most: how often it is repeated, at the most.
        durations: how long it took each time, in nanoseconds.
        last_time: when it was over.
    """

    __slots__ = ("body", "durations", "fewest", "last_time", "level", "most", "weight")

    def __init__(self, key: int, first: "Sequence[Item]") -> None:
        lead = _lead(first[0])
        super().__init__(key, lead.time, lead.silence)
        self.longest_silence = lead.longest_silence
        self.body = first
        self.weight = sum(item.weight for item in first)
        self.level: int = 1 + max((item.level for item in first if isinstance(item, Loop)), default=0)
        self.fewest = self.most = 1
        self.last_time = _last_time(first[-1])
        self.durations = array("q", (self.last_time - self.time,))

    def repeat(self, again: "Sequence[Item]") -> None:
        """Take in what was drawn one more time."""
        if self.most == 1:  # the silence before the first time is no part of what is repeated
            mine, its = _lead(self.body[0]), _lead(again[0])
            mine.silence, mine.longest_silence = its.silence, its.longest_silence
        self.most += 1
        self.fewest = self.most
        self.last_time = _last_time(again[-1])
        self.durations.append(self.last_time - _lead(again[0]).time)
        take_in_all(self.body, again)

    def go_on(self, other: "Loop") -> None:
        """Take in one that repeats the same right after it."""
        _lead(self.body[0]).take_in_silence(other)
        self.fewest += other.fewest
        self.most += other.most
        self.last_time = other.last_time
        self.durations.extend(other.durations)
        take_in_all(self.body, other.body)

    def take_in(self, other: "Loop") -> None:
        """Stand for another one too; what is in their bodies is not looked at."""
        self.take_in_silence(other)
        self.fewest = min(self.fewest, other.fewest)
        self.most = max(self.most, other.most)
        self.durations.extend(other.durations)


class Operand:
    """What one, or each of several, does while others do something else.

    Args:
        items: what is drawn of it.

    Attributes:
        text: what its corner says.
        fewest: how many do so, at the least.
        most: how many do so, at the most.
    """

    __slots__ = ("fewest", "items", "most", "text")

    def __init__(self, items: "Sequence[Item]") -> None:
        self.items = items
        self.text = ""
        self.fewest = self.most = 1


class Par(Stroke):
    """Operands side by side.

    Args:
        key: the same for all that are drawn in the same way.
        operands: the operands.
        overlaps: whether they may go on beside what follows.
    """

    __slots__ = ("operands", "overlaps", "weight")

    def __init__(self, key: int, operands: Sequence[Operand], *, overlaps: bool) -> None:
        super().__init__(key, 0, 0)
        self.operands = operands
        self.overlaps = overlaps
        self.weight = sum(item.weight for operand in operands for item in operand.items)

    def take_in(self, other: "Par") -> None:
        """Stand for another one too; what is in their operands is not looked at."""
        for mine, its in zip(self.operands, other.operands, strict=True):
            mine.fewest = min(mine.fewest, its.fewest)
            mine.most = max(mine.most, its.most)


#: What stands in a sequence of what is drawn: strokes, and what is made of them.
Item = Stroke | Passage


def _lead(item: Item) -> Stroke:
    return item.begin if isinstance(item, Passage) else item


def _last_time(item: Item) -> int:
    if isinstance(item, Passage):
        return item.end.time
    return item.last_time if isinstance(item, Loop) else item.time


def say_the_same(items: Sequence[Item], others: Sequence[Item]) -> bool:
    """Whether all texts are the same, of items that are drawn in the same way."""
    pending: list[tuple[Any, Any]] = [*zip(items, others, strict=True)]
    while pending:
        one, other = pending.pop()
        if isinstance(one, Passage):
            pending += [(one.begin, other.begin), (one.end, other.end), *zip(one.inner, other.inner, strict=True)]
        elif isinstance(one, Loop | Par):
            pending += zip(_parts(one), _parts(other), strict=True)
        elif one.text() != other.text():
            return False
    return True


def take_in_all(items: Sequence[Item], others: Sequence[Item]) -> None:
    """Let each of the items stand for the other one too; both are drawn in the same way."""
    pending: list[tuple[Any, Any]] = [*zip(items, others, strict=True)]
    while pending:  # calls may be nested deeper than Python may recurse
        mine, its = pending.pop()
        kind = type(mine)
        if kind is Passage:
            mine.begin.take_in(its.begin)
            mine.end.take_in(its.end)
            if mine.inner:
                pending += zip(mine.inner, its.inner, strict=True)
        else:
            mine.take_in(its)
            if kind is Loop or kind is Par:
                pending += zip(_parts(mine), _parts(its), strict=True)


def _parts(item: "Loop | Par") -> Sequence[Item]:
    return item.body if isinstance(item, Loop) else [part for operand in item.operands for part in operand.items]
