"""How nodes would be folded, without folding what is drawn of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import Any

from corotrace.diagram.difference.nodes import Kind, Node
from corotrace.diagram.folding import fold_operands
from corotrace.diagram.passages import Item, Loop, Operand
from corotrace.diagram.runs import FoldingRun
from corotrace.diagram.strokes import Keys, Stroke


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A loop, or a node that is in none.

    Args:
        times: which nodes it consists of, each time.
        is_loop: whether it is a loop.
        is_flat: whether no loop is in it; where one is, what belongs to which time is not told apart.
    """

    times: Sequence[Sequence[int]]
    is_loop: bool
    is_flat: bool

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self.times)


class Standing(Stroke):
    """Stands for a node among others; one that stands for several knows all of them.

    Args:
        key: the same for all that may be in the same place of a loop.
        node: the node.
        weight: as in `Stroke`.
        index: which of them it is.
    """

    __slots__ = ("_text", "indexes", "weight")

    def __init__(self, key: int, node: Node, weight: int, index: int) -> None:
        super().__init__(key, 0, 0)
        self.weight = weight
        self.indexes = [index]
        self._text = str(node.digest)

    def take_in(self, other: "Standing") -> None:
        """Stand for another one too."""
        self.indexes += other.indexes

    def text(self) -> str:
        """The same for all that are equal."""
        return self._text


class Folder:
    """Folds nodes.

    Args:
        roots: the nodes, and what is in them.
    """

    def __init__(self, *roots: Node) -> None:
        self.keys = Keys()
        self._weights: dict[Node, int] = {}
        self._codes: dict[Node, int] = {}
        for root in roots:
            for node in reversed([*root.walk()]):  # what is in a node comes first
                inner = self._inner(node)
                ending = node.item.end.ending if node.kind is Kind.CALL else None
                self._codes[node] = self.keys.of(node.kind, node.what, ending, *(item.key for item in inner))
                self._weights[node] = (node.kind is Kind.CALL) + sum(item.weight for item in inner)

    def code(self, node: Node) -> int:
        """The same for nodes that are drawn in the same way when they are folded, whatever they say."""
        return self._codes[node]

    def fold(self, nodes: Mapping[int, Node], codes: Mapping[int, int]) -> Sequence[Part]:
        """Fold what is done one after the other.

        Args:
            nodes: what is done, by its number.
            codes: what may be in the same place of a loop has the same.
        """
        standing = (Standing(codes[index], node, self._weights[node], index) for index, node in nodes.items())
        return [*_parts(self._run(standing))]

    def _inner(self, node: Node) -> Sequence[Item]:
        if not node.children:
            return ()
        standing = [Standing(self._codes[child], child, self._weights[child], 0) for child in node.children]
        if node.kind is not Kind.PAR:
            return self._run(standing)
        operands = fold_operands([Operand([one]) for one in standing])
        return sorted((operand.items[0] for operand in operands), key=lambda one: one.key)

    def _run(self, standing: Iterable[Standing]) -> Sequence[Item]:
        run = FoldingRun(self.keys)
        for one in standing:
            run.append(one)
        return run.finish()


def loops_of(parts: Iterable[Part], side: Mapping[int, Node]) -> AbstractSet[AbstractSet[int]]:
    """What stands together in loops.

    Args:
        parts: the loops, and what is in none.
        side: the nodes that count.
    """
    return {frozenset(index for index in part if index in side) for part in parts if part.is_loop} - {frozenset()}


def _parts(items: Sequence[Item]) -> Iterator[Part]:
    pending: list[Any] = [*reversed(items)]
    while pending:
        item = pending.pop()
        if isinstance(item, Standing):
            yield Part([item.indexes], is_loop=False, is_flat=True)
        elif not item.is_framed:
            pending += [one for group in reversed(item.groups) for one in reversed(group)]
        elif all(isinstance(one, Standing) for one in item.body):
            yield Part([*zip(*(one.indexes for one in item.body), strict=True)], is_loop=True, is_flat=True)
        else:
            yield Part([[*_indexes(item)]], is_loop=True, is_flat=False)


def _indexes(loop: Loop) -> Iterator[int]:
    """What stands in a loop, all times."""
    pending: list[Any] = [loop]
    while pending:
        item = pending.pop()
        if isinstance(item, Standing):
            yield from item.indexes
        else:
            pending += [one for group in item.groups for one in group]
