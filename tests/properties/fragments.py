"""Reads who calls whom, and how often, from PlantUML text with fragments in it; it shares no code with what writes it.

It checks that fragments are well formed: each ends, and a bar that begins in an operand ends in it.
"""

import re
from collections import Counter
from dataclasses import dataclass

from tests.properties.plantuml_reader import unescape

_PARTICIPANT = re.compile(r'participant "(?P<name>[^"]*)" as (?P<alias>\w+)')
_CALL = re.compile(r"(?:(?P<sender>\w+) |\[)->>? (?P<receiver>\w+)(?P<bar> \+\+)?(?: : (?P<text>.*))?")
_END = re.compile(r"(?:(?P<sender>\w+) -(?:\[#\w+\])?-> \w+|\[<-(?:\[#\w+\])?- (?P<out>\w+)) --(?: : .*)?")
_DEACTIVATE = re.compile(r"deactivate (\w+)")
_TIMES = re.compile(r"(?P<fewest>[\d,]+)(?: to (?P<most>[\d,]+))? ×")
_FRAGMENT = re.compile(r"(?P<kind>end)|(?P<begin>par|loop|else)(?: (?P<guard>.*))?")


@dataclass(frozen=True)
class Counts:
    """How often each call is drawn, at the least and at the most, by the names of its two lifelines and its text."""

    fewest: Counter[tuple[str, str, str]]
    most: Counter[tuple[str, str, str]]


def read_calls(text: str) -> Counts:
    """Count the calls in a diagram."""
    names: dict[str, str] = {}
    fewest: Counter[tuple[str, str, str]] = Counter()
    most: Counter[tuple[str, str, str]] = Counter()
    around: list[tuple[int, int]] = [(1, 1)]
    bars: list[Counter[str]] = [Counter()]
    for line in text.splitlines():
        if found := _PARTICIPANT.fullmatch(line):
            names[found["alias"]] = unescape(found["name"])
        elif found := _FRAGMENT.fullmatch(line):
            if found["kind"] or found["begin"] == "else":
                assert not any(bars.pop().values()), f"a bar of an operand has not ended: {line}"
                around.pop()
            if found["begin"]:
                around.append(_times(found["guard"] or "", around[-1]))
                bars.append(Counter())
        elif found := _CALL.fullmatch(line):
            sender = names[found["sender"]] if found["sender"] else ""
            drawn = sender, names[found["receiver"]], unescape(found["text"] or "")
            fewest[drawn] += around[-1][0]
            most[drawn] += around[-1][1]
            bars[-1][found["receiver"]] += bool(found["bar"])
        elif found := _END.fullmatch(line):
            bars[-1][found["sender"] or found["out"]] -= 1
        elif found := _DEACTIVATE.fullmatch(line):
            bars[-1][found[1]] -= 1
    assert len(around) == 1, "a fragment has not ended"
    assert not any(bars[0].values()), "a bar has not ended"
    return Counts(fewest, most)


def _times(guard: str, around: tuple[int, int]) -> tuple[int, int]:
    found = _TIMES.search(guard)
    if found is None:
        return around
    fewest = int(found["fewest"].replace(",", ""))
    most = int((found["most"] or found["fewest"]).replace(",", ""))
    return around[0] * fewest, around[1] * most
