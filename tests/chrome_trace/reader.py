"""A reader of Chrome's trace event format, as strict as a test can be: what begins last ends first, on each track."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Bar:
    """A slice of a track: what it says, from when to when in microseconds, and what is in it."""

    name: str
    category: str
    track: str
    start: float
    args: dict[str, Any]
    inside: "Bar | None"
    end: float = -1
    inner: "list[Bar]" = field(default_factory=list)


def read_chrome(text: str) -> list[Bar]:
    """Read a trace; give its slices in the order in which they begin."""
    whole = json.loads(text, parse_constant=_refuse)
    text.encode("utf-8")
    assert whole["displayTimeUnit"] in ("ms", "ns")
    names: dict[int, str] = {}
    stacks: defaultdict[int, list[Bar]] = defaultdict(list)
    times: dict[int, float] = {}
    bars: list[Bar] = []
    arrows: list[tuple[str, int]] = []
    makers: dict[int, int] = {}
    for entry in whole["traceEvents"]:
        tid, stack = entry["tid"], stacks[entry["tid"]]
        if "ts" in entry:
            assert entry["ts"] >= times.get(tid, 0), "time goes on, on each track"
            times[tid] = entry["ts"]
        match entry["ph"]:
            case "M":
                if entry["name"] == "thread_name":
                    assert tid not in names
                    assert tid != entry["pid"], "that would be the main thread of the process"
                    names[tid] = entry["args"]["name"]
            case "B":
                around = stack[-1] if stack else None
                bar = Bar(entry["name"], entry["cat"], names[tid], entry["ts"], entry.get("args", {}), around)
                bars.append(bar)
                if around is not None:
                    around.inner.append(bar)
                stack.append(bar)
            case "E":
                bar = stack.pop()
                bar.end = entry["ts"]
                assert bar.name == entry["name"]
                bar.args |= entry.get("args", {})
            case "s" | "f" as kind:
                assert stack, "an arrow begins and ends at a slice"
                arrows.append((kind, entry["id"]))
                who = stack[-1].args["call" if kind == "s" else "caller"]
                assert makers.setdefault(entry["id"], who) == who, "it begins at whoever made what it ends at"
            case other:
                assert (other, entry["cat"]) == ("i", "note")
    assert not any(stacks.values())
    begun = [one for kind, one in arrows if kind == "s"]
    assert sorted(begun) == sorted(one for kind, one in arrows if kind == "f")
    assert all(arrows.index(("s", one)) < arrows.index(("f", one)) for one in begun)
    return bars


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
