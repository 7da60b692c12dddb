"""What a diagram is drawn of, one stroke after the other: calls begin and end, notes are said.

Strokes that are drawn in the same way have the same key. One that is drawn in the place of several takes in what the
others say, so that it can tell how they vary.
"""

from array import array
from collections.abc import Hashable, Sequence
from typing import Any, Protocol

from corotrace.diagram.bars import Bar
from corotrace.diagram.interaction import Ending, Spread
from corotrace.diagram.roles import Line
from corotrace.diagram.varying import Varying, spread_of
from corotrace.events import Argument


class Keys(dict[Hashable, int]):
    """Gives things that are equal the same number."""

    def of(self, *thing: Hashable) -> int:
        """The number of a thing that consists of these."""
        return self.setdefault(thing, len(self))

    def things(self) -> "tuple[Any, ...]":
        """What each number stands for."""
        return tuple(self)


class Stroke:
    """Something that is drawn at one moment.

    Args:
        key: the same for all that are drawn in the same way.
        time: when it happened, in nanoseconds.
        silence: how long nothing had been drawn before.
    """

    __slots__ = ("key", "longest_silence", "silence", "time")

    #: How many calls and waits it stands for, for a reader.
    weight = 0

    @property
    def half(self) -> Sequence[Bar]:
        """The bars that begin in it and do not end in it, or end in it and do not begin in it."""
        return ()

    def __init__(self, key: int, time: int, silence: int) -> None:
        self.key = key
        self.time = time
        self.silence = self.longest_silence = silence

    def take_in_silence(self, other: "Stroke") -> None:
        """Let the silence before it stand for that before another one too."""
        if other.silence < self.silence:
            self.silence = other.silence
        if other.longest_silence > self.longest_silence:
            self.longest_silence = other.longest_silence


class Lasting(Protocol):
    """A stroke of something that took so long.

    Attributes:
        duration: how long, in nanoseconds; None where that is not to be told.
        durations: how long each time, where it stands for several.
    """

    duration: int | None
    durations: "array[int] | None"


def take_in_duration(mine: Lasting, other: Lasting) -> None:
    """Let how long something took stand for how long something else took too."""
    if mine.duration is not None:
        if mine.durations is None:
            mine.durations = array("q", (mine.duration,))
        if other.durations is not None:
            mine.durations.extend(other.durations)
        elif other.duration is not None:
            mine.durations.append(other.duration)


def duration_of(stroke: Lasting) -> int | Spread | None:
    """How long something took, each time."""
    return stroke.duration if stroke.durations is None else spread_of(stroke.durations)


class Begin(Stroke):
    """A call, or a wait, begins.

    Args:
        key, time, silence: as in `Stroke`.
        asynchronous: whether it runs in another task or thread than its sender.
        sender: the lifeline that it comes from, or None where that is not known.
        receiver: the lifeline that it stands on.
        name: what is called, or what the message says if there are no `arguments`.
        arguments: what it is called with.
        bar: the bar that begins, or None where it joins one.
        bold: whether it is drawn in bold.
    """

    __slots__ = ("arguments", "asynchronous", "bar", "bold", "name", "receiver", "sender", "varying")

    weight = 1

    def __init__(
        self, key: int, time: int, silence: int, asynchronous: bool, sender: Line | None, receiver: Line, name: str,
        arguments: tuple[Argument, ...] | None, bar: Bar | None, *, bold: bool = False,
    ) -> None:  # fmt: skip
        self.key, self.time = key, time
        self.silence = self.longest_silence = silence
        self.asynchronous, self.sender, self.receiver = asynchronous, sender, receiver
        self.name, self.arguments, self.bar, self.bold = name, arguments, bar, bold
        self.varying: list[Varying] | None = None

    @property
    def half(self) -> Sequence[Bar]:
        """The bar that begins."""
        return () if self.bar is None else (self.bar,)

    def take_in(self, other: "Begin") -> None:
        """Stand for another one too."""
        self.take_in_silence(other)
        if self.varying is None:
            if other.varying is None and other.arguments == self.arguments and other.name == self.name:
                return
            self.varying = [*map(Varying, self._texts())]
        if not self._is_written_like(other):
            self.arguments, self.varying = None, [Varying(f"{self.name}(…)")]
        elif other.varying is None:
            for mine, text in zip(self.varying, other._texts(), strict=True):
                mine.add(text)
        else:
            for mine, its in zip(self.varying, other.varying, strict=True):
                mine.add_all(its)

    def _texts(self) -> list[str]:
        return [self.name] if self.arguments is None else [argument.text for argument in self.arguments]

    def _is_written_like(self, other: "Begin") -> bool:
        if self.arguments is None or other.arguments is None:
            return self.arguments is other.arguments
        return [argument.name for argument in self.arguments] == [argument.name for argument in other.arguments]

    def text(self) -> str:
        """What its message says."""
        if self.arguments is None:
            return self.name if self.varying is None else str(self.varying[0])
        return f"{self.name}({', '.join(map(str, self.shown_arguments() or ()))})"

    def shown_arguments(self) -> Sequence[Argument] | None:
        """What it is called with each time, or None where its message says something else."""
        if self.arguments is None or self.varying is None:
            return self.arguments
        texts = zip(self.arguments, self.varying, strict=True)
        return [Argument(str(text), argument.name) for argument, text in texts]

    def took(self) -> int | Spread | None:
        """How long it took, where that is told at the beginning."""
        return None


