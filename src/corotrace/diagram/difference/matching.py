"""Matches the nodes of two trees: first where they stand, then those that stand elsewhere."""

from collections import defaultdict
from collections.abc import Iterator

from corotrace.diagram.difference.aligning import align, assign
from corotrace.diagram.difference.alike import alike
from corotrace.diagram.difference.levelling import Make, level
from corotrace.diagram.difference.nodes import Kind, Node

#: What is moved and changed has so much in common, has at least so many nodes, …
_MOSTLY = 0.7
_FEWEST = 3
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
        if self._find_moved_and_changed():
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
        """Match what is equal, and stands elsewhere: the largest first, siblings first."""
        olds: defaultdict[int, list[Node]] = defaultdict(list)
        for old in _alone(self._old):
            olds[old.digest].append(old)
        for new in sorted(_alone(self._new), key=lambda node: -node.size):
            free = [old for old in olds[new.digest] if old.partner is None] if new.partner is None else []
            if free:
                siblings = (old for old in free if old.parent and new.parent and old.parent.partner is new.parent)
                self._move(next(siblings, free[0]), new)

    def _find_moved_and_changed(self) -> bool:
        """Match what has most in common, and stands elsewhere; give whether there is any."""
        olds: defaultdict[object, list[Node]] = defaultdict(list)
        for old in _alone(self._old):
            if old.kind is Kind.CALL and old.size >= _FEWEST:
                olds[old.what].append(old)
        patience = _MOST_PAIRS
        found = False
        for new in sorted(_alone(self._new), key=lambda node: -node.size):
            if new.kind is not Kind.CALL or new.size < _FEWEST or new.partner is not None:
                continue
            for old in olds[new.what]:
                patience -= 1
                if patience > 0 and old.partner is None and alike(old, new) >= _MOSTLY * max(old.size, new.size):
                    self._move(old, new)
                    found = True
                    break
        return found

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
