"""The loops of two traces, found in both taken together.

Each folded by itself, ``log a b 1 2 3 4 5 6`` has a loop of eight steps, and ``a b log 1 2 3 4 5 6`` one of six: the
same call is in a loop here and in none there. Taken together, they have one of six.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from corotrace.diagram.difference.merging import Merged
from corotrace.diagram.difference.nodes import Kind
from corotrace.diagram.difference.standing import Folder, Part, loops_of
from corotrace.diagram.passages import Item, Operand

#: Where both together are more than this, and more than twice as much as one after the other, they have too little in
#: common: a reader is better off with what each does.
_FEW = 80


@dataclass(frozen=True, slots=True)
class Position:
    """Where an item stands among those that are done one after the other, or an operand among those side by side.

    Args:
        part: a loop, or what is in none; of operands, those that may be one.
        time: which time of the loop; None where it is in none, or loops are in it.
    """

    part: int
    time: int | None


Positions = Mapping[Item | Operand, Position]


def common_loops(root: Merged) -> Positions:
    """Where items stand, if the loops of both traces taken together are others than those of each by itself.

    Args:
        root: both traces, with nothing folded.
    """
    assert root.old is not None  # noqa: S101 - it is the whole of both
    assert root.new is not None  # noqa: S101 - it is the whole of both
    folder = Folder(root.old, root.new)
    found: dict[Item | Operand, Position] = {}
    pending = [root]
    while pending:
        merged = pending.pop()
        if merged.touched and merged.old is not None and merged.new is not None:
            pending += merged.children
            if merged.node.kind is Kind.PAR:
                found.update(_side_by_side(merged.children, folder))
            elif merged.children:
                found.update(_Sequence(merged.children, folder).positions())
    return found


def _side_by_side(operands: Iterable[Merged], folder: Folder) -> Iterator[tuple[Item | Operand, Position]]:
    """Where operands stand: those are together that are drawn in the same way in the one trace, and in the other."""
    for operand in operands:
        nodes = [node for node in (operand.old, operand.new) if node is not None]
        part = folder.keys.of(frozenset(map(folder.code, nodes)))
        yield from ((node.item, Position(part, None)) for node in nodes)


class _Sequence:
    """What is done one after the other, in either trace.

    Args:
        children: all of it.
        folder: knows the nodes of both traces.
    """

    def __init__(self, children: Sequence[Merged], folder: Folder) -> None:
        self._folder = folder
        self._all = {i: child.node for i, child in enumerate(children)}
        self._sides = (
            {i: child.old for i, child in enumerate(children) if child.old is not None and not child.has_come},
            {i: child.new for i, child in enumerate(children) if child.new is not None},
        )
        self._codes = [{i: folder.code(node) for i, node in side.items()} for side in self._sides]
        each = [folder.fold(side, codes) for side, codes in zip(self._sides, self._codes, strict=True)]
        self._most = max(_FEW, 2 * sum(map(len, each)))
        self._own = [loops_of(parts, side) for parts, side in zip(each, self._sides, strict=True)]
        self._left = {child.old: i for i, child in enumerate(children) if child.left}
        self._come = {child.old: i for i, child in enumerate(children) if child.has_come}
        self._changed = {
            i for i, child in enumerate(children) if child.touched and all(i in side for side in self._sides)
        }

    def positions(self) -> Iterator[tuple[Item | Operand, Position]]:
        """Where the items stand, if the loops of both are others than those of each."""
        parts = self._folded(self._changed)
        if len(parts) > self._most:  # loops of which much differs are compared as a whole
            parts = self._folded(set())
        if len(parts) > self._most or self._own == [loops_of(parts, side) for side in self._sides]:
            return
        for number, part in enumerate(parts):
            for time, indexes in enumerate(part.times):
                position = Position(number, time if part.is_loop and part.is_flat else None)
                for side in self._sides:
                    yield from ((side[i].item, position) for i in indexes if i in side)

    def _folded(self, apart: AbstractSet[int]) -> Sequence[Part]:
        """Both traces together: what is matched is one.

        Args:
            apart: what is in no loop with anything else.
        """
        keys = self._folder.keys
        codes = {i: frozenset(codes[i] for codes in self._codes if i in codes) for i in self._all}
        ends = (self._left, self._come)
        alone = {i for here in ends for moved, i in here.items() if not all(moved in there for there in ends)}
        while True:
            parts = self._folder.fold(
                self._all, {i: keys.of(code, i in apart, i if i in alone else None) for i, code in codes.items()}
            )
            more = {*self._moved(parts), *self._torn(parts)} - alone
            if not more:
                return parts
            alone |= more

    def _moved(self, parts: Iterable[Part]) -> Iterator[int]:
        """What has moved from one part to another."""
        part_of = {i: part for part in parts for i in part}
        for moved, come in self._come.items():
            left = self._left.get(moved, come)
            if part_of[come] is not part_of[left]:
                yield from (come, left)

    def _torn(self, parts: Iterable[Part]) -> Iterator[int]:
        """What one of the traces does otherwise, one time, than the other times."""
        for part in parts:
            if part.is_loop and not part.is_flat:
                if not all(loops_of([part], side) <= own for side, own in zip(self._sides, self._own, strict=True)):
                    once = {i for i in part if not all(i in side for side in self._sides)}
                    yield from once or part
            elif part.is_loop:
                for side in self._sides:
                    ways = [tuple(i in side for i in indexes) for indexes in part.times]
                    usual = [way for way, _ in Counter(filter(any, ways)).most_common(1)]
                    for indexes, way in zip(part.times, ways, strict=True):
                        if any(way) and way not in usual:
                            yield from indexes