class TurnBegin(Begin):
    """A task begins to run, until it gives the thread back.

    Args:
        key, time, silence, sender, receiver, name, bar, bold: as in `Begin`.
        duration: how long it runs, in nanoseconds, or None where that is not known.
    """

    __slots__ = ("duration", "durations")

    def __init__(
        self, key: int, time: int, silence: int, sender: Line, receiver: Line, name: str, bar: Bar,
        duration: int | None, *, bold: bool,
    ) -> None:  # fmt: skip
        super().__init__(key, time, silence, False, sender, receiver, name, None, bar, bold=bold)
        self.duration = duration
        self.durations: array[int] | None = None

    def take_in(self, other: Begin) -> None:
        """Stand for another one too."""
        super().take_in(other)
        if isinstance(other, TurnBegin):
            take_in_duration(self, other)

    def took(self) -> int | Spread | None:
        """How long it runs, each time."""
        return duration_of(self)


class End(Stroke):
    """A call, or a wait, ends.

    Args:
        key, time, silence: as in `Stroke`.
        begin: the stroke with which it began.
        receivers: the lifelines that a reply goes to, None for out of the diagram; none where nobody waits for it.
        ending: how it ended.
        prefix: what stands before the value, such as ``yield``.
        value: its result or exception.
        duration: how long it took, in nanoseconds; None where that is not to be told.
        ends: the bars that end, the innermost first.
        bold: whether it is drawn in bold.
    """

    __slots__ = ("begin", "bold", "duration", "durations", "ending", "ends", "prefix", "receivers", "value", "varying")

    def __init__(
        self, key: int, time: int, silence: int, begin: Begin, receivers: tuple[Line | None, ...], ending: Ending,
        prefix: str, value: str, duration: int | None, ends: tuple[Bar, ...], *, bold: bool = False,
    ) -> None:  # fmt: skip
        self.key, self.time = key, time
        self.silence = self.longest_silence = silence
        self.begin, self.receivers, self.ending = begin, receivers, ending
        self.prefix, self.value, self.duration, self.ends, self.bold = prefix, value, duration, ends, bold
        self.varying: Varying | None = None
        self.durations: array[int] | None = None

    @property
    def half(self) -> Sequence[Bar]:
        """The bars that end."""
        return self.ends

    def take_in(self, other: "End") -> None:
        """Stand for another one too."""
        self.take_in_silence(other)
        take_in_duration(self, other)
        if self.varying is None:
            if other.varying is None and other.value == self.value:
                return
            self.varying = Varying(self.value)
        if other.varying is None:
            self.varying.add(other.value)
        else:
            self.varying.add_all(other.varying)

    def text(self) -> str:
        """What its message says."""
        return self.prefix + (self.value if self.varying is None else str(self.varying))

    def took(self) -> int | Spread | None:
        """How long it took, each time."""
        return duration_of(self)


class Remark(Stroke):
    """A line of text.

    Args:
        key, time, silence: as in `Stroke`.
        text: what it says.
        over: the lifeline that it belongs to, or None for all.
        duration: how long that took, in nanoseconds; None where that is not to be told.
        alarm: whether it says that something is wrong.
    """

    __slots__ = ("alarm", "duration", "durations", "over", "varying")

    def __init__(
        self, key: int, time: int, silence: int, text: str, over: Line | None, duration: int | None = None, *,
        alarm: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(key, time, silence)
        self.varying = Varying(text)
        self.over, self.alarm, self.duration = over, alarm, duration
        self.durations: array[int] | None = None

    def take_in(self, other: "Remark") -> None:
        """Stand for another one too."""
        self.take_in_silence(other)
        take_in_duration(self, other)
        self.varying.add_all(other.varying)

    def text(self) -> str:
        """What it says."""
        return str(self.varying)

    def took(self) -> int | Spread | None:
        """How long it took, each time."""
        return duration_of(self)
