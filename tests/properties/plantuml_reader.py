"""A small reader of the PlantUML text that corotrace writes; it shares no code with what writes it.

It knows the few kinds of lines that may occur, refuses all others, and checks as it reads that the diagram is well
formed.
"""

import re

from tests.properties.diagram_reader import Diagram, DiagramReader
from tests.properties.pages_reader import join_pages

_KEPT = re.compile(r"@startuml|@enduml|hide footbox|skinparam \w+ \S+|legend right")
_BOX = re.compile(r'box "(?P<name>.*)" #\w+|end box')
_PARTICIPANT = re.compile(r'participant "(?P<name>[^"]*)" as (?P<alias>\w+)')
_LABEL = r"(?: : (?P<label>.*))?"
_CALL = re.compile(r"(?P<sender>\w+ |\[|\?)(?P<arrow>->>?) (?P<receiver>\w+)(?P<mark> \+\+(?: #FFAFA8)?)?" + _LABEL)
_REPLY = re.compile(
    r"(?P<sender>\w+) -(?:\[(?P<colour>#\w+)\])?-> (?P<receiver>\w+)(?P<mark> --)?(?: : (?P<label>.*))?"
)
_REPLY_OUT = re.compile(r"[\[?]<-(?:\[(?P<colour>#\w+)\])?- (?P<sender>\w+)(?P<mark> --)?" + _LABEL)
_HNOTE = re.compile(r"hnote over (?P<alias>\w+) : (?P<label>.*)")
_HOLD = re.compile(
    r"note over (?P<alias>\w+) #FFAFA8 : (?P<seconds>[\d.]+) s: \w+ held the event loop (mostly in \w+\(\), )?until .+"
)
_DEACTIVATE = re.compile(r"deactivate (?P<alias>\w+)")
_HIDDEN = re.compile(r"(?P<alias>\w+) -\[hidden\]> (?P=alias)")
_SILENCE = re.compile(r"\.\.\.(?P<seconds>[\d.]+) s\.\.\.")
_COLOURED = re.compile(r"<color:(#\w+)>(.*?)</color>")
_DURATION = re.compile(r" ?<color:#757575>([\d.]+) s</color>$")

#: The words of the legend, and what they say.
MEANINGS = {
    "raised an exception": "raised",
    "cancelled": "cancelled",
    "cancelled by a time limit": "timed out",
    "closed before it was done": "closed",
    "still running when the recording stopped": "running",
}


def read_plantuml(text: str) -> Diagram:
    """Read a diagram, and check that it is well formed."""
    lines = join_pages(text)
    assert (lines[0], lines[-1]) == ("@startuml", "@enduml")
    return _Reader(_legend(lines)).read(lines)


def unescape(text: str) -> str:
    codes = re.compile(r"<plain>(.*?)</plain>|<U\+([0-9A-F]{4,5})>")
    return codes.sub(lambda found: unescape(found[1]) if found[1] else chr(int(found[2], 16)), text).replace(
        "\xa0", " "
    )


def _legend(lines: list[str]) -> dict[str, str]:
    """What the colours mean."""
    if "legend right" not in lines:
        return {}
    found = [_COLOURED.fullmatch(line) for line in lines[lines.index("legend right") + 1 : lines.index("end legend")]]
    assert all(found), "each line of the legend is in its colour"
    meanings = {match[1]: MEANINGS[match[2]] for match in found if match}
    assert len(meanings) == len(found), "the colours of the legend differ"
    return meanings


class _Reader(DiagramReader):
    def __init__(self, legend: dict[str, str]) -> None:
        super().__init__()
        self.legend = legend
        self.used: set[str] = set()

    def read(self, lines: list[str]) -> Diagram:
        rest = iter(lines)
        for line in rest:
            if line == "title":
                while next(rest) != "end title":
                    pass
            elif line == "legend right":
                while next(rest) != "end legend":
                    pass
            elif not _KEPT.fullmatch(line):
                self.line(line)
        assert self.used == set(self.legend.values()), "the legend names the endings that occur"
        names = [(self.diagram.boxes[alias], name) for alias, name in self.diagram.names.items()]
        assert len(set(names)) == len(names), f"two lifelines have one name: {names}"
        loops = [alias for alias, name in self.diagram.names.items() if name.startswith("event loop of ")]
        self.check_whole(*loops)
        return self.diagram

    def line(self, line: str) -> None:
        if found := _PARTICIPANT.fullmatch(line):
            self.declare(found["alias"], unescape(found["name"]))
        elif found := _BOX.fullmatch(line):
            self.box = unescape(found["name"] or "")
        elif found := _SILENCE.fullmatch(line):
            self.be_silent(found["seconds"])
        elif found := _HOLD.fullmatch(line):
            self.hold(found["alias"], found["seconds"])
        elif found := _HIDDEN.fullmatch(line):
            self.check_may_end(found["alias"])  # room is made for it
        elif found := _DEACTIVATE.fullmatch(line):
            self.end_bar(found["alias"])
        elif found := _HNOTE.fullmatch(line):
            self.ending("finish", found["alias"], None, found["label"], "", "")
        else:
            self.arrow(line)

    def arrow(self, line: str) -> None:
        if found := _CALL.fullmatch(line):
            sender = found["sender"].strip()
            sort, other = "async" if found["arrow"] == "->>" else "call", None if sender in "[?" else sender
            self.begin(sort, found["receiver"], other, unescape(found["label"]), bar=bool(found["mark"]))
        elif found := _REPLY_OUT.fullmatch(line):
            self.ending("reply", found["sender"], None, found["label"] or "", found["colour"], found["mark"])
        elif found := _REPLY.fullmatch(line):
            receiver = found["receiver"]
            self.ending("reply", found["sender"], receiver, found["label"] or "", found["colour"], found["mark"])
        else:
            raise AssertionError(f"not a line of a sequence diagram: {line!r}")

    def ending(self, sort: str, at: str, other: str | None, label: str, colour: str | None, mark: str | None) -> None:
        duration = _DURATION.search(label)
        rest = _DURATION.sub("", label)
        coloured = _COLOURED.fullmatch(rest)
        if sort == "reply" and coloured:
            assert coloured[1] == colour, "an arrow and its text have one colour"
        shade = coloured[1] if coloured else colour
        ending = self.legend[shade] if shade else "returned"
        self.used |= {ending} - {"returned"}
        text = unescape(coloured[2] if coloured else rest)
        self.end(sort, at, other, text, ending, duration and duration[1], bar=bool(mark))
