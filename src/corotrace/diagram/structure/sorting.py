"""An order for what has none: strands of which it is not known which one was made first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corotrace.diagram.passages import Item, Loop, Par, Passage
from corotrace.diagram.strokes import Begin, End, Remark

_NUMBERS = re.compile(r"(\d+)")

#: Something to sort by.
Rank = tuple[Any, ...]


def by_what_is_said(items: Sequence[Item]) -> Rank:
    """A rank that depends on nothing but what is drawn: its texts, from top to bottom, with numbers in their order."""
    return tuple(_natural(text) for text in _texts(items))


def _natural(text: str) -> Rank:
    parts = _NUMBERS.split(text)
    return tuple((len(part.lstrip("0")) if index % 2 else 0, part) for index, part in enumerate(parts))


def _texts(items: Iterable[Item]) -> Iterator[str]:
    pending: list[Any] = [*items][::-1]
    while pending:
        item = pending.pop()
        match item:
            case str():
                yield item
            case Passage():
                pending += [item.end, *reversed(item.inner), item.begin]
            case Loop():
                if item.is_framed:
                    yield f"{item.fewest} to {item.most}"
                for group in reversed(item.groups):
                    pending += reversed(group)
            case Par():
                for operand in reversed(item.operands):
                    pending += reversed(operand.items)
                    pending.append(f"{operand.text} {operand.fewest} to {operand.most}")
            case Begin():
                yield item.text()
            case End():
                yield f"{item.ending.value} {item.text()}"
            case Remark():
                yield item.text()
