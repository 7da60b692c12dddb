"""Puts the pages of a diagram together again, as one text; it shares no code with what cuts them.

It checks that each page stands alone: it says which one it is, declares the lifelines that it uses and no others,
begins with the bars that are open on them, and tells how many other lifelines have some; its frames end on it.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

_FAINT = r"<size:12><color:#757575>(.*)</color></size>"
_PAGE = re.compile(r"page (\d+) of (\d+)(?:; ([\d,]+) more lifelines? (?:is|are) in use, without.*)?")
_BEGINS = re.compile(r"(?:\w+ |\[)->>? (\w+) \+\+(?: #\w+)? : ")
_ENDS = re.compile(r"(\w+) -(?:\[#\w+\])?-> \w+ --(?: : |$)|\[<-(?:\[#\w+\])?- (\w+) --(?: : |$)|deactivate (\w+)")
_FRAME = re.compile(r"(end)|(par|loop|else)(?: (.*))?")
_ALIAS = re.compile(r"\b(p\d+)\b")


@dataclass
class _Page:
    """The sections of a page, in their order."""

    head: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    participants: dict[str, tuple[str, str]] = field(default_factory=dict)
    open: Counter[str] = field(default_factory=Counter)
    continued: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    legend: list[str] = field(default_factory=list)


def join_pages(text: str) -> list[str]:
    """The lines of a diagram as they would be without pages."""
    pages = [_read(page.splitlines()) for page in text.split("\n\n")]
    if len(pages) == 1:
        return with_frames(text.splitlines())
    participants: dict[str, tuple[str, str]] = {}
    depth: Counter[str] = Counter()
    for number, page in enumerate(pages, start=1):
        _check_page(page, number, len(pages), depth)
        for alias, declared in page.participants.items():
            assert participants.setdefault(alias, declared) == declared, "a lifeline has the same name on all pages"
        for line in page.body:
            if begins := _BEGINS.match(line):
                depth[begins[1]] += 1
            if ends := _ENDS.match(line):
                depth[ends[1] or ends[2] or ends[3]] -= 1
    legend = sorted({line for page in pages for line in page.legend})
    return [
        *pages[0].head,
        *(["title", *pages[0].title, "end title"] if pages[0].title else ()),
        *_declared(participants),
        *(line for page in pages for line in with_frames(page.body)),
        *(["legend right", *legend, "end legend"] if legend else ()),
        "@enduml",
    ]


def with_frames(lines: list[str]) -> list[str]:
    """The lines without those of frames, but each with the corners of the frames around it, the outermost first."""
    found: list[str] = []
    around: list[str] = []
    empty = False
    for line in lines:
        if frame := _FRAME.fullmatch(line):
            assert not empty or frame[2] in ("par", "loop"), "nothing stands in a frame"
            if frame[1] or frame[2] == "else":
                around.pop()
            if frame[2]:
                around.append("/ " + re.sub(r"(^|, )continued$", "", frame[3] or ""))
            empty = bool(frame[2])
        else:
            found.append("".join(around) + line)
            empty = False
    assert not around, "a frame does not end"
    return found


def _read(lines: list[str]) -> _Page:
    assert (lines[0], lines[-1]) == ("@startuml", "@enduml")
    page, rest, box = _Page(), iter(lines[:-1]), ""
    for line in rest:
        if line == "title":
            page.title = list(iter(rest.__next__, "end title"))
        elif line == "legend right":
            page.legend = list(iter(rest.__next__, "end legend"))
        elif line.startswith("box "):
            box = line
        elif line.startswith("participant "):
            alias = line.rpartition(" ")[2]
            assert alias not in page.participants, f"declared twice: {line}"
            page.participants[alias] = (box, line)
        elif line.startswith("activate "):
            assert not page.continued, "the open bars come first"
            page.open[line.split()[1]] += 1
        elif line.startswith("...continued "):
            page.continued.append(line.strip("."))
        elif page.participants and line not in ("end box", "||5||"):
            page.body.append(line)
        elif not page.participants:
            page.head.append(line)
    return page


def _check_page(page: _Page, number: int, count: int, depth: Counter[str]) -> None:
    found = [match for line in page.title if (match := _PAGE.fullmatch(_remark(line)))]
    page.title = [line for line in page.title if not _PAGE.fullmatch(_remark(line))]
    assert [(int(match[1]), int(match[2])) for match in found] == [(number, count)]
    before, after = [f"continued from page {number - 1}"], [f"continued on page {number + 1}"]
    assert page.continued == (before if number > 1 else []) + (after if number < count else [])
    used = {alias for line in page.body for alias in _ALIAS.findall(line.partition(" : ")[0])}
    assert page.participants.keys() == used, "each lifeline is used"
    assert page.open == Counter({alias: depth[alias] for alias in used if depth[alias]}), "the bars that are open"
    others = sum(1 for alias, bars in depth.items() if bars and alias not in used)
    assert int((found[0][3] or "0").replace(",", "")) == others, "lifelines that are in use, and not shown"


def _remark(line: str) -> str:
    match = re.fullmatch(_FAINT, line)
    return match[1] if match else ""


def _declared(participants: dict[str, tuple[str, str]]) -> list[str]:
    lines, around = [], ""
    for _, (box, line) in sorted(participants.items(), key=lambda item: int(item[0][1:])):
        if box != around:
            lines += [*(["end box"] if around else []), box]
            around = box
        lines.append(line)
    return [*lines, *(["end box"] if around else [])]
