"""What is as it was, one after the other, taken together."""

from collections.abc import Iterator, Sequence

from corotrace.diagram.difference.merging import Merged
from corotrace.diagram.difference.nodes import Kind
from corotrace.diagram.difference.wording import from_to


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
        fewest, most = first.calls
        others = f" and {_calls(fewest - 1, most - 1)} in it" if most > 1 else ""
        return f"{first.item.begin.text()}{others} as before"
    fewest, most = (sum(merged.node.calls[end] for merged in same) for end in (0, 1))
    if most:
        return f"{_calls(fewest, most)} as before"
    return f"{len(same):,} note{'s' if len(same) > 1 else ''} as before"


def _calls(fewest: int, most: int) -> str:
    return f"{from_to(fewest, most)} call{'s' if most > 1 else ''}"
