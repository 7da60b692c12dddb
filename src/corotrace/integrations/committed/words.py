"""A diagram's PlantUML text read back in words, line by line, with the names of the lifelines for their aliases.

How it is drawn is not read: skinparams, the legend, where pages end. Any other line that is not known here stands for
itself, so that nothing that could differ is passed over.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from corotrace.integrations.committed.texts import colour_of, drawn_text

_PARTICIPANT = re.compile(r'participant "(?P<name>.*)" as (?P<alias>\w+)')
_BOX = re.compile(r'box "(?P<name>.*)" #\w+')
_CALL = re.compile(r"(?:(?P<sender>\w+) |\[)(?P<arrow>->>?) (?P<receiver>\w+)(?P<bar> \+\+)?")
_REPLY = re.compile(r"(?P<sender>\w+) -(?:\[(?P<colour>#\w+)\])?-> (?P<receiver>\w+)(?P<bar> --)?")
_REPLY_OUT = re.compile(r"\[<-(?:\[(?P<colour>#\w+)\])?- (?P<sender>\w+)(?P<bar> --)?")
_FINISH = re.compile(r"hnote over (?P<alias>\w+)")
_NOTE = re.compile(r"note (?:over (?P<alias>\w+)|across)")
_DEACTIVATE = re.compile(r"deactivate \w+")
_BLOCK = re.compile(r"title|legend\b.*")
_DRAWING = re.compile(
    r"@startuml|@enduml|hide footbox|skinparam .*|activate \w+|\|\|\d+\|\||\.\.\.continued on page \d+\.\.\."
    r"|(?P<lifeline>\w+) -\[hidden\]> (?P=lifeline)|'.*|\s*"
)
_FRAME = re.compile(r"(par|loop)\b.*")
_PAGE_BEGINS = re.compile(r"\.\.\.continued from page \d+\.\.\.")
_CONTINUED = re.compile(r"(par|loop)( |.*, )continued")
_PAGE = re.compile(r"page \d+ of \d+(;.*)?")


@dataclass(slots=True)
class Line:
    """One thing that a diagram says.

    Args:
        text: what it says.
        depth: in how many frames.
        bars: how many bars begin with it, less those that end.
        usual: how many do with such a line.
        ending: how the call ended: its colour, or what the legend says of that.
    """

    text: str
    depth: int = 0
    bars: int = 0
    usual: int = 0
    ending: str = ""

    def words(self) -> str:
        """The line as it is compared."""
        ending = f" ({self.ending})" if self.ending else ""
        bars = "" if self.bars == self.usual else f" (bars: {self.bars:+d})"
        return f"{self.text}{ending}{bars}"


def read_words(source: str) -> list[Line]:
    """Read a diagram.

    Args:
        source: its PlantUML text; its pages are read as one.

    Returns:
        Its title, its lifelines, and then what happens.
    """
    reader = _Reader()
    for line in _without_blocks(source.splitlines(), reader):
        reader.line(line)
    return [*reader.title.values(), *reader.lifelines(), *reader.happens]


def _without_blocks(lines: Iterable[str], reader: "_Reader") -> Iterator[str]:
    """The lines without the title and the legend, which the reader is told."""
    rest = iter(lines)
    for line in rest:
        if not _BLOCK.fullmatch(line):
            yield line
            continue
        told = reader.headline if line == "title" else reader.meaning
        for inner in takewhile(f"end {line.partition(' ')[0]}".__ne__, rest):
            told(inner)


class _Reader:
    def __init__(self) -> None:
        self.title: dict[str, Line] = {}
        self.happens: list[Line] = []
        self._names: dict[str, str] = {}
        self._boxes: dict[str, str] = {}
        self._box = ""
        self._depth = 0
        self._page_begins = False

    def headline(self, line: str) -> None:
        text = drawn_text(line)
        if not _PAGE.fullmatch(text):  # each page repeats the others
            self.title.setdefault(line, Line(f"title: {text}"))

    def meaning(self, line: str) -> None:
        """A line of the legend, which comes after what it explains."""
        if colour := colour_of(line):
            for happened in self.happens:
                if happened.ending == colour:
                    happened.ending = drawn_text(line)

    def lifelines(self) -> Iterator[Line]:
        for alias in sorted(self._names, key=lambda alias: (len(alias), alias)):
            box = self._boxes[alias]
            yield Line(f"lifeline: {self._names[alias]}{f' in {box}' if box else ''}")

    def line(self, line: str) -> None:
        if found := _PARTICIPANT.fullmatch(line):
            self._names[found["alias"]], self._boxes[found["alias"]] = drawn_text(found["name"]), self._box
        elif found := _BOX.fullmatch(line):
            self._box = drawn_text(found["name"])
        elif line == "end box":
            self._box = ""
        elif _DEACTIVATE.fullmatch(line) and self.happens:
            self.happens[-1].bars -= 1
        elif _PAGE_BEGINS.fullmatch(line):
            self._page_begins = True
        elif not _DRAWING.fullmatch(line) and not self._goes_on(line):
            self._happened(line)

    def _goes_on(self, line: str) -> bool:
        """Whether it is a frame that was ended for the end of the page alone."""
        self._page_begins = self._page_begins and bool(_CONTINUED.fullmatch(line))
        if not self._page_begins or not self.happens or self.happens[-1].text != "end":
            return False
        self.happens.pop()
        self._depth += 1
        return True

    def _happened(self, line: str) -> None:
        head, _, label = line.partition(" : ")
        said = f": {drawn_text(label)}" if label else ""
        if found := _CALL.fullmatch(head):
            start = f"{self._name(found['sender'])} " if found["sender"] else ""
            self._add(f"{start}{found['arrow']} {self._name(found['receiver'])}{said}", 1 if found["bar"] else 0, 1)
        elif found := _REPLY.fullmatch(head):
            arrow = f"{self._name(found['sender'])} --> {self._name(found['receiver'])}"
            self._add(f"{arrow}{said}", -1 if found["bar"] else 0, -1, found["colour"])
        elif found := _REPLY_OUT.fullmatch(head):
            self._add(f"{self._name(found['sender'])} -->{said}", -1 if found["bar"] else 0, -1, found["colour"])
        elif found := _FINISH.fullmatch(head):
            self._add(f"{self._name(found['alias'])} ends{said}", 0, -1, colour_of(label))
        elif found := _NOTE.fullmatch(head):
            over = f" over {self._name(found['alias'])}" if found["alias"] else ""
            self._add(f"note{over}{said}")
        else:
            self._frame(line)

    def _frame(self, line: str) -> None:
        """A frame's line, or one that is not known."""
        inner = self._depth
        if line == "end" or line.startswith("else"):
            self._depth = max(0, inner - 1)
        self._add(drawn_text(line))
        if line.startswith("else"):
            self._depth = inner
        elif _FRAME.fullmatch(line):
            self._depth += 1

    def _add(self, text: str, bars: int = 0, usual: int = 0, ending: str | None = None) -> None:
        self.happens.append(Line(text, self._depth, bars, usual, ending or ""))

    def _name(self, alias: str) -> str:
        return self._names.get(alias, alias)
