"""A small reader of the Mermaid text that corotrace writes; it shares no code with what writes it.

It knows the few kinds of lines that may occur, refuses all others, and checks as it reads that the diagram is well
formed, as the reader of PlantUML does. What it reads can be compared with what that one reads.
"""

import html
import re

from tests.properties.diagram_reader import Diagram, DiagramReader

_KEPT = re.compile(r"sequenceDiagram|title .+")
_BOX = re.compile(r"box transparent (?P<name>.+)|end")
_PARTICIPANT = re.compile(r"participant (?P<alias>p\d+) as (?P<name>.+)|actor (?P<outside>outside) as outside")
_MESSAGE = re.compile(
    r"(?P<sender>p\d+|outside)(?P<arrow>->>|-\)|-->>|--x)(?P<mark>[+-]?)(?P<receiver>p\d+|outside): (?P<label>.+)"
)
_FINISH = re.compile(r"Note over (?P<alias>p\d+): (?P<label>.+)")
_SILENCE = re.compile(r"Note over (?P<first>p\d+)(?:,(?P<last>p\d+))?: ⋯ (?P<seconds>[\d.]+) s ⋯")
_HOLD = re.compile(
    r"Note right of (?P<alias>p\d+): ⚠ (?P<seconds>[\d.]+) s: \w+ held the event loop (mostly in \w+\(\), )?until .+"
)
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


class _Reader(DiagramReader):
    def __init__(self) -> None:
        super().__init__()
        self.outside = False

    def read(self, lines: list[str]) -> Diagram:
        for line in lines:
            if not _KEPT.fullmatch(line):
                self.line(line)
        self.check_whole()
        sides = [message.other for message in self.diagram.messages if message.sort != "finish"]
        assert self.outside == (None in sides), "the outside is there where it is used"
        return self.diagram

    def line(self, line: str) -> None:
        if found := _PARTICIPANT.fullmatch(line):
            if found["outside"]:
                assert not self.diagram.names, "the outside is at the left"
                self.outside = True
            else:
                self.declare(found["alias"], unescape(found["name"]))
        elif found := _BOX.fullmatch(line):
            self.box = unescape(found["name"] or "")
        elif found := _SILENCE.fullmatch(line):
            names = list(self.diagram.names)
            assert (found["first"], found["last"] or found["first"]) == (names[0], names[-1]), "silence is over all"
            self.be_silent(found["seconds"])
        elif found := _HOLD.fullmatch(line):
            self.hold(found["alias"], found["seconds"])
        elif found := _DEACTIVATE.fullmatch(line):
            self.end_bar(found["alias"])
        elif found := _FINISH.fullmatch(line):
            self.ending("finish", found["alias"], None, found["label"])
        elif found := _MESSAGE.fullmatch(line):
            self.arrow(found)
        else:
            raise AssertionError(f"not a line of a sequence diagram: {line!r}")

    def arrow(self, found: re.Match[str]) -> None:
        sender, receiver = (None if end == "outside" else end for end in (found["sender"], found["receiver"]))
        bar = bool(found["mark"])
        if found["arrow"] in ("->>", "-)"):
            assert receiver is not None
            assert found["mark"] != "-"
            sort = "async" if found["arrow"] == "-)" else "call"
            self.begin(sort, receiver, sender, unescape(found["label"]), bar=bar)
        else:
            assert sender is not None
            assert found["mark"] != "+"
            self.ending("reply", sender, receiver, found["label"], crossed=found["arrow"] == "--x", bar=bar)

    def ending(
        self, sort: str, at: str, other: str | None, label: str, *, crossed: bool = True, bar: bool = False
    ) -> None:
        duration = _DURATION.search(label)
        text = _DURATION.sub("", label)
        ending = "returned"
        if crossed:
            found = _ENDING.match(text)
            assert found, f"it does not say how it ended: {label}"
            ending = found[1] or found[2]
            text = text[len(found[1]) + 2 :] if found[1] else text
        ending = _CALLED.get(ending, ending)
        self.end(sort, at, other, unescape(text), ending, duration and duration[1], bar=bar)
