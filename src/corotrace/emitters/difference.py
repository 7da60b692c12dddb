"""The difference of two traces as plain text for the terminal: a tree, with a sign before what differs."""

from collections.abc import Iterator

from corotrace.diagram import Change, Comparison, DifferenceRow
from corotrace.emitters.columns import fit, wrap

_SIGNS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~", Change.MOVED: ">", None: " "}
_INDENT = 4  # of what was, below what is


def emit_difference(comparison: Comparison, width: int) -> str:
    """Write a difference as text.

    Args:
        comparison: what differs.
        width: how many columns a line may take.

    Returns:
        The lines, each with its line end.
    """
    interaction = comparison.interaction
    above = [interaction.title] if interaction.title else []
    lines = [line for text in (*above, *interaction.remarks) for line in wrap(text, width)]
    if comparison.rows:
        lines += ["", *_tree(comparison, width)]
    return "\n".join([*lines, ""])


def _tree(comparison: Comparison, width: int) -> Iterator[str]:
    deepest = width // 4  # half of the room is for texts
    bars: list[str] = []
    for row in comparison.rows:
        del bars[max(row.depth - 1, 0) :]
        if row.depth > deepest:
            tree = "".join(bars[:deepest]) + f"⋮{row.depth} "
        else:
            tree = "".join(bars) + (("└ " if row.is_last else "├ ") if row.depth else "")
        yield _line(row, tree, row.text, width)
        if row.depth:
            bars.append("  " if row.is_last else "│ ")
        for detail in row.details:
            yield _line(row, "".join(bars[:deepest]) + " " * _INDENT, detail, width)


def _line(row: DifferenceRow, tree: str, text: str, width: int) -> str:
    before = f"{_SIGNS[row.change]} {tree}"
    return before + fit(text, max(width - len(before), 1))
