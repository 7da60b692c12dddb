"""Reads the tree of calls back from the text; it knows nothing of the emitter."""

import re
from dataclasses import dataclass, field

_CALL = re.compile(
    r"(?:\[(?P<place>[^]]*)\] )?(?:named \d+: )?(?:Thing(?: \d+)?\.)?"
    r"(?P<name>node|named|act|plain|named_plain|touch|items|numbers)\((?P<number>\d+)\)(?P<ending> .+)"
)
_WAIT = re.compile(
    r"⋯ (?:asyncio\.(?=sleep)|Queue(?: \d+)?\.(?=get)|Condition(?: \d+)?\.(?=wait_for))"
    r"(?P<name>sleep|get|wait_for)(?P<arguments>\(.*?\))?(?P<ending> .*)?"
)
_STEP = re.compile(r"(?:\[(?P<place>[^]]*)\] )?(?:(?P<request>\w+\(.*?\))(?:: |$))?(?P<item>yield .*)?")
_ENDINGS = {
    " → (.*)": "returned", " — ended": "ended", " ✗ timed out": "timed out", " ✗ (.*)": "raised",
    " — cancelled(?:: .*)?": "cancelled", " — closed": "closed", " — still (?:running|waiting)": "running",
}  # fmt: skip


@dataclass
class Line:
    """A line of the tree.

    Args:
        level: 0 for the outermost.
        took: in seconds, as written.
        when: the line for the time.
        text: what it says.
    """

    level: int
    took: str
    when: str
    text: str


@dataclass
class ReadCall:
    """A call that was read: by the number that the program gave it."""

    number: int
    name: str
    parent: int | None
    place: str
    took: str
    ending: str
    value: str
    waits: list[tuple[str, str, str]] = field(default_factory=list)
    steps: list[tuple[str, str]] = field(default_factory=list)
    holds: list[float] = field(default_factory=list, compare=False)


def lines_of(text: str) -> list[Line]:
    """The lines of the tree, below the line that says what the columns are."""
    lines = text.splitlines()
    head = next(index for index, line in enumerate(lines) if line.startswith("seconds"))
    first, last = lines[head].index("0"), len(lines[head])
    found = []
    for line in lines[head + 1 :]:
        tree, what = re.fullmatch(r"((?:[│ ] )*(?:[├└] |⋮\d+ )?)(.*)", line[last + 2 :]).groups()  # type: ignore[union-attr]
        deep = re.search(r"⋮(\d+) ", tree)
        found.append(Line(int(deep[1]) if deep else len(tree) // 2, line[:first].strip(), line[first:last], what))
    return found


def read_calls(text: str) -> list[ReadCall]:
    """The calls, each with its waits and the steps that it did as a generator, in the order of the lines."""
    calls: list[ReadCall] = []
    above: list[ReadCall] = []
    for line in lines_of(text):
        del above[line.level :]
        assert len(above) == line.level, f"a level is left out: {line}"
        parent = above[-1] if above else None
        if call := _CALL.fullmatch(line.text):
            ending, value = _ending(call["ending"])
            number = parent.number if parent else None
            above.append(
                ReadCall(int(call["number"]), call["name"], number, call["place"] or "", line.took, ending, value)
            )
            calls.append(above[-1])
        elif line.text.startswith("! held the event loop "):
            assert parent, f"nobody holds it: {line}"
            parent.holds.append(float(line.took))
        elif line.text.startswith("⋯ "):
            assert parent, f"nobody waits: {line}"
            if wait := _WAIT.fullmatch(line.text):
                name = wait["name"] + (wait["arguments"] if wait["name"] == "sleep" else "()")
                parent.waits.append((name, line.took, _ending(wait["ending"] or " → ")[0]))
        else:
            step = _STEP.fullmatch(line.text)
            assert step, f"what is that: {line}"
            assert parent, f"no generator: {line}"
            parent.steps.append((step["request"] or "", step["item"] or ""))
    return calls


def _ending(text: str) -> tuple[str, str]:
    for pattern, ending in _ENDINGS.items():
        if found := re.fullmatch(pattern, text):
            return ending, found[1] if found.groups() else ""
    raise AssertionError(f"no ending: {text!r}")
