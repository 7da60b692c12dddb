"""Folds what was arranged with nothing folded, as arranging does, but for loops of which it is known where they are."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, groupby

from corotrace.diagram.difference.common_loops import Position, Positions
from corotrace.diagram.folding import fold_operands
from corotrace.diagram.passages import Item, Loop, Operand, Par, Passage
from corotrace.diagram.runs import FoldingRun
from corotrace.diagram.strokes import Keys
from corotrace.diagram.structure.work import Work, done

_ANYWHERE = Position(-1, None)


def fold_again(positions: Positions, items: Sequence[Item], keys: Keys) -> list[Item]:
    """Fold what is repeated.

    Args:
        positions: where items stand, of which that is known.
        items: what is drawn, from top to bottom; they are used up.
        keys: gives keys to what is drawn.
    """
    folded: list[Item] = done(_Folding(positions, keys).items(items))
    return folded


class _Folding:
    """Folds from the inside to the outside.

    Args:
        positions, keys: as in `fold_again`.
    """

    def __init__(self, positions: Positions, keys: Keys) -> None:
        self._positions = positions
        self._keys = keys

    def items(self, items: Sequence[Item]) -> Work:
        """Fold what is done one after the other."""
        folded: list[Item] = []
        for _, part in groupby(items, lambda item: self._position(item).part):
            groups: dict[int | None, list[Item]] = {}
            for before in part:
                item = yield from self._item(before)
                groups.setdefault(self._position(before).time, []).append(item)
            folded += self._part([*groups.values()], is_loop=None not in groups)
        return folded

    def _position(self, item: Item | Operand) -> Position:
        return self._positions.get(item, _ANYWHERE)

    def _part(self, groups: list[list[Item]], *, is_loop: bool) -> list[Item]:
        if is_loop and len({tuple(item.key for item in group) for group in groups}) == 1:
            loop = Loop.of(self._keys, [*groups])
            loop.frame()
            return [loop]
        run = FoldingRun(self._keys)
        for item in chain.from_iterable(groups):
            run.append(item)
        return run.finish()

    def _item(self, item: Item) -> Work:
        """Fold what is in an item."""
        if isinstance(item, Passage):
            return Passage.of(self._keys, item.begin, (yield self.items(item.inner)), item.end)
        if not isinstance(item, Par):
            return item
        kinds: list[list[Operand]] = []  # the first of those that were made in the same way is labelled
        for operand in item.operands:
            operand.items = yield self.items(operand.items)
            if operand.text or not kinds:
                kinds.append([])
            kinds[-1].append(operand)
        folded = [operand for kind in kinds for operand in self._operands(kind)]
        return Par.of(self._keys, folded, overlaps=item.overlaps)

    def _operands(self, operands: Sequence[Operand]) -> list[Operand]:
        """Fold what is done side by side."""
        parts: defaultdict[int, list[Operand]] = defaultdict(list)
        for operand in operands:
            parts[self._position(operand).part].append(operand)
        folded = {operand for part in parts.values() for operand in fold_operands(part)}
        return [operand for operand in operands if operand in folded]
