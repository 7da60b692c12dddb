"""Reads who calls whom, and how often, from Mermaid text with fragments; it shares no code with what writes it."""

import re

from tests.properties.counting import CallCounter, Counts
from tests.properties.mermaid_reader import unescape

_PARTICIPANT = re.compile(r"participant (?P<alias>p\d+) as (?P<name>.+)")
_CALL = re.compile(r"(?P<sender>\w+)(?:->>|-\))(?P<bar>\+?)(?P<receiver>p\d+): (?P<text>.+)")
_END = re.compile(r"(?P<sender>p\d+)(?:-->>|--x)-\w+: .+|deactivate (?P<alias>p\d+)")
_FRAGMENT = re.compile(r"(?P<begin>par|loop|and)(?: (?P<guard>.+))?")


def read_mermaid_calls(text: str) -> Counts:
    """Count the calls in a diagram."""
    counter = CallCounter("outside")
    in_box = False
    for line in text.splitlines():
        if line.startswith("box ") or (line == "end" and in_box):
            in_box = line != "end"
        elif found := _PARTICIPANT.fullmatch(line):
            counter.names[found["alias"]] = unescape(found["name"])
        elif line == "end":
            counter.leave()
        elif found := _FRAGMENT.fullmatch(line):
            if found["begin"] == "and":
                counter.leave()
            counter.enter(found["guard"] or "")
        elif found := _CALL.fullmatch(line):
            counter.call(found["sender"], found["receiver"], unescape(found["text"]), bar=bool(found["bar"]))
        elif found := _END.fullmatch(line):
            counter.end_bar(found["sender"] or found["alias"])
    return counter.counts()
