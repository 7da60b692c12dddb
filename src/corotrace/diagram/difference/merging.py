"""Both trees as one: what both have once, what only one of them has where it stands there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corotrace.diagram.difference.nodes import Kind, Node
from corotrace.diagram.difference.parts import Parts
from corotrace.diagram.difference.wording import Detail, details_of
from corotrace.diagram.interaction import Change


@dataclass(slots=True, eq=False)
class Merged:
    """A node of the one tree.

    Args:
        old: the node of the old trace, or None where it has none.
        new: that of the new trace.
        change: what became of it, apart from what is in it.
        details: what it said, and what it says.
        left: whether it stands at the place that it was moved away from.

    Attributes:
        children: what is in it.
        touched: whether anything in it, or itself, differs.
    """

    old: Node | None
    new: Node | None
    change: Change | None = None
    details: tuple[Detail, ...] = ()
    left: bool = False
    children: "list[Merged]" = field(default_factory=list)
    touched: bool = False

    @property
    def node(self) -> Node:
        """What is drawn: what it is now, or what it was."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - it has one of the two
        return found

    @property
    def has_come(self) -> bool:
        """Whether it stands at the place that it was moved to."""
        return self.old is not None and self.new is not None and self.new.moved


def merge(old: Node, new: Node, parts: Parts) -> Merged:
    """Merge two trees that have been matched.

    Args:
        old: that of the old trace.
        new: that of the new trace.
        parts: which objects are the same.
    """
    root = Merged(old, new)
    made = [root]
    pending = [root]
    while pending:
        merged = pending.pop()
        merged.children = [_merged(*pair, parts) for pair in _children(merged)]
        made += merged.children
        pending += [child for child in merged.children if not child.left]
    for merged in reversed(made):
        merged.touched = merged.change is not None or any(child.touched for child in merged.children)
    return root


def _merged(old: Node | None, new: Node | None, parts: Parts) -> Merged:
    if new is None or old is None:
        assert old or new  # noqa: S101 - one of the two
        if old is not None and old.partner is not None:
            return Merged(old, None, Change.MOVED, left=True)
        return Merged(old, new, Change.REMOVED if new is None else Change.ADDED)
    details = tuple(details_of(old, new, parts))
    change = Change.MOVED if new.moved else Change.CHANGED if details else None
    return Merged(old, new, change, details)


def _children(merged: Merged) -> Iterator[tuple[Node | None, Node | None]]:
    """What is in a node, in the new order; what only the old one has, after what it was after there."""
    olds: Sequence[Node] = merged.old.children if merged.old else ()
    news: Sequence[Node] = merged.new.children if merged.new else ()
    if merged.node.kind is Kind.PAR:
        yield from ((new.partner, new) for new in news)
        yield from ((old, None) for old in olds if old.partner is None)
        return
    at = 0
    for new in news:
        if new.partner is not None and not new.moved:
            while olds[at] is not new.partner:
                yield olds[at], None
                at += 1
            at += 1
        yield new.partner, new
    yield from ((old, None) for old in olds[at:])
