"""Reads the messages of a diagram along with the oracle's log: they must tell the same story."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.properties import programs as p
from tests.properties.diagram_reader import Diagram, Message
from tests.properties.functions import lifeline_of, text_of
from tests.properties.log import Asked, Began, Ended, Entry, Waits, Woke, Yielded

#: The lifelines of the library code whose waits the oracle knows; all others wait for calls.
_WAITS = {"sleep": "asyncio.sleep", "get": "Queue", "wait_for": "Condition"}
_OBJECTS = (p.Style.FIRST, p.Style.SECOND)
#: From here on, three digits do not tell the seconds.
_TOO_LONG = 1000


def drawn(seconds: int) -> float:
    """A duration to three digits."""
    return float(f"{seconds:.3g}")


@dataclass(frozen=True)
class _Open:
    """A call, a step of a generator, or a wait, that has not ended."""

    message: Message
    time: int


class Comparison:
    """One comparison.

    Args:
        program: what ran.
        log: the oracle's, until the recording stopped.
        diagram: what was read back from the text.
        stopped: when the recording stopped.
    """

    def __init__(self, program: p.Program, log: list[Entry], diagram: Diagram, stopped: int) -> None:
        self.log, self.diagram, self.stopped = log, diagram, stopped
        self.calls = {call.number: call for call in p.calls_of(program.root)}
        self.callers = {entry.call: entry.caller for entry in log if isinstance(entry, Began)}
        self.lifeline: dict[int, str] = {}
        self.stacks: dict[str, list[int]] = {}
        self.objects: dict[str, p.Style] = {}
        self.generators: dict[int, str] = {}
        self.running: dict[int, _Open] = {}
        self.waits: dict[int, _Open] = {}
        self.others: list[_Open] = []
        self.depth: Counter[str] = Counter()

    def check(self) -> None:
        messages = self.foreseen(iter(self.diagram.messages))
        for entry in self.log:
            message = next(messages, None)
            assert message is not None, f"not drawn: {entry}"
            try:
                self.time(message, entry.time)
                message = self.entry(entry, message, messages)
            except AssertionError as error:
                raise AssertionError(f"{entry} is drawn as {message}: {error}") from None
            self.has_bars(message)
        self.still_running(list(messages))
        assert not any(self.depth.values())

    def entry(self, entry: Entry, message: Message, following: Iterator[Message]) -> Message:
        """Compare an entry with its message, or its several replies; give the last."""
        match entry:
            case Began(call=call, caller=caller, own=own):
                self.begins(entry, message, text_of(self.calls[call]), caller, "async" if own else "call")
            case Asked(call=call, by=by, request=request, own=own):
                assert message.at == self.lifeline[call], "a generator stays on its lifeline"
                self.begins(entry, message, request, by, "async" if own else "call")
            case Yielded(call=call, text=text):
                request = self.running[call].message
                receivers = [request.other] if request.sort == "call" else []
                return self.replies("returned", text, receivers, entry, message, following)
            case Ended(call=call, ending=ending, text=text):
                self.generators.pop(call, None)
                return self.replies(ending, text, self.receivers(entry), entry, message, following)
            case Waits(call=call, what=what):
                self.waits_for(call, message, what)
                self.waits[call] = _Open(message, entry.time)
            case Woke(call=call, ending=ending):
                begun = self.waits.pop(call)
                assert (message.sort, message.other) == ("reply", begun.message.other)
                self.ends(ending, None, begun, entry.time, message)
        return message

    def foreseen(self, messages: Iterator[Message]) -> Iterator[Message]:
        """The messages without the waits for other calls, which the oracle does not foresee."""
        for message in messages:
            if message.sort in ("call", "async"):
                wanted = _WAITS.get(message.text.partition("(")[0])
                name = self.diagram.names[message.at]
                if self.is_own(name) or (wanted and name.startswith(wanted)):
                    yield message
                    continue
                assert message.sort == "call", f"a wait is no task of its own: {message}"
                assert message.other in self.stacks, f"nobody waits: {message}"
                self.others.append(_Open(message, 0))
            else:
                begun = [open_ for open_ in self.others if self.may_end(open_, message)]
                if not begun:
                    yield message
                    continue
                self.others.remove(begun[-1])
            self.has_bars(message)

    def may_end(self, begun: _Open, message: Message) -> bool:
        return (begun.message.at, begun.message.other) == (message.at, message.other) and message.sort == "reply"

    def is_own(self, name: str) -> bool:
        return any(name.startswith(lifeline_of(call)) for call in self.calls.values())

    def time(self, message: Message, time: int) -> None:
        start = self.log[0].time
        assert start + message.time == time or time >= _TOO_LONG, f"drawn at {start + message.time} s"

    # ---- the bars

    def has_bars(self, message: Message) -> None:
        """A lifeline has a bar while something runs on it, no longer; one of a single task has one for each call."""
        here = message.at
        self.depth[here] += message.bars
        count = [open_.message.at for open_ in (*self.running.values(), *self.waits.values(), *self.others)].count(here)
        assert (self.depth[here] > 0) == (count > 0), f"{count} run, and {self.depth[here]} bars are open: {message}"
        if not self.is_own(self.diagram.names[here]):
            assert self.depth[here] <= 1, f"waits are not nested: {message}"
        elif here not in self.objects:
            assert self.depth[here] == count, f"{count} run, and {self.depth[here]} bars are open: {message}"

    def is_innermost(self, call: int) -> None:
        stack = self.stacks[self.lifeline[call]]
        if self.lifeline[call] in self.objects:
            assert call in stack, f"{call} runs, and has no bar"
        else:
            assert stack[-1:] == [call], f"{call} runs, and the innermost bar of its lifeline is of another: {stack}"

    def nests(self, call: int, message: Message) -> None:
        """A call has a bar of its own inside of those of its callers, and shares one with calls that only overlap."""
        callers = set()
        caller = self.callers[call]
        while caller is not None:
            callers.add(caller)
            caller = self.callers[caller]
        around = [other in callers for other in self.stacks.get(message.at, ())]
        if all(around):
            assert message.bars == 1, "it is nested, and has no bar of its own"
        elif not any(around):
            assert message.bars == 0, "it only overlaps, and has a bar of its own"

    # ---- calls

    def begins(self, entry: Entry, message: Message, text: str, caller: int | None, sort: str) -> None:
        assert (message.sort, message.text) == (sort, text)
        self.stands_well(entry.call, message.at)
        assert message.other == (None if caller is None else self.lifeline[caller]), "another calls"
        if caller is not None and sort == "call":
            self.is_innermost(caller)
        if message.at in self.objects:
            self.nests(entry.call, message)
        self.lifeline[entry.call] = message.at
        self.stacks.setdefault(message.at, []).append(entry.call)
        self.running[entry.call] = _Open(message, entry.time)

    def stands_well(self, call: int, lifeline: str) -> None:
        """An object has one lifeline in a thread, for all its methods; a generator has one for itself until its end."""
        made = self.calls[call]
        name, wanted = self.diagram.names[lifeline], lifeline_of(made)
        number = name.removeprefix(wanted).strip()
        assert name.startswith(wanted), f"it stands on {name}"
        assert not number or (number.isdecimal() and not wanted.startswith("named")), f"it stands on {name}"
        if isinstance(made, p.Node | p.Plain) and made.style in _OBJECTS:
            assert self.objects.setdefault(lifeline, made.style) == made.style, "two objects have one lifeline"
            same = [other for other, style in self.objects.items() if style == made.style]
            assert {self.diagram.names[other] for other in same} == {name}, "an object has two names"
            assert len({self.diagram.boxes[other] for other in same}) == len(same), "an object has two lifelines"
        elif isinstance(made, p.Items | p.Numbers):
            self.generators[call] = lifeline
            assert list(self.generators.values()).count(lifeline) == 1, "two generators have one lifeline"

    # ---- ends

    def receivers(self, entry: Ended) -> list[str | None]:
        """The lifelines that get a reply, the main one at last; none where nobody waits."""
        begun = self.running[entry.call].message
        if begun.sort == "call":
            return [begun.other]
        caller = self.callers[entry.call]
        waiting = sorted(set(entry.waiting), key=lambda waiter: waiter == caller)
        return [self.lifeline[waiter] for waiter in waiting]

    def replies(
        self,
        ending: str,
        text: str,
        receivers: list[str | None],
        entry: Entry,
        message: Message,
        following: Iterator[Message],
    ) -> Message:
        """Check a reply to each; give the last."""
        begun = self.running[entry.call]
        self.is_innermost(entry.call)
        found = []
        for _ in receivers[1:]:
            assert not message.bars, "bars end with the last reply"
            self.ends(ending, text, begun, entry.time, message)
            found.append(message.other)
            message = next(following)
        self.stacks[message.at].remove(entry.call)
        del self.running[entry.call]
        self.ends(ending, text, begun, entry.time, message)
        found.append(message.other)
        assert message.sort == ("reply" if receivers else "finish"), f"replies go to {receivers}"
        if receivers:
            assert Counter(found) == Counter(receivers), f"replies go to {receivers}"
            caller = self.callers[entry.call]
            if caller is not None and self.lifeline[caller] in receivers:
                assert message.other == receivers[-1], "the last reply is the caller's"
        return message

    def ends(self, ending: str, text: str | None, begun: _Open, time: int, message: Message) -> None:
        assert message.at == begun.message.at, "what ends is another"
        assert message.ending == ending
        assert message.duration == drawn(time - begun.time), f"it took {time - begun.time} s"
        if text is not None:
            whole = ending == "returned" or text.startswith("Boom")
            shown = message.text if whole else message.text.partition("(")[0]
            assert shown == (ending if ending in ("timed out", "closed") else text)

    def waits_for(self, call: int, message: Message, what: str) -> None:
        text = message.text if what.startswith("sleep") else message.text.partition("(")[0] + "()"
        assert (message.sort, text) == ("call", what)
        assert message.other == self.lifeline[call], "another waits"
        assert self.diagram.names[message.at].startswith(_WAITS[what.partition("(")[0]])
        self.is_innermost(call)

    def still_running(self, messages: list[Message]) -> None:
        """What the recording did not see end is ended at last, each once, the innermost first."""
        foreseen = [*self.running.values(), *self.waits.values()]
        positions = {id(message): position for position, message in enumerate(self.diagram.messages)}
        left = sorted([*foreseen, *self.others], key=lambda open_: positions[id(open_.message)], reverse=True)
        assert [message.at for message in messages] == [open_.message.at for open_ in left]
        for message, open_ in zip(messages, left, strict=True):
            assert (message.sort, message.ending, message.text) == ("finish", "running", "still running"), message
            if open_ in foreseen:
                assert message.duration == drawn(self.stopped - open_.time), message
            self.depth[message.at] += message.bars
