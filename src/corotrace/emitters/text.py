"""An outline as plain text for the terminal: a tree, with a line for the time beside it."""

from collections.abc import Iterator

from corotrace.diagram import Outline, Row
from corotrace.emitters.columns import wrap
from corotrace.emitters.text_row import write_row
from corotrace.emitters.time_columns import align, number, time_line, took
from corotrace.emitters.units import seconds

_GAP = "  "
_HEAD = "seconds"


def emit_text(outline: Outline, width: int) -> str:
    """Write an outline as text.

    Args:
        outline: the tree.
        width: how many columns a line may take.

    Returns:
        The lines, each with its line end.
    """
    return "\n".join([*_above(outline, width), *_Table(outline, width).lines(), *_below(outline, width), ""])


def _above(outline: Outline, width: int) -> Iterator[str]:
    if outline.title:
        yield from wrap(outline.title, width)
    calls = f"{outline.calls:,} call{'' if outline.calls == 1 else 's'} in {seconds(outline.duration)}"
    endings = ", ".join(f"{count:,} {ending.value}" for ending, count in outline.endings)
    yield from wrap(f"{calls}: {endings}" if endings else calls, width)
    for remark in outline.remarks:
        yield from wrap(remark, width)
    yield ""


def _below(outline: Outline, width: int) -> Iterator[str]:
    for line in outline.afterword:
        yield ""
        yield from wrap(line, width)


class _Table:
    """The rows: how long, when, and what.

    Args:
        outline: the tree.
        width: how many columns there are.
    """

    def __init__(self, outline: Outline, width: int) -> None:
        self.outline = outline
        self.when = width // 6
        self.numbers = align([took(row.took) for row in outline.rows], len(_HEAD))
        self.before = len(self.numbers[0]) if self.numbers else 0
        self.what = width - self.before - self.when - 2 * len(_GAP)
        self.deepest = self.what // 4  # half of the room is for texts

    def lines(self) -> Iterator[str]:
        outline = self.outline
        if not outline.rows:
            yield "Nothing is left." if outline.remarks else "Nothing was recorded."
            return
        if any(row.depth > self.deepest for row in outline.rows):
            yield f"⋮{self.deepest + 1} is level {self.deepest + 1}: what is nested deeper than that tells its level."
            yield ""
        until = f"{number(outline.duration)} s"
        yield self._line(f"{_HEAD:<{self.before}}", f"0{until:>{self.when - 1}}", "").rstrip()
        bars: list[str] = []
        for row, numbers in zip(outline.rows, self.numbers, strict=True):
            del bars[max(row.depth - 1, 0) :]
            yield self._line(numbers, time_line(row, outline.duration, self.when), self._what(row, bars))
            if row.depth:
                bars.append("  " if row.is_last else "│ ")
            yield from self._spread(row, bars)

    def _line(self, numbers: str, when: str, what: str) -> str:
        return _GAP.join((numbers, when, what))

    def _what(self, row: Row, bars: list[str]) -> str:
        if row.depth > self.deepest:
            tree = "".join(bars[: self.deepest]) + f"⋮{row.depth} "
        else:
            tree = "".join(bars) + (("└ " if row.is_last else "├ ") if row.depth else "")
        return tree + write_row(row, self.what - len(tree))

    def _spread(self, row: Row, bars: list[str]) -> Iterator[str]:
        """How much the durations of several differ."""
        if row.took is None or row.took.shortest == row.took.longest:
            return
        shortest, median, longest = (number(of) for of in (row.took.shortest, row.took.median, row.took.longest))
        text = f"{shortest} … {longest} s, median {median} s"
        tree = "".join(bars[: self.deepest])[: max(self.what - len(text) - 1, 0)]
        room = self.what - len(tree) - len(text)
        yield self._line(" " * self.before, " " * self.when, tree + " " * min(room, 4) + text)
