"""A small reader of the PlantUML text that corotrace writes; it shares no code with what writes it.

It knows the few kinds of lines that may occur, refuses all others, and checks as it reads that the diagram is well
formed: lifelines are declared once, before they are used, and each is used; what is sent comes from a lifeline with a
bar; all bars end.
"""

import re
from dataclasses import dataclass, field, replace

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
_HOLD = re.compile(r"note over (?P<alias>\w+) #FFAFA8 : (?P<seconds>[\d.]+) s: \w+ held the event loop until .+")
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


@dataclass(frozen=True)
class Message:
    """An arrow, or the end of a call without one.

    Args:
        sort: ``call``, ``async``, ``reply`` or ``finish``.
        at: the alias of the lifeline whose call it begins or ends.
        other: the alias at its other end, if there is one.
        text: its label, without colours and the duration.
        time: the silences before it, in seconds.
        ending: for a reply or finish, how the call ended.
        duration: for a reply or finish, in seconds.
        bars: how many bars of that lifeline begin with it, or end where it is less than 0.
    """

    sort: str
    at: str
    other: str | None
    text: str
    time: float
    ending: str = ""
    duration: float | None = None
    bars: int = 0


@dataclass
class Diagram:
    """What was read.

    Args:
        names: of the lifelines, by alias.
        boxes: what the boxes around them are called, by alias; nothing where there is none.
        messages: in their order.
        holds: how long event loops were held, in seconds, in their order.
    """

    names: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    holds: list[float] = field(default_factory=list)


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


class _Reader:
    def __init__(self, legend: dict[str, str]) -> None:
        self.legend = legend
        self.used: set[str] = set()
        self.diagram = Diagram()
        self.depth: dict[str, int] = {}
        self.box = ""
        self.time = 0.0
        self.may_end: str | None = None

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
        assert not any(self.depth.values()), f"bars never end: {self.depth}"
        assert self.used == set(self.legend.values()), "the legend names the endings that occur"
        names = [(self.diagram.boxes[alias], name) for alias, name in self.diagram.names.items()]
        assert len(set(names)) == len(names), f"two lifelines have one name: {names}"
        used = {message.at for message in self.diagram.messages} or {"p0"}  # a diagram of nothing has one lifeline
        used |= {alias for alias, name in self.diagram.names.items() if name.startswith("event loop of ")}
        assert used == set(self.diagram.names), "each lifeline is used"
        return self.diagram

    def line(self, line: str) -> None:
        if found := _PARTICIPANT.fullmatch(line):
            assert found["alias"] not in self.depth, f"declared twice: {line}"
            assert not self.diagram.messages, "lifelines are declared first"
            self.diagram.names[found["alias"]] = unescape(found["name"])
            self.diagram.boxes[found["alias"]] = self.box
            self.depth[found["alias"]] = 0
        elif found := _BOX.fullmatch(line):
            self.box = unescape(found["name"] or "")
        elif found := _SILENCE.fullmatch(line):
            self.time += float(found["seconds"])
            self.may_end = None
        elif found := _HOLD.fullmatch(line):
            assert self.depth[found["alias"]], "what holds a loop runs"
            self.diagram.holds.append(float(found["seconds"]))
        elif found := _HIDDEN.fullmatch(line):
            assert self.may_end == found["alias"], "room is made for a bar to end"
        elif found := _DEACTIVATE.fullmatch(line):
            assert self.may_end == found["alias"], "a bar ends with the end of a call"
            self.bars(-1)
        elif found := _HNOTE.fullmatch(line):
            self.end("finish", found["alias"], None, found["label"], "", "")
            self.may_end = found["alias"]
        else:
            self.arrow(line)

    def arrow(self, line: str) -> None:
        if found := _CALL.fullmatch(line):
            sender, receiver = found["sender"].strip(), self.known(found["receiver"])
            sort = "async" if found["arrow"] == "->>" else "call"
            other = None if sender in "[?" else self.known(sender)
            self.diagram.messages.append(Message(sort, receiver, other, unescape(found["label"]), self.time))
            if found["mark"]:
                self.bars(1)
            assert self.depth[receiver], f"what runs has a bar: {line}"
            self.may_end = None
        elif found := _REPLY_OUT.fullmatch(line):
            self.end("reply", found["sender"], None, found["label"] or "", found["colour"], found["mark"])
        elif found := _REPLY.fullmatch(line):
            receiver = self.known(found["receiver"])
            self.end("reply", found["sender"], receiver, found["label"] or "", found["colour"], found["mark"])
        else:
            raise AssertionError(f"not a line of a sequence diagram: {line!r}")

    def end(self, sort: str, at: str, other: str | None, label: str, colour: str | None, mark: str | None) -> None:
        assert self.depth[self.known(at)], f"nothing runs on {self.diagram.names[at]}: {label}"
        duration = _DURATION.search(label)
        rest = _DURATION.sub("", label)
        coloured = _COLOURED.fullmatch(rest)
        if sort == "reply" and coloured:
            assert coloured[1] == colour, "an arrow and its text have one colour"
        shade = coloured[1] if coloured else colour
        ending = self.legend[shade] if shade else "returned"
        self.used |= {ending} - {"returned"}
        text = unescape(coloured[2] if coloured else rest)
        self.diagram.messages.append(
            Message(sort, at, other, text, self.time, ending, float(duration[1]) if duration else None)
        )
        self.may_end = at if mark else None
        if mark:
            self.bars(-1)

    def bars(self, change: int) -> None:
        message = self.diagram.messages[-1]
        self.depth[message.at] += change
        assert self.depth[message.at] >= 0, f"no bar is open on {self.diagram.names[message.at]}"
        self.diagram.messages[-1] = replace(message, bars=message.bars + change)

    def known(self, alias: str) -> str:
        assert alias in self.depth, f"{alias} is not declared"
        return alias
