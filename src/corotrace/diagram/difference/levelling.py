"""Brings two sequences to the same form, where one is folded and the other is too short for that.

Two calls are drawn one by one, and five that are alike once, in a loop; one task is drawn as a call, and two are in a
frame. What is drawn of the other trace decides then: so three times that become two are still a loop.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from corotrace.diagram.difference.nodes import Kind, Node
from corotrace.diagram.passages import Item, Loop, Operand, Par, take_in_all

Make = Callable[[Sequence[Item]], list[Node]]


def level(node: Node, make: Make, other: Node) -> None:
    """Fold what is in a node as it is folded in another one.

    Args:
        node: the one.
        make: makes nodes of items.
        other: the other one.
    """
    if node.kind is Kind.PAR:
        _level_operands(node, make, other)
        return
    if node.kind is Kind.WHOLE and _has_threads(other) and not _has_threads(node) and node.children:
        items = [child.item for child in node.children]
        node.adopt(make([Par(0, [Operand(items)], overlaps=False)]))
    shapes = Counter(child.shape for child in node.children)
    for child in other.children:
        if child.kind is Kind.LOOP and not shapes[child.shape]:
            _loop(node, make, [inner.shape for inner in child.children], other)
        elif child.kind is Kind.PAR:
            _frame_task(node, make, child, other)


def _loop(node: Node, make: Make, shapes: Sequence[int], other: Node) -> None:
    """Make a loop of the first items that have such shapes, as often as they follow each other.

    Not of those that the other one has outside of its loop.
    """
    children, length = node.children, len(shapes)
    mine = [child.shape for child in children]
    spare = Counter(child.digest for child in children) - Counter(child.digest for child in other.children)
    for start in range(len(children) - length + 1):
        found = children[start : start + length]
        if mine[start : start + length] == shapes and any(spare[child.digest] for child in found):
            break
    else:
        return
    keys = [(child.item.key, child.shape) for child in children]
    end = start + length
    while keys[end : end + length] == keys[start : start + length]:
        end += length
    items = [child.item for child in children[start:end]]
    loop = Loop(0, [items[index : index + length] for index in range(0, len(items), length)])
    loop.frame()
    node.adopt([*children[:start], *make([loop]), *children[end:]])


def _frame_task(node: Node, make: Make, par: Node, other: Node) -> None:
    """Let the only task of its kind stand in a frame, as it does where there are several.

    One that is the same as one in that frame, or else the only one that can be meant.
    """
    theirs = {child.digest for child in other.children}
    framed = {operand.children[0].digest for operand in par.children if len(operand.children) == 1}
    tasks = [child for child in node.children if child.kind is Kind.CALL and child.item.begin.asynchronous]
    alone = [child for child in tasks if child.digest not in theirs]
    meant = [child for child in alone if child.digest in framed]
    if not meant and len(alone) == 1 and not any(child.kind is Kind.PAR for child in node.children):
        meant = alone
    if meant:
        (new,) = make([Par(0, [Operand([meant[0].item])], overlaps=False)])
        node.adopt([new if child is meant[0] else child for child in node.children])


def _level_operands(node: Node, make: Make, other: Node) -> None:
    """Fold the operands that are alike where those of the other one are folded.

    Not where some are folded here as well: of what is alike, the others stand apart for a reason.
    """
    theirs, mine = ({child.shape for child in par.children if child.item.most > 1} for par in (other, node))
    folded = theirs - mine
    together: dict[tuple[int, ...], list[Node]] = {}
    levelled: list[list[Node]] = []
    for child in node.children:
        keys = tuple(item.key for item in child.item.items)
        if child.shape not in folded:
            levelled.append([child])
        elif keys in together:
            together[keys].append(child)
        else:
            together[keys] = [child]
            levelled.append(together[keys])
    if len(levelled) < len(node.children):
        node.adopt([_one_of(nodes, make) for nodes in levelled])


def _one_of(nodes: Sequence[Node], make: Make) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    operands: list[Any] = [node.item for node in nodes]
    first, *others = operands
    for operand in others:
        take_in_all(first.items, operand.items)
    first.fewest, first.most = sum(one.fewest for one in operands), sum(one.most for one in operands)
    (par,) = make([Par(0, [first], overlaps=False)])
    return par.children[0]


def _has_threads(node: Node) -> bool:
    return any(child.kind is Kind.PAR and child.item.operands[0].text == "threads" for child in node.children)
