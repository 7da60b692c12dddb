"""Reads who calls whom, and how often, from Mermaid text with fragments; it shares no code with what writes it."""

import re
from collections import Counter

from tests.properties.fragments import Counts
from tests.properties.mermaid_reader import unescape

_PARTICIPANT = re.compile(r"participant (?P<alias>p\d+) as (?P<name>.+)")
_CALL = re.compile(r"(?P<sender>\w+)(?:->>|-\))(?P<bar>\+?)(?P<receiver>p\d+): (?P<text>.+)")
_END = re.compile(r"(?P<sender>p\d+)(?:-->>|--x)-\w+: .+|deactivate (?P<alias>p\d+)")
_FRAGMENT = re.compile(r"(?P<begin>par|loop|and)(?: (?P<guard>.+))?")
_TIMES = re.compile(r"(?P<fewest>[\d,]+)(?: to (?P<most>[\d,]+))? ×")


def read_mermaid_calls(text: str) -> Counts:
    """Count the calls in a diagram; every bar that begins in an operand ends in it."""
    names: dict[str, str] = {"outside": ""}
    fewest: Counter[tuple[str, str, str]] = Counter()
    most: Counter[tuple[str, str, str]] = Counter()
    around: list[tuple[int, int]] = [(1, 1)]
    bars: list[Counter[str]] = [Counter()]
    in_box = False

    def leave() -> None:
        assert not any(bars.pop().values()), "a bar of an operand has not ended"
        around.pop()

    for line in text.splitlines():
        if line.startswith("box ") or (line == "end" and in_box):
            in_box = line != "end"
        elif found := _PARTICIPANT.fullmatch(line):
            names[found["alias"]] = unescape(found["name"])
        elif line == "end":
            leave()
        elif found := _FRAGMENT.fullmatch(line):
            if found["begin"] == "and":
                leave()
            around.append(_times(found["guard"] or "", around[-1]))
            bars.append(Counter())
        elif found := _CALL.fullmatch(line):
            drawn = names[found["sender"]], names[found["receiver"]], unescape(found["text"])
            fewest[drawn] += around[-1][0]
            most[drawn] += around[-1][1]
            bars[-1][found["receiver"]] += bool(found["bar"])
        elif found := _END.fullmatch(line):
            bars[-1][found["sender"] or found["alias"]] -= 1
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
