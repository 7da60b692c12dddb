"""Which nodes of two sequences are matched: in their order, or side by side in any."""

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

from corotrace.diagram.difference.alike import alike, likenesses
from corotrace.diagram.difference.nodes import Node

Pair = tuple[Node, Node]
#: So many pairs of nodes are compared one by one; where there are more, what is unique in both divides them.
MOST_PAIRS = 10_000
_LEAST = 1e-9

_digest: Callable[[Node], int] = attrgetter("digest")
_shape: Callable[[Node], int] = attrgetter("shape")


def align(olds: Sequence[Node], news: Sequence[Node]) -> Iterator[Pair]:
    """Match what is done one after the other: as much as can be, none before one that it is after in the other one."""
    pending = [(olds, news)]
    while pending:
        olds, news = pending.pop()
        start, end = _same_ends(olds, news)
        yield from zip(olds[:start], news[:start], strict=True)
        if end:
            yield from zip(olds[-end:], news[-end:], strict=True)
        olds, news = olds[start : len(olds) - end], news[start : len(news) - end]
        if len(olds) * len(news) <= MOST_PAIRS:
            yield from _best(olds, news)
        elif parts := _divided(olds, news, _digest) or _divided(olds, news, _shape):
            pending += parts
        else:  # all of them recur: position tells them apart as well as anything
            yield from (pair for pair in zip(olds, news, strict=False) if alike(*pair))


def assign(olds: Sequence[Node], news: Sequence[Node]) -> Iterator[Pair]:
    """Match what is done side by side: the equal ones, and then always the two that are most alike."""
    equal: defaultdict[int, deque[Node]] = defaultdict(deque)
    for old in olds:
        equal[old.digest].append(old)
    rest = []
    for new in news:
        if equal[new.digest]:
            yield equal[new.digest].popleft(), new
        else:
            rest.append(new)
    unmatched = {old for waiting in equal.values() for old in waiting}
    left = [old for old in olds if old in unmatched]
    if len(left) * len(rest) > MOST_PAIRS:
        yield from (pair for pair in zip(left, rest, strict=False) if alike(*pair))
        return
    ranked = sorted(
        (-likeness / (left[row].size + rest[column].size), row, column)
        for row, likes in enumerate(likenesses(left, rest))
        for column, likeness in enumerate(likes)
        if likeness
    )
    rows: set[int] = set()
    columns: set[int] = set()
    for _, row, column in ranked:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            yield left[row], rest[column]


def _same_ends(olds: Sequence[Node], news: Sequence[Node]) -> tuple[int, int]:
    """How many are equal at the beginning, and how many at the end."""
    most = min(len(olds), len(news))
    start = end = 0
    while start < most and olds[start].digest == news[start].digest:
        start += 1
    while end < most - start and olds[-1 - end].digest == news[-1 - end].digest:
        end += 1
    return start, end


def _best(olds: Sequence[Node], news: Sequence[Node]) -> Iterator[Pair]:
    """The pairs that are most alike, all in all."""
    likeness = likenesses(olds, news)
    totals = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]  # of what comes from there on
    for row in reversed(range(len(olds))):
        below, here, alikes = totals[row + 1], totals[row], likeness[row]
        for column in reversed(range(len(news))):
            here[column] = max(below[column], here[column + 1], below[column + 1] + alikes[column])
    row = column = 0
    while row < len(olds) and column < len(news):
        total, matched = totals[row][column], likeness[row][column]
        if matched and total <= totals[row + 1][column + 1] + matched + _LEAST:
            yield olds[row], news[column]
            row, column = row + 1, column + 1
        elif total <= totals[row + 1][column] + _LEAST:
            row += 1
        else:
            column += 1


def _divided(
    olds: Sequence[Node], news: Sequence[Node], key: Callable[[Node], int]
) -> list[tuple[Sequence[Node], Sequence[Node]]]:
    """Parts that belong together: before, at and after each node that both have once, in the same order."""
    old_counts, new_counts = Counter(map(key, olds)), Counter(map(key, news))
    places = {key(old): index for index, old in enumerate(olds)}
    common = [
        (places[key(new)], index)
        for index, new in enumerate(news)
        if new_counts[key(new)] == 1 and old_counts[key(new)] == 1
    ]
    parts: list[tuple[Sequence[Node], Sequence[Node]]] = []
    old_at = new_at = 0
    for row, column in _longest_rising(common):
        parts += [(olds[old_at:row], news[new_at:column]), (olds[row : row + 1], news[column : column + 1])]
        old_at, new_at = row + 1, column + 1
    return [*parts, (olds[old_at:], news[new_at:])] if parts else []


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of some pairs, in order of their second numbers, whose first numbers rise, too."""
    ends: list[int] = []  # the first number that a sequence of each length ends with, at the least
    last: list[int] = []  # the index of that pair
    before: list[int | None] = []
    for index, (row, _) in enumerate(pairs):
        length = bisect_left(ends, row)
        before.append(last[length - 1] if length else None)
        ends[length : length + 1] = [row]
        last[length : length + 1] = [index]
    found = []
    at = last[-1] if last else None
    while at is not None:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
