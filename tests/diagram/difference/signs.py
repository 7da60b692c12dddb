"""A difference as lines to compare with."""

from corotrace import Difference


def signs(difference: Difference, width: int = 200) -> list[str]:
    """The lines that differ, each behind its sign, without what shows where they stand."""
    text = difference.to_text(width=width).partition("\n\n")[2]
    return [f"{line[0]} {line[1:].lstrip(' │├└')}" for line in text.splitlines() if line[0] != " "]
