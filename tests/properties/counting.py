"""Counts who calls whom in a diagram with fragments, whichever language it is read from.

It checks that fragments are well formed: each ends, and a bar that begins in an operand ends in it.
"""

import re
from collections import Counter
from dataclasses import dataclass

_TIMES = re.compile(r"(?P<fewest>[\d,]+)(?: to (?P<most>[\d,]+))? ×")


@dataclass(frozen=True)
class Counts:
    """How often each call is drawn, at the least and at the most, by the names of its two lifelines and its text."""

    fewest: Counter[tuple[str, str, str]]
    most: Counter[tuple[str, str, str]]


class CallCounter:
    """Is told what is read, line by line.

    Args:
        outside: the alias of what is no lifeline: the sender of a call whose caller is not known.
    """

    def __init__(self, outside: str) -> None:
        self.names = {outside: ""}
        self._counts = Counts(Counter(), Counter())
        self._around = [(1, 1)]
        self._bars: list[Counter[str]] = [Counter()]

    def enter(self, guard: str) -> None:
        """An operand begins."""
        fewest, most = self._around[-1]
        if found := _TIMES.search(guard):
            fewest *= int(found["fewest"].replace(",", ""))
            most *= int((found["most"] or found["fewest"]).replace(",", ""))
        self._around.append((fewest, most))
        self._bars.append(Counter())

    def leave(self) -> None:
        assert not any(self._bars.pop().values()), "a bar of an operand has not ended"
        self._around.pop()

    def call(self, sender: str, receiver: str, text: str, *, bar: bool) -> None:
        drawn = self.names[sender], self.names[receiver], text
        self._counts.fewest[drawn] += self._around[-1][0]
        self._counts.most[drawn] += self._around[-1][1]
        self._bars[-1][receiver] += bar

    def end_bar(self, alias: str) -> None:
        self._bars[-1][alias] -= 1

    def counts(self) -> Counts:
        """After the last line."""
        assert len(self._around) == 1, "a fragment has not ended"
        assert not any(self._bars[0].values()), "a bar has not ended"
        return self._counts
