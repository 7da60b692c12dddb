"""Durations as text."""


def seconds(nanoseconds: int) -> str:
    """A duration in seconds, with three significant digits, such as ``1.00 s`` or ``0.00123 s``."""
    if not nanoseconds:
        return "0 s"
    spare = len(str(nanoseconds)) - 3
    rounded = round(nanoseconds, -spare) if spare > 0 else nanoseconds
    digits = str(rounded)
    first = f"{digits[:3]:0<3}"
    whole = len(digits) - 9  # digits before the point
    if whole >= 3:
        return f"{first}{'0' * (whole - 3)} s"
    if whole > 0:
        return f"{first[:whole]}.{first[whole:]} s"
    return f"0.{'0' * -whole}{first} s"
