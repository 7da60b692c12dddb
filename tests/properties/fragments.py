"""Reads who calls whom, and how often, from PlantUML text with fragments; it shares no code with what writes it."""

import re

from tests.properties.counting import CallCounter, Counts
from tests.properties.plantuml_reader import unescape

_PARTICIPANT = re.compile(r'participant "(?P<name>[^"]*)" as (?P<alias>\w+)')
_CALL = re.compile(r"(?:(?P<sender>\w+) |\[)->>? (?P<receiver>\w+)(?P<bar> \+\+)?(?: : (?P<text>.*))?")
_END = re.compile(r"(?:(?P<sender>\w+) -(?:\[#\w+\])?-> \w+|\[<-(?:\[#\w+\])?- (?P<out>\w+)) --(?: : .*)?")
_DEACTIVATE = re.compile(r"deactivate (\w+)")
_FRAGMENT = re.compile(r"(?P<kind>end)|(?P<begin>par|loop|else)(?: (?P<guard>.*))?")


def read_calls(text: str) -> Counts:
    """Count the calls in a diagram."""
    counter = CallCounter("[")
    for line in text.splitlines():
        if found := _PARTICIPANT.fullmatch(line):
            counter.names[found["alias"]] = unescape(found["name"])
        elif found := _FRAGMENT.fullmatch(line):
            if found["kind"] or found["begin"] == "else":
                counter.leave()
            if found["begin"]:
                counter.enter(found["guard"] or "")
        elif found := _CALL.fullmatch(line):
            label = unescape(found["text"] or "")
            counter.call(found["sender"] or "[", found["receiver"], label, bar=bool(found["bar"]))
        elif found := _END.fullmatch(line):
            counter.end_bar(found["sender"] or found["out"])
        elif found := _DEACTIVATE.fullmatch(line):
            counter.end_bar(found[1])
    return counter.counts()
