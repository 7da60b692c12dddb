"""Finds what is repeated, all over the tree, from the leaves up."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from operator import eq

from corotrace.diagram.interaction import Ending
from corotrace.diagram.outline.nodes import Branch, Loop, Node

#: What is repeated is folded from so many times on.
FEWEST = 5
#: Groups of more than so many are not looked for.
LONGEST = 16


class _Numbers:
    """Gives equal things equal numbers."""

    def __init__(self) -> None:
        self._known: defaultdict[Hashable, int] = defaultdict(lambda: len(self._known) + 1)

    def of(self, *key: Hashable) -> int:
        return self._known[key]


def fold_tree(nodes: Sequence[Node], roots: list[Branch]) -> list[Branch]:
    """Fold what each node did.

    Args:
        nodes: all of them, callers before what they called.
        roots: those that have no caller.

    Returns:
        The roots, folded too.
    """
    numbers = _Numbers()
    for node in reversed(nodes):  # what it did is folded before it is looked at itself
        node.below = _fold(node.below, numbers)
        arguments = None if node.arguments is None else tuple(name for name, _ in node.arguments)
        labels = tuple(label.noun for label in node.labels)
        error = node.value.partition("(")[0] if node.ending is Ending.RAISED else ""
        below = tuple(branch.alike for branch in node.below)
        node.alike = numbers.of(
            node.kind, node.general, arguments, labels, node.ending, error, bool(node.value), bool(node.joins), below
        )
    return _fold(roots, numbers)


def _fold(branches: list[Branch], numbers: _Numbers) -> list[Branch]:
    """Fold short groups first: what is repeated inside of longer ones is a loop then, when these are looked for."""
    while len(branches) >= FEWEST:
        before = len(branches)
        for period in _periods([branch.alike for branch in branches]):
            branches = _fold_groups(branches, period, numbers)
        if len(branches) == before:
            break
    return branches


def _periods(codes: Iterable[int]) -> list[int]:
    """The lengths of groups that may be repeated: something recurs after so many."""
    last: dict[int, int] = {}
    found: set[int] = set()
    for index, code in enumerate(codes):
        if code in last:
            found.add(index - last[code])
        last[code] = index
    return sorted(period for period in found if period <= LONGEST)


def _fold_groups(branches: list[Branch], period: int, numbers: _Numbers) -> list[Branch]:
    """Fold groups of one length, from the beginning on."""
    codes = [branch.alike for branch in branches]
    recurs = [*map(eq, codes[period:], codes), False]  # whether it is like the one a period later
    folded: list[Branch] = []
    done = start = 0
    while True:
        try:
            start = recurs.index(True, start)
        except ValueError:
            return [*folded, *branches[done:]]
        end = recurs.index(False, start)
        times = (end - start) // period + 1
        if times >= FEWEST:
            last = start + times * period
            folded += branches[done:start]
            groups = [branches[index : index + period] for index in range(start, last, period)]
            folded.append(Loop(groups, numbers.of("loop", *codes[start : start + period])))
            done = last
        start = max(end, done)
