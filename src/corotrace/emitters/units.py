"""Durations as text."""

from decimal import Decimal


def seconds(nanoseconds: int) -> str:
    """A duration in seconds, with three significant digits, such as ``1.00 s`` or ``0.00123 s``."""
    value = Decimal(nanoseconds).scaleb(-9)
    if not nanoseconds:
        return "0 s"
    return f"{value.quantize(Decimal(1).scaleb(value.adjusted() - 2)) + 0:f} s"
