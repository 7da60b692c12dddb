"""How long and when, in columns of a terminal: numbers, their points one below the other, and a line for the time."""

from collections.abc import Iterable

from corotrace.diagram import Row, RowKind, Spread

#: Microseconds: what is shorter cannot be measured.
_MOST_DIGITS = 6
_LONG = {RowKind.WAIT: "┄"}
_SHORT = "·"


def number(nanoseconds: int) -> str:
    """Seconds, with three significant digits, but not more than microseconds."""
    if not nanoseconds:
        return "0"
    seconds = float(f"{nanoseconds / 1e9:.3g}")
    digits = 2
    while digits < _MOST_DIGITS and seconds < 10.0 ** (2 - digits):
        digits += 1
    if seconds >= 10:
        digits = 1 if seconds < 100 else 0
    return f"{seconds:.{digits}f}"


def took(spread: Spread | None) -> str:
    """How long something took; of several, the median."""
    if spread is None:
        return ""
    return ("" if spread.shortest == spread.longest else "~") + number(spread.median)


def align(numbers: Iterable[str], least: int) -> list[str]:
    """Numbers with their points one below the other, all of one width, which is `least` or more."""
    parts = [number.partition(".") for number in numbers]
    before = max((len(whole) for whole, _, _ in parts), default=0)
    after = max((len(point + digits) for _, point, digits in parts), default=0)
    before = max(before, least - after)
    return [f"{whole:>{before}}{point + digits:<{after}}" for whole, point, digits in parts]


def time_line(row: Row, duration: int, columns: int) -> str:
    """When something went on, as a line from the beginning to the end of the whole.

    A column is filled where it went on for half of that time at least; elsewhere, what is shorter than a column is a
    point. What came one after the other never fills the same column.

    Args:
        row: it.
        duration: of the whole, in nanoseconds.
        columns: how many there are.
    """
    if not duration:
        return (_SHORT if row.spans else " ") + " " * (columns - 1)
    # a column is as long as the duration, in parts of a nanosecond
    covered = [0] * columns
    touched = set()
    for start, end in row.spans:
        # a thread may read the clock first and write last: there are moments before the first event, and after the last
        begin, until = (min(max(moment, 0), duration) * columns for moment in (start, end))
        if until - begin < duration:
            touched.add(min((begin + until) // 2 // duration, columns - 1))
        first, last = begin // duration, -(-until // duration)
        for at in range(first, last):
            left, right = at * duration, (at + 1) * duration
            # of two halves, the one that was there before fills it
            covered[at] += 2 * (min(until, right) - max(begin, left)) + (begin <= left)
    mark = _LONG.get(row.kind, "━")
    filled = [mark if covered[at] > duration else _SHORT if at in touched else " " for at in range(columns)]
    return "".join(filled)
