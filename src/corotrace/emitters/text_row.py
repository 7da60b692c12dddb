"""What a row of an outline says, in as many columns as there are."""

from collections.abc import Iterator

from corotrace.diagram import Ending, Row, RowKind
from corotrace.emitters.columns import columns_of, fit, share

#: How calls and waits that did not return say so.
_ENDED = {
    Ending.RAISED: " ✗ ",
    Ending.TIMED_OUT: " ✗ timed out",
    Ending.CANCELLED: " — cancelled",
    Ending.CLOSED: " — closed",
    Ending.RUNNING: " — still running",
}


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
        case RowKind.HOLD:
            yield f"! {several}", row.name
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
