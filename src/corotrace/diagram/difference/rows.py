"""The merged tree row by row, for a text: what is as it was is only counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corotrace.diagram.difference.condensing import condensed
from corotrace.diagram.difference.merging import Merged
from corotrace.diagram.difference.nodes import Kind
from corotrace.diagram.difference.sketching import label_of, moved_from, name_of
from corotrace.diagram.difference.wording import ARROW, Detail, count, said_end
from corotrace.diagram.interaction import Change


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A row of a difference; its children are the rows after it that are one level deeper.

    Args:
        depth: its level.
        is_last: whether no other row has the same parent and comes later.
        change: what became of it, apart from what is in it.
        text: what it says.
        details: what of it is otherwise than it was.
    """

    depth: int
    is_last: bool
    change: Change | None
    text: str
    details: tuple[str, ...] = ()


def rows_of(root: Merged) -> Iterator[DifferenceRow]:
    """All rows, from top to bottom; the merged tree must not have been drawn before."""
    pending: list[tuple[Merged | str, int, bool]] = _children(root, 0)
    while pending:
        merged, depth, is_last = pending.pop()
        if isinstance(merged, str):
            yield DifferenceRow(depth, is_last, None, merged)
            continue
        if merged.left:
            yield DifferenceRow(depth, is_last, Change.MOVED, f"{name_of(merged.node)} was here")
            continue
        yield DifferenceRow(depth, is_last, merged.change, _text(merged), tuple(_details(merged)))
        pending += _children(merged, depth + 1)


def _children(merged: Merged, depth: int) -> list[tuple[Merged | str, int, bool]]:
    """What is shown in a node, the last first."""
    shown = [*condensed(merged.children)]
    if merged.node.kind is Kind.PAR:
        shown = [one.children[0] if isinstance(one, Merged) and _is_one_call(one) else one for one in shown]
    return [(child, depth, index == 0) for index, child in enumerate(reversed(shown))]


def _is_one_call(operand: Merged) -> bool:
    """Whether a row of its own would say nothing of an operand."""
    return operand.node.said == (1, 1) and not operand.details and len(operand.children) == 1


def _text(merged: Merged) -> str:
    item = merged.node.item
    match merged.node.kind:
        case Kind.CALL:
            result = said_end(item.end)
            return f"{_called(item.begin)} {ARROW} {result}" if result else _called(item.begin)
        case Kind.NOTE:
            return f"note: {item.text()}"
        case Kind.LOOP:
            return f"loop {_times(merged)}"
        case Kind.OPERAND:
            return f"one of them, {_times(merged)}" if _times(merged) != "1 ×" else "one of them"
        case _:
            return f"side by side: {label_of(merged)}".removesuffix(": ")


def _called(begin: Any) -> str:
    """A call with its object, or with the name that the user has given to its lifeline."""
    role, text = begin.receiver.role, begin.text()
    if role.shared:
        return f"{role.name}.{text}"
    return text if text.startswith(role.name.rpartition(".")[2]) else f"{role.name}: {text}"


def _times(merged: Merged) -> str:
    times: Sequence[Detail] = [detail for detail in merged.details if detail.what == "times"]
    return str(times[0]) if times else count(merged.node.item)


def _details(merged: Merged) -> Iterator[str]:
    if where := moved_from(merged):
        yield where
    for detail in merged.details:
        match detail.what:
            case "text" | "arguments" | "note":
                yield f"before: {detail.old}"
            case "times" | "frame":
                pass  # the row says so
            case _:
                yield f"{detail.what} {detail}"
