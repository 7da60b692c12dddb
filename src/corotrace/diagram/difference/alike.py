"""How much two nodes are alike."""

from collections import Counter
from collections.abc import Sequence

from corotrace.diagram.difference.nodes import Kind, Node

#: What a node is worth that says something else, and what one of the same shape is, of one that says the same.
_SAME_FUNCTION = 0.3
_SAME_ARGUMENTS = 0.15
_SAME_ENDING = 0.04
_SAME_SHAPE = 0.9


def alike(one: Node, other: Node) -> float:
    """About how many nodes of two trees say the same; 0 if the trees are never taken for one.

    Two calls that are changed count less than one that is not: so of several calls those are matched that are equal.
    """
    if one.digest == other.digest:
        return one.size
    if one.kind is not other.kind or one.what != other.what:
        return 0
    common = _in_common(one.children, other.children)
    if one.kind is Kind.CALL:
        mine, its = one.item, other.item
        own: float = _SAME_FUNCTION
        own += _SAME_ARGUMENTS * (mine.begin.text() == its.begin.text())
        own += _SAME_ENDING * (mine.end.ending is its.end.ending and mine.end.text() == its.end.text())
        return own + common
    if one.kind is Kind.NOTE:
        return _SAME_FUNCTION
    return _SAME_FUNCTION + common * min(one.times[0], other.times[0]) if common else 0


def says_the_same(one: Node, other: Node) -> bool:
    """Whether two calls of the same function have the same arguments and results."""
    mine, its = one.item, other.item
    return (mine.begin.text(), mine.end.ending, mine.end.text()) == (its.begin.text(), its.end.ending, its.end.text())


def likenesses(olds: Sequence[Node], news: Sequence[Node]) -> list[list[float]]:
    """How much each of some nodes is like each of some others.

    What has a name that no other one of them has, in both, is like nothing else: a call with the same arguments is the
    same call, even if another one does now what it did.
    """
    old_names, new_names = [*map(_name, olds)], [*map(_name, news)]
    counts = Counter(old_names), Counter(new_names)
    bound = {name for name in counts[0].keys() & counts[1].keys() if counts[0][name] == counts[1][name] == 1}
    return [
        [
            alike(old, new) if name == new_name or (name not in bound and new_name not in bound) else 0
            for new, new_name in zip(news, new_names, strict=True)
        ]
        for old, name in zip(olds, old_names, strict=True)
    ]


def _name(node: Node) -> object:
    """What a call is called with; other nodes are told apart by what is in them."""
    if node.kind is Kind.CALL:
        return node.what, node.item.begin.text()
    if node.kind is Kind.OPERAND and len(node.children) == 1 and node.children[0].kind is Kind.CALL:
        return _name(node.children[0])
    return node.digest


def _in_common(ones: Sequence[Node], others: Sequence[Node]) -> float:
    """The same of what is in two nodes, wherever it stands there."""
    if not ones or not others:
        return 0
    left = Counter(node.digest for node in others)
    by_digest = {node.digest: node for node in others}
    common = 0.0
    rest = []
    for node in ones:
        if left[node.digest]:
            left[node.digest] -= 1
            common += node.size
        else:
            rest.append(node)
    shapes: Counter[int] = Counter()
    whats: Counter[object] = Counter()
    sizes: Counter[object] = Counter()
    for digest, count in left.items():
        node = by_digest[digest]
        shapes[node.shape] += count
        whats[node.kind, node.what] += count
        sizes[node.kind, node.what] = max(sizes[node.kind, node.what], node.size)
    for node in rest:
        what = node.kind, node.what
        if shapes[node.shape]:
            shapes[node.shape] -= 1
            whats[what] -= 1
            common += _SAME_FUNCTION + _SAME_SHAPE * (node.size - 1)
        elif whats[what]:
            whats[what] -= 1
            common += _SAME_FUNCTION + _SAME_FUNCTION * (min(node.size, sizes[what]) - 1)
    return common
