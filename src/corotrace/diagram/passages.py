"""What is drawn one below the other, taken together: a whole call, or a repetition."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corotrace.diagram.bars import Bar
from corotrace.diagram.strokes import Begin, End, Keys, Stroke


class Passage:
    """A call from its beginning to its end, with all that is drawn in between.

    Args:
        key: the same for all that are drawn in the same way.
        begin: its first stroke.
        inner: what is drawn in between.
        end: its last stroke.

    Attributes:
        half: as in `Stroke`: most calls have a bar of their own.
        weight: as in `Stroke`.
    """

    __slots__ = ("begin", "end", "half", "inner", "key", "weight")

    def __init__(self, key: int, begin: Begin, inner: "Sequence[Item]", end: End) -> None:
        self.key, self.begin, self.inner, self.end = key, begin, inner, end
        self.weight: int = begin.weight + sum(item.weight for item in inner)
        ends = end.ends
        own = begin.bar is ends[0] if len(ends) == 1 else begin.bar is None and not ends
        whole = own and not any(item.half for item in inner)
        self.half: Sequence[Bar] = () if whole else half_of((begin, *inner, end))

    @classmethod
    def of(cls, keys: Keys, begin: Begin, inner: "Sequence[Item]", end: End) -> "Passage":
        """One whose key tells what it consists of."""
        return cls(keys.of("passage", begin.key, *[item.key for item in inner], end.key), begin, inner, end)


class Loop(Stroke):
    """The same again and again; its silence is the one before the first time.

    As long as that is not worth a frame, it is drawn as often as it happened. It is a loop all the same: so what has a
    short loop in it is like what has a long one in it.

    Args:
        key: the same for all that repeat the same, however often.
        groups: what is repeated, each time.

    Attributes:
        groups: the same, or only one that stands for all times.
        fewest: how often it is repeated, at the least.
        most: how often it is repeated, at the most.
        durations: how long it took each time, in nanoseconds, where one group stands for all.
        last_time: when it was over.
        level: how deep loops are nested in it, itself included.
    """

    __slots__ = ("durations", "fewest", "groups", "last_time", "level", "most", "weight")

    def __init__(self, key: int, groups: "list[Sequence[Item]]") -> None:
        lead = _lead(groups[0][0])
        super().__init__(key, lead.time, lead.silence)
        self.groups = groups
        self.fewest = self.most = len(groups)
        self.weight = sum(item.weight for item in groups[0])
        self.level: int = 1 + max((item.level for item in groups[0] if isinstance(item, Loop)), default=0)
        self.last_time = _last_time(groups[-1][-1])
        self.durations = array("q")

    @classmethod
    def of(cls, keys: Keys, groups: "list[Sequence[Item]]") -> "Loop":
        """One whose key tells what it repeats."""
        return cls(keys.of("loop", *(item.key for item in groups[0])), groups)

    @property
    def body(self) -> "Sequence[Item]":
        """What is repeated."""
        return self.groups[0]

    @property
    def is_framed(self) -> bool:
        """Whether it is drawn once, in a frame that says how often."""
        return len(self.groups) == 1

    def frame(self) -> None:
        """Let the first time stand for all times."""
        if self.is_framed:
            return
        first, second = _lead(self.groups[0][0]), _lead(self.groups[1][0])
        self.silence, self.longest_silence = first.silence, first.longest_silence
        # the silence before the first time is no part of what is repeated
        first.silence, first.longest_silence = second.silence, second.longest_silence
        self.durations.extend(map(_duration, self.groups))
        for again in self.groups[1:]:
            take_in_all(self.body, again)
        del self.groups[1:]

    def repeat(self, again: "Sequence[Item]") -> None:
        """Take in what was drawn one more time."""
        self.fewest = self.most = self.most + 1
        self.last_time = _last_time(again[-1])
        if self.is_framed:
            self.durations.append(_duration(again))
            take_in_all(self.body, again)
        else:
            self.groups.append(again)

    def go_on(self, other: "Loop") -> None:
        """Take in one that repeats the same right after it."""
        if not other.is_framed:
            for again in other.groups:
                self.repeat(again)
            return
        self.frame()
        _lead(self.body[0]).take_in_silence(other)
        self.fewest += other.fewest
        self.most += other.most
        self.last_time = other.last_time
        self.durations.extend(other.durations)
        take_in_all(self.body, other.body)

    def take_in(self, other: "Loop") -> "Iterator[tuple[Item, Item]]":
        """Stand for another one, too; give what has to stand for something of the other one in turn."""
        if not self.is_framed and len(self.groups) == len(other.groups):
            for mine, its in zip(self.groups, other.groups, strict=True):
                yield from zip(mine, its, strict=True)
            return
        self.frame()
        other.frame()
        self.take_in_silence(other)
        self.fewest = min(self.fewest, other.fewest)
        self.most = max(self.most, other.most)
        self.durations.extend(other.durations)
        yield from zip(self.body, other.body, strict=True)


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

    @classmethod
    def of(cls, keys: Keys, operands: Sequence[Operand], *, overlaps: bool) -> "Par":
        """One whose key tells what it consists of."""
        parts = [(operand.text, *(item.key for item in operand.items)) for operand in operands]
        return cls(keys.of("par", overlaps, *parts), operands, overlaps=overlaps)

    def take_in(self, other: "Par") -> "Iterator[tuple[Item, Item]]":
        """Stand for another one, too; give what has to stand for something of the other one in turn."""
        for mine, its in zip(self.operands, other.operands, strict=True):
            mine.fewest = min(mine.fewest, its.fewest)
            mine.most = max(mine.most, its.most)
            yield from zip(mine.items, its.items, strict=True)


#: What stands in a sequence of what is drawn: strokes, and what is made of them.
Item = Stroke | Passage


def half_of(items: Iterable[Item]) -> Sequence[Bar]:
    """The bars that begin in some items and do not end in them, or the other way round."""
    found: set[Bar] = set()
    for item in items:
        if item.half:
            found.symmetric_difference_update(item.half)
    return tuple(found)


def _lead(item: Item) -> Stroke:
    return item.begin if isinstance(item, Passage) else item


def _last_time(item: Item) -> int:
    if isinstance(item, Passage):
        return item.end.time
    return item.last_time if isinstance(item, Loop) else item.time


def _duration(group: Sequence[Item]) -> int:
    return _last_time(group[-1]) - _lead(group[0]).time


def say_the_same(items: Sequence[Item], others: Sequence[Item]) -> bool:
    """Whether all texts are the same, of items that are drawn in the same way."""
    pending: list[tuple[Any, Any]] = [*zip(items, others, strict=True)]
    while pending:
        one, other = pending.pop()
        if isinstance(one, Passage):
            pending += [(one.begin, other.begin), (one.end, other.end), *zip(one.inner, other.inner, strict=True)]
        elif isinstance(one, Loop):
            if (one.fewest, one.most, len(one.groups)) != (other.fewest, other.most, len(other.groups)):
                return False
            for mine, its in zip(one.groups, other.groups, strict=True):
                pending += zip(mine, its, strict=True)
        elif isinstance(one, Par):
            for operand, its_operand in zip(one.operands, other.operands, strict=True):
                pending += zip(operand.items, its_operand.items, strict=True)
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
        elif kind is Loop or kind is Par:
            pending += mine.take_in(its)
        else:
            mine.take_in(its)
