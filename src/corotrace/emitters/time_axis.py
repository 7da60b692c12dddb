"""The axis of a timing diagram: where a moment is, and what is written below."""

from dataclasses import dataclass

#: For the whole time, about.
_PIXELS = 1_000
#: Marks on the axis, so that there is room for a number at each.
_MOST_MARKS = 12
_UNITS = (("seconds", 1_000_000_000), ("milliseconds", 1_000_000), ("microseconds", 1_000), ("nanoseconds", 1))


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """An axis from 0 on.

    Args:
        unit: what its numbers are, such as ``milliseconds``.
        nanoseconds: how long that is.
        step: so many units are from one mark to the next.
        pixels: and so many pixels.
    """

    unit: str
    nanoseconds: int
    step: int
    pixels: int

    @classmethod
    def of(cls, duration: int) -> "TimeAxis":
        """The one for so many nanoseconds: some 1,000 pixels long, with round numbers."""
        step = _round_step(duration)
        unit, nanoseconds = next((unit, size) for unit, size in _UNITS if step >= size)
        pixels = min(_PIXELS * step // max(duration, step), _PIXELS)
        return cls(unit, nanoseconds, step // nanoseconds, pixels)

    def width(self, duration: int) -> float:
        """How many pixels so many nanoseconds take."""
        return duration * self.pixels / (self.step * self.nanoseconds)

    def time(self, pixels: float) -> int:
        """How many nanoseconds so many pixels take."""
        return round(pixels * self.step * self.nanoseconds / self.pixels)

    def number(self, time: int) -> str:
        """A moment, in the unit of the axis."""
        whole, rest = divmod(time, self.nanoseconds)
        digits = f"{rest:0{len(str(self.nanoseconds)) - 1}}".rstrip("0") if rest else ""
        return f"{whole}.{digits}" if digits else f"{whole}"


def _round_step(duration: int) -> int:
    """The shortest of 1, 2, 5, 10, 20, … nanoseconds that comes no more often than there is room for marks."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power * _MOST_MARKS >= duration:
                return digit * power
        power *= 10
