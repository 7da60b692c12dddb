"""An outline as plain text for the terminal: a tree, with a line for the time beside it."""

from collections.abc import Iterator

from corotrace.diagram import Ending, Outline, Row, RowKind
from corotrace.emitters.columns import columns_of, fit, share, wrap
from corotrace.emitters.time_columns import align, number, time_line, took
from corotrace.emitters.units import seconds

_GAP = "  "
_HEAD = "seconds"
#: How calls and waits that did not return say so.
_ENDED = {
    Ending.RAISED: " ✗ ",
    Ending.TIMED_OUT: " ✗ timed out",
    Ending.CANCELLED: " — cancelled",
    Ending.CLOSED: " — closed",
    Ending.RUNNING: " — still running",
}


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
            yield "Nothing was recorded."
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


def write_row(row: Row, columns: int) -> str:
    """What a row says.

    Args:
        row: the row.
        columns: so many it may take: texts are cut, names if nothing else helps.
    """
    signs, texts = zip(*_pieces(row, columns), strict=True)
    names = [fit(sign, columns) for sign in signs]
    room = columns - sum(map(columns_of, names))
    if room < 0:
        longest = max(range(len(names)), key=lambda index: columns_of(names[index]))
        names[longest] = fit(signs[longest], max(columns_of(names[longest]) + room, 1))
    shown = share(texts, max(room, 0))
    line = "".join(name + text for name, text in zip(names, shown, strict=True))
    return line if room >= 0 else fit(line, columns)


def _pieces(row: Row, columns: int) -> Iterator[tuple[str, str]]:
    """Names and signs, each with the text that follows it, which may be cut."""
    place = f"[{fit(row.place, columns // 2)}] " if row.place else ""
    several = "" if row.times == (1, 1) else f"{_times(row)} × "
    match row.kind:
        case RowKind.LOOP:
            yield f"{_times(row)} times:", ""
        case RowKind.NOTE:
            yield f"{several}note: ", row.name
        case RowKind.ITEM:
            yield f"{place}{several}{row.name}", ""
            yield " " if row.ending else "", row.value
        case RowKind.WAIT:
            yield f"{several}⋯ {row.name}", ""
            yield ("(", row.arguments) if row.arguments else ("", "")
            yield (")" if row.arguments else "") + (": " if row.joins else ""), row.joins
            yield _end_of_wait(row)
        case RowKind.CALL:
            yield f"{place}{several}{row.name}", ""
            sign, value = _end_of_call(row)
            if row.arguments is not None:
                yield "(", row.arguments
                sign = f"){sign}"
            yield sign, value


def _times(row: Row) -> str:
    fewest, most = row.times
    return f"{most:,}" if fewest == most else f"{fewest:,} to {most:,}"


def _end_of_call(row: Row) -> tuple[str, str]:
    if row.ending is Ending.RETURNED:
        return (" → ", row.value) if row.value else (" — ended", "")
    return _end(row)


def _end_of_wait(row: Row) -> tuple[str, str]:
    if row.ending is Ending.RETURNED:
        return (" → ", row.value) if row.value else ("", "")
    return (" — still waiting", "") if row.ending is Ending.RUNNING else _end(row)


def _end(row: Row) -> tuple[str, str]:
    if row.ending is None:
        return "", ""
    sign = _ENDED[row.ending]
    if row.ending is Ending.RAISED:
        return sign, row.value
    # most cancellations have no message
    tells = row.ending is Ending.CANCELLED and row.value and not row.value.endswith("()")
    return (f"{sign}: ", row.value) if tells else (sign, "")
