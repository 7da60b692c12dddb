"""What the readers of PlantUML and of Mermaid read, and check alike; they share no code with what is written.

Lifelines are declared once, before they are used, and each is used; what is sent comes from a lifeline with a bar; all
bars end.
"""

from dataclasses import dataclass, field, replace


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


class DiagramReader:
    """Keeps what was read; a reader of a language knows its lines, and says what each of them is."""

    def __init__(self) -> None:
        self.diagram = Diagram()
        self.box = ""
        self._depth: dict[str, int] = {}
        self._time = 0.0
        self._may_end: str | None = None

    def declare(self, alias: str, name: str) -> None:
        assert alias not in self._depth, f"declared twice: {alias}"
        assert not self.diagram.messages, "lifelines are declared first"
        self.diagram.names[alias] = name
        self.diagram.boxes[alias] = self.box
        self._depth[alias] = 0

    def be_silent(self, seconds: str) -> None:
        self._time += float(seconds)
        self._may_end = None

    def hold(self, alias: str, seconds: str) -> None:
        assert self._depth[alias], "what holds a loop runs"
        self.diagram.holds.append(float(seconds))

    def begin(self, sort: str, at: str, other: str | None, text: str, *, bar: bool) -> None:
        """A call begins, maybe with a bar of its own."""
        self._check_declared(at, other)
        self.diagram.messages.append(Message(sort, at, other, text, self._time))
        if bar:
            self._change_bars(1)
        assert self._depth[at], f"what runs has a bar: {text}"
        self._may_end = None

    def end(
        self, sort: str, at: str, other: str | None, text: str, ending: str, duration: str | None, *, bar: bool
    ) -> None:
        """A call ends, maybe with its bar; that of a call that nobody waits for ends by itself."""
        self._check_declared(at, other)
        assert self._depth[at], f"nothing runs on {self.diagram.names[at]}: {text}"
        took = None if duration is None else float(duration)
        self.diagram.messages.append(Message(sort, at, other, text, self._time, ending, took))
        if bar:
            self._change_bars(-1)
        self._may_end = at if bar or sort == "finish" else None

    def end_bar(self, alias: str) -> None:
        self.check_may_end(alias)
        self._change_bars(-1)

    def check_may_end(self, alias: str) -> None:
        assert self._may_end == alias, "a bar ends with the end of a call"

    def check_whole(self, *always: str) -> None:
        """After the last line; some lifelines may always be there."""
        assert not any(self._depth.values()), f"bars never end: {self._depth}"
        used = {message.at for message in self.diagram.messages} or {"p0"}  # a diagram of nothing has one lifeline
        assert used | {*always} == set(self.diagram.names), "each lifeline is used"

    def _check_declared(self, *aliases: str | None) -> None:
        for alias in aliases:
            assert alias is None or alias in self._depth, f"{alias} is not declared"

    def _change_bars(self, change: int) -> None:
        message = self.diagram.messages[-1]
        self._depth[message.at] += change
        assert self._depth[message.at] >= 0, f"no bar is open on {self.diagram.names[message.at]}"
        self.diagram.messages[-1] = replace(message, bars=message.bars + change)
