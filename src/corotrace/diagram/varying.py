"""Texts and durations of what is repeated: what they have in common, and how they vary."""

from array import array

from corotrace.diagram.interaction import Spread


class Varying:
    """A text that may be another one each time.

    Args:
        text: the first.
    """

    __slots__ = ("_first", "_highest", "_is_mixed", "_last", "_lowest", "_other")

    def __init__(self, text: str) -> None:
        self._first = self._last = text
        self._other: str | None = None
        self._is_mixed = False
        number = _number(text)
        self._lowest = self._highest = None if number is None else (number, text)

    def add(self, text: str) -> None:
        """Take in the text of one more time."""
        if text == self._last:
            return
        self._last = text
        if text != self._first and not self._is_mixed:
            self._other = text
        if self._lowest is not None and self._highest is not None:
            number = _number(text)
            if number is None:  # which is to be seen, lest two numbers look like a range
                self._lowest = self._highest = None
                self._is_mixed = True
            else:
                self._lowest = min(self._lowest, (number, text))
                self._highest = max(self._highest, (number, text))

    def add_all(self, other: "Varying") -> None:
        """Take in what another one has taken in."""
        texts = [other._first, other._other or other._first]
        if other._lowest is not None and other._highest is not None:
            texts += [other._lowest[1], other._highest[1]]
        for text in (*texts, other._last):
            self.add(text)

    @property
    def varies(self) -> bool:
        """Whether it has been another one at any time."""
        return self._other is not None

    def __str__(self) -> str:
        """The text, or from where to where it goes: numbers from the lowest to the highest."""
        if self._other is None:
            return self._first
        if self._lowest is not None and self._highest is not None:
            return f"{self._lowest[1]} … {self._highest[1]}"
        return f"{self._first} … {self._other}"


def _number(text: str) -> float | None:
    if text[:1] not in "-0123456789":
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def spread_of(durations: "array[int]") -> Spread:
    """From the shortest to the longest of some durations."""
    ordered = sorted(durations)
    return Spread(ordered[0], ordered[(len(ordered) - 1) // 2], ordered[-1])
