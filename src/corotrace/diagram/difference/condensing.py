"""What is as it was, one after the other, taken together."""

from collections.abc import Iterator, Sequence

from corotrace.diagram.difference.merging import Merged
from corotrace.diagram.difference.nodes import Kind


def condensed(children: Sequence[Merged]) -> Iterator[Merged | str]:
    """What differs, or has in it what does; of the rest, how much there is.

    Args:
        children: what is in a node.
    """
    same: list[Merged] = []
    for child in children:
        if child.touched:
            if same:
                yield as_before(same)
            same = []
            yield child
        else:
            same.append(child)
    if same:
        yield as_before(same)


def as_before(same: Sequence[Merged]) -> str:
    """How much is as it was."""
    first = same[0].node
    while first.kind is Kind.OPERAND and len(first.children) == 1:
        (first,) = first.children
    if len(same) == 1 and first.kind is Kind.CALL:
        others = f" and {first.calls - 1:,} call{'s' if first.calls > 2 else ''} in it" if first.calls > 1 else ""
        return f"{first.item.begin.text()}{others} as before"
    calls = sum(merged.node.calls for merged in same)
    if calls:
        return f"{calls:,} call{'s' if calls > 1 else ''} as before"
    return f"{len(same):,} note{'s' if len(same) > 1 else ''} as before"
