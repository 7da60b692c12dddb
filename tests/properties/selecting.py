"""Random requests for a part of a trace, and which calls the oracle's log says they ask for."""

from collections import defaultdict
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from hypothesis import strategies as st

from corotrace import Trace
from tests.properties import programs as p
from tests.properties.functions import text_of
from tests.properties.log import Asked, Began, Ended, Entry, Waits, Woke

_MODULE = "tests.properties.functions"


def full_name(call: p.Traced) -> str:
    name = text_of(call).partition("(")[0]
    return f"{_MODULE}.Thing.{name}" if name in ("act", "touch") else f"{_MODULE}.{name}"


@st.composite
def requests(draw: st.DrawFn, trace: Trace, program: p.Program) -> dict[str, Any]:
    """What `Trace.select` may be asked of a trace."""
    names = sorted({call.started.function.full_name for call in trace.calls()})
    existing = st.sampled_from(names).flatmap(
        lambda name: st.sampled_from([name, "*." + name.rpartition(".")[2], f"*.{name.rpartition('.')[2][0]}*"])
    )
    several = st.lists(existing, min_size=1, max_size=2)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "exclude": several | st.just("*.Nothing.*"),
        "depth": st.integers(1, 4),
        "slower_than": st.sampled_from([0, 0.5, 1, 3]),
        "failed": st.just(True),
    }
    if names:
        kinds |= {"include": several, "root": existing | st.sampled_from(trace.calls())}
    if not any(isinstance(call, p.Items | p.Numbers) for call in p.calls_of(program.root)):  # whose steps go then too
        kinds["between"] = st.tuples(st.integers(0, 6), st.integers(0, 4)).map(lambda pair: (pair[0], sum(pair)))
    chosen = draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=3, unique=True))
    return {argument: draw(kinds[argument]) for argument in chosen}


class Wanting:
    """What one request asks for.

    Args:
        program: what ran.
        log: the oracle's, until the recording stopped.
        stopped: when the recording stopped.
        asked: the request.
    """

    def __init__(self, program: p.Program, log: list[Entry], stopped: int, asked: Mapping[str, Any]) -> None:
        self.log, self.stopped, self.asked = log, stopped, asked
        self.names = {call.number: full_name(call) for call in p.calls_of(program.root)}
        self.began = {entry.call: entry for entry in log if isinstance(entry, Began)}
        self.ended = {entry.call: entry for entry in log if isinstance(entry, Ended)}
        self.makers: defaultdict[int, set[int | None]] = defaultdict(set)
        for entry in log:
            if isinstance(entry, Began | Asked):
                self.makers[entry.call].add(entry.caller if isinstance(entry, Began) else entry.by)

    def calls(self) -> frozenset[int]:
        """The calls that it asks for."""
        chosen = frozenset(filter(self.is_wanted, self.began))
        if not self.asked.get("failed"):
            return chosen
        failed = {call for call in chosen if call in self.ended and self.ended[call].ending in ("raised", "timed out")}
        while more := {maker for call in failed for maker in self.makers[call] if maker is not None} - failed:
            failed |= more
        return chosen & failed

    def entries(self) -> list[Entry]:
        """The log without the waits that lie outside of the time window."""
        if "between" not in self.asked:
            return self.log
        gone: set[int] = set()
        waiting: dict[int, int] = {}
        for index, entry in enumerate(self.log):
            if isinstance(entry, Waits):
                waiting[entry.call] = index
            elif isinstance(entry, Woke):
                begun = waiting.pop(entry.call)
                if not self.is_between(self.log[begun].time, entry.time):
                    gone |= {begun, index}
        gone |= {begun for begun in waiting.values() if not self.is_between(self.log[begun].time, self.stopped)}
        return [entry for index, entry in enumerate(self.log) if index not in gone]

    def is_between(self, first: int, last: int) -> bool:
        start, end = self.asked["between"]
        return first <= end and last >= start

    def is_wanted(self, call: int) -> bool:
        asked, name = self.asked, self.names[call]
        first = self.began[call].time
        last = self.ended[call].time if call in self.ended else self.stopped
        return (
            self.fits(name, asked.get("include", "*"))
            and not self.fits(name, asked.get("exclude", ()))
            and 1 <= self.level(call) <= asked.get("depth", 1000)
            and ("between" not in asked or self.is_between(first, last))
            and last - first > asked.get("slower_than", -1)
        )

    def fits(self, name: str, patterns: Any) -> bool:
        return any(fnmatchcase(name, one) for one in ([patterns] if isinstance(patterns, str) else patterns))

    def level(self, call: int | None) -> int:
        if call is None:
            return 0
        above = self.level(self.began[call].caller)
        return above + 1 if above or self.is_root(call) else 0

    def is_root(self, call: int) -> bool:
        root = self.asked.get("root", "*")
        if isinstance(root, str):
            return fnmatchcase(self.names[call], root)
        return int(root.started.arguments[0].text) == call
