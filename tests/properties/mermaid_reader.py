"""A small reader of the Mermaid text that corotrace writes; it shares no code with what writes it.

It knows the few kinds of lines that may occur, refuses all others, and checks as it reads that the diagram is well
formed, as the reader of PlantUML does. What it reads can be compared with what that one reads.
"""

import html
import re
from dataclasses import replace

from tests.properties.plantuml_reader import Diagram, Message

_KEPT = re.compile(r"sequenceDiagram|title .+")
_BOX = re.compile(r"box transparent (?P<name>.+)|end")
_PARTICIPANT = re.compile(r"participant (?P<alias>p\d+) as (?P<name>.+)|actor (?P<outside>outside) as outside")
_MESSAGE = re.compile(
    r"(?P<sender>p\d+|outside)(?P<arrow>->>|-\)|-->>|--x)(?P<mark>[+-]?)(?P<receiver>p\d+|outside): (?P<label>.+)"
)
_FINISH = re.compile(r"Note over (?P<alias>p\d+): (?P<label>.+)")
_SILENCE = re.compile(r"Note over (?P<first>p\d+)(?:,(?P<last>p\d+))?: ⋯ (?P<seconds>[\d.]+) s ⋯")
_HOLD = re.compile(r"Note right of (?P<alias>p\d+): ⚠ (?P<seconds>[\d.]+) s: \w+ held the event loop until .+")
_DEACTIVATE = re.compile(r"deactivate (?P<alias>p\d+)")
_DURATION = re.compile(r"(?:^| )\(([\d.]+) s\)$")
_ENDING = re.compile(r"(ended|raised|cancelled|closed): |(timed out|still running)(?= \(|$)")
_CALLED = {"ended": "returned", "still running": "running"}


def read_mermaid(text: str) -> Diagram:
    """Read a diagram on one page, and check that it is well formed."""
    first, *lines = text.splitlines()
    assert first == "sequenceDiagram"
    return _Reader().read(lines)


def unescape(text: str) -> str:
    assert not re.search(r"[<>&;#](?<!;)", re.sub(r"#\w+;", "", text)), f"not escaped: {text}"
    named = re.sub(r"#([a-z]+);", r"&\1;", re.sub(r"#(\d+);", r"&#\1;", text))
    return html.unescape(named).replace("\u2002", " ")


class _Reader:
    def __init__(self) -> None:
        self.diagram = Diagram()
        self.depth: dict[str, int] = {}
        self.box = ""
        self.time = 0.0
        self.may_end: str | None = None
        self.outside = False

    def read(self, lines: list[str]) -> Diagram:
        for line in lines:
            if not _KEPT.fullmatch(line):
                self.line(line)
        assert not any(self.depth.values()), f"bars never end: {self.depth}"
        used = {message.at for message in self.diagram.messages} or {"p0"}  # a diagram of nothing has one lifeline
        assert used == set(self.diagram.names), "each lifeline is used"
        sides = [message.other for message in self.diagram.messages if message.sort != "finish"]
        assert self.outside == (None in sides), "the outside is there where it is used"
        return self.diagram

    def line(self, line: str) -> None:
        if found := _PARTICIPANT.fullmatch(line):
            assert not self.diagram.messages, "lifelines are declared first"
            if found["outside"]:
                assert not self.depth, "the outside is at the left"
                self.outside = True
                return
            assert found["alias"] not in self.depth, f"declared twice: {line}"
            self.diagram.names[found["alias"]] = unescape(found["name"])
            self.diagram.boxes[found["alias"]] = self.box
            self.depth[found["alias"]] = 0
        elif found := _BOX.fullmatch(line):
            self.box = unescape(found["name"] or "")
        elif found := _SILENCE.fullmatch(line):
            names = list(self.diagram.names)
            assert (found["first"], found["last"] or found["first"]) == (names[0], names[-1]), "silence is over all"
            self.time += float(found["seconds"])
            self.may_end = None
        elif found := _HOLD.fullmatch(line):
            assert self.depth[found["alias"]], "what holds a loop runs"
            self.diagram.holds.append(float(found["seconds"]))
        elif found := _DEACTIVATE.fullmatch(line):
            assert self.may_end == found["alias"], "a bar ends with the end of a call"
            self.bars(-1)
        elif found := _FINISH.fullmatch(line):
            self.end("finish", found["alias"], None, found["label"])
            self.may_end = found["alias"]
        elif found := _MESSAGE.fullmatch(line):
            self.arrow(found)
        else:
            raise AssertionError(f"not a line of a sequence diagram: {line!r}")

    def arrow(self, found: re.Match[str]) -> None:
        sender, receiver = (
            None if end == "outside" else self.known(end) for end in (found["sender"], found["receiver"])
        )
        self.may_end = None
        if found["arrow"] in ("->>", "-)"):
            assert receiver is not None
            assert found["mark"] != "-"
            sort = "async" if found["arrow"] == "-)" else "call"
            self.diagram.messages.append(Message(sort, receiver, sender, unescape(found["label"]), self.time))
            if found["mark"]:
                self.bars(1)
            assert self.depth[receiver], f"what runs has a bar: {found[0]}"
            return
        assert sender is not None
        assert found["mark"] != "+"
        self.end("reply", sender, receiver, found["label"], crossed=found["arrow"] == "--x")
        if found["mark"]:
            self.bars(-1)
            self.may_end = sender

    def end(self, sort: str, at: str, other: str | None, label: str, *, crossed: bool = True) -> None:
        assert self.depth[self.known(at)], f"nothing runs on {self.diagram.names[at]}: {label}"
        duration = _DURATION.search(label)
        text = _DURATION.sub("", label)
        ending = "returned"
        if crossed:
            found = _ENDING.match(text)
            assert found, f"it does not say how it ended: {label}"
            ending = found[1] or found[2]
            text = text[len(found[1]) + 2 :] if found[1] else text
        self.diagram.messages.append(
            Message(
                sort,
                at,
                other,
                unescape(text),
                self.time,
                _CALLED.get(ending, ending),
                float(duration[1]) if duration else None,
            )
        )

    def bars(self, change: int) -> None:
        message = self.diagram.messages[-1]
        self.depth[message.at] += change
        assert self.depth[message.at] >= 0, f"no bar is open on {self.diagram.names[message.at]}"
        self.diagram.messages[-1] = replace(message, bars=message.bars + change)

    def known(self, alias: str) -> str:
        assert alias in self.depth, f"{alias} is not declared"
        return alias
