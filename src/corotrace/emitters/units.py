"""Durations as text."""

from decimal import Decimal


def seconds(nanoseconds: int) -> str:
    """A duration in seconds, with three significant digits, such as ``1.00 s`` or ``0.00123 s``."""
    if not nanoseconds:
        return "0 s"
    rounded = Decimal(f"{Decimal(nanoseconds).scaleb(-9):.2e}")
    return f"{rounded:f} s"
