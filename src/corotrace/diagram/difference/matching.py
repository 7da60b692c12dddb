"""Matches the nodes of two trees: first where they stand, then those that stand elsewhere."""

from collections import defaultdict
from collections.abc import Iterator

from corotrace.diagram.difference.aligning import align, assign
from corotrace.diagram.difference.alike import alike, says_the_same
from corotrace.diagram.difference.levelling import Make, level
from corotrace.diagram.difference.nodes import Kind, Node

#: What is moved and changed has so much in common, or says the same itself, …
_MOSTLY = 0.6
#: … and is looked for among so many pairs.
_MOST_PAIRS = 2_000


class Matching:
    """Gives nodes their partners.

    Args:
        old: the tree of one trace.
        new: that of the other.
        make_old: makes further nodes of the one.
        make_new: and of the other.
    """

    def __init__(self, old: Node, new: Node, make_old: Make, make_new: Make) -> None:
        self._old, self._new = old, new
        self._make_old, self._make_new = make_old, make_new
        self._match(old, new)
        self._find_moved()

    def _match(self, old: Node, new: Node) -> None:
        """Match two nodes, and what is in them."""
        pending = [(old, new)]
        while pending:
            old, new = pending.pop()
            if old.partner or new.partner:  # it was moved out of here, or in
                continue
            old.partner, new.partner = new, old
            if old.digest == new.digest:
                pending += _equal_children(old, new)
                continue
            level(old, self._make_old, new)
            level(new, self._make_new, old)
            match = assign if old.kind is Kind.PAR else align
            pending += match(old.children, new.children)

    def _find_moved(self) -> None:
        """Match what stands elsewhere, the largest first: with what is equal, or else has most in common."""
        equal: defaultdict[int, list[Node]] = defaultdict(list)
        similar: defaultdict[object, list[Node]] = defaultdict(list)
        for old in _alone(self._old):
            equal[old.digest].append(old)
            if old.kind is Kind.CALL:
                similar[old.what].append(old)
        patience = _MOST_PAIRS
        for new in sorted(_alone(self._new), key=lambda node: -node.size):
            if new.partner is not None:
                continue
            free = [old for old in equal[new.digest] if old.partner is None]
            if free:  # siblings first
                siblings = (old for old in free if old.parent and new.parent and old.parent.partner is new.parent)
                self._move(next(siblings, free[0]), new)
            elif new.kind is Kind.CALL and patience > 0:
                free = [old for old in similar[new.what] if old.partner is None][:patience]
                patience -= len(free)
                share, _, likest = max(
                    ((alike(old, new) / max(old.size, new.size), -index, old) for index, old in enumerate(free)),
                    default=(0.0, 0, None),
                )
                if likest and (share >= _MOSTLY or says_the_same(likest, new)):
                    self._move(likest, new)

    def _move(self, old: Node, new: Node) -> None:
        """Match two that stand in different places; what was moved out of them before stays as it is."""
        self._match(old, new)
        new.moved = old.moved = True


def _alone(root: Node) -> Iterator[Node]:
    """What has no partner, and may have been moved."""
    return (node for node in root.walk() if node.partner is None and node.kind not in (Kind.OPERAND, Kind.NOTE))


def _equal_children(old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
    if old.kind is Kind.PAR:
        return assign(old.children, new.children)
    return zip(old.children, new.children, strict=True)
