"""What is drawn of a trace, as a tree whose nodes can be compared with those of another trace."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from enum import Enum
from typing import Any

from corotrace.diagram.passages import Item, Loop, Operand, Par, Passage
from corotrace.diagram.roles import Role
from corotrace.diagram.strokes import Keys, Remark
from corotrace.diagram.structure.arranging import kind_of


class Kind(Enum):
    """What a node stands for."""

    WHOLE = "the whole program"
    CALL = "a call, or a step of a generator"
    NOTE = "a note"
    LOOP = "a loop"
    PAR = "operands side by side"
    OPERAND = "one of them"


class Node:
    """A node, with all that is in it.

    Args:
        kind: what it stands for.
        item: what is drawn of it; None for the whole program.
        what: nodes of which this differs are never taken for the same: the function and its lifeline.
        said: what else is drawn of it; if that differs, it has changed.
        children: what is drawn in it.

    Attributes:
        digest: the same for trees that are equal.
        shape: the same for trees that are equal but for texts and counts.
        size: how many nodes are in it, itself included, as often as they are done.
        calls: how often something is called in it, itself included, at the least and at the most.
        parent: the node that it is in.
        partner: the node of the other trace that it is matched with.
        moved: whether it is matched with one that stands elsewhere.
        gone: whether it is no more in the tree, because another node stands in its place.
    """

    __slots__ = (
        "calls", "children", "digest", "gone", "item", "kind", "moved", "parent", "partner", "said", "shape", "size",
        "what",
    )  # fmt: skip

    def __init__(self, kind: Kind, item: Any, what: Hashable, said: Hashable, children: Sequence["Node"]) -> None:
        self.kind, self.item, self.what, self.said = kind, item, what, said
        self.digest = self.shape = 0
        self.size = 0
        self.calls = (0, 0)
        self.parent: Node | None = None
        self.partner: Node | None = None
        self.moved = self.gone = False
        self.children: Sequence[Node] = ()
        self.adopt(children)

    def adopt(self, children: Sequence["Node"]) -> None:
        """Have these children instead."""
        kept = set(children)
        for before in self.children:
            if before not in kept:
                for node in before.walk():
                    node.gone = True
        self.children = children
        for child in children:
            child.parent = self
        self.size = 1 + self.times[0] * sum(child.size for child in children)
        own = self.kind is Kind.CALL
        fewest, most = (
            own + times * sum(child.calls[end] for child in children) for end, times in enumerate(self.times)
        )
        self.calls = fewest, most

    @property
    def times(self) -> tuple[int, int]:
        """How often what is in it is done, at the least and at the most."""
        return (self.item.fewest, self.item.most) if self.kind in (Kind.LOOP, Kind.OPERAND) else (1, 1)

    def walk(self) -> Iterator["Node"]:
        """It and all in it, from top to bottom."""
        pending = [self]
        while pending:  # calls may be nested deeper than Python may recurse
            node = pending.pop()
            yield node
            pending += reversed(node.children)


class Growing:
    """Makes nodes of items.

    Args:
        keys: what the keys of the items stand for.
        roles: the role of the other trace that is taken for one of this trace.
        numbers: gives digests and shapes, the same for both traces.
    """

    def __init__(self, keys: Keys, roles: dict[Role, Role], numbers: Keys) -> None:
        self._things = keys.things()
        self._roles = roles
        self._numbers = numbers

    def whole(self, items: Sequence[Item]) -> Node:
        """A whole program."""
        return self._finish(Node(Kind.WHOLE, None, None, None, self.nodes(items)))

    def nodes(self, items: Sequence[Item]) -> list[Node]:
        """The nodes of some items; loops that are drawn as often as they happened are no nodes."""
        done: list[list[Node]] = [[]]
        pending: list[Any] = [*reversed(items)]
        while pending:  # calls may be nested deeper than Python may recurse
            item = pending.pop()
            if isinstance(item, _Made):
                done[-2].append(self._node(item.item, done.pop()))
            elif isinstance(item, Loop) and not item.is_framed:
                for group in reversed(item.groups):
                    pending += reversed(group)
            else:
                pending += [_Made(item), *reversed(_inner(item))]
                done.append([])
        return done[0]

    def _node(self, item: Any, children: list[Node]) -> Node:
        if isinstance(item, Passage):
            return self._finish(self._call(item, children))
        kind: Kind
        what: Hashable = None
        said: Hashable
        match item:
            case Remark():
                kind, said = Kind.NOTE, item.text()
            case Loop():
                kind, said = Kind.LOOP, (item.fewest, item.most)
            case Operand():
                kind, said = Kind.OPERAND, (item.fewest, item.most)
            case Par():
                kind, what, said = Kind.PAR, item.overlaps, _label(item)
        return self._finish(Node(kind, item, what, said, children))

    def _call(self, passage: Passage, children: list[Node]) -> Node:
        begin, end = passage.begin, passage.end
        _, role, _, _, _, function, _ = self._things[begin.key]
        role = self._roles.get(role, role)
        # which of several objects it is cannot be told before the calls are matched
        what = role.qualified if role.shared else role, function
        said = begin.text(), begin.asynchronous, end.ending, end.text(), bool(end.receivers)
        return Node(Kind.CALL, passage, what, said, children)

    def _finish(self, node: Node) -> Node:
        digests: Iterable[int] = (child.digest for child in node.children)
        shapes: Iterable[int] = (child.shape for child in node.children)
        if node.kind is Kind.PAR:  # side by side there is no order
            digests, shapes = sorted(digests), sorted(shapes)
        node.digest = self._numbers.of(node.kind, node.what, node.said, *digests)
        ending = node.item.end.ending if node.kind is Kind.CALL else None
        node.shape = self._numbers.of(node.kind, node.what, ending, "shape", *shapes)
        return node


class _Made:
    """The end of an item whose inner nodes have been made."""

    __slots__ = ("item",)

    def __init__(self, item: Any) -> None:
        self.item = item


def _inner(item: Any) -> Sequence[Any]:
    match item:
        case Passage():
            return item.inner
        case Loop():
            return item.body
        case Operand():
            return item.items
        case Par():
            return item.operands
    return ()


def _label(par: Par) -> Hashable:
    """What the corners say, whether of one or of several."""
    return tuple(dict.fromkeys(kind_of(operand.text) for operand in par.operands if operand.text))
