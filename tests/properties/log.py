"""The oracle's own account of what happened: facts of its own, which know nothing of corotrace."""

from dataclasses import dataclass

#: An ending: cancelled when a time limit around it was over, and so maybe by that.
LIMITED = "cancelled or timed out"


@dataclass(frozen=True)
class Entry:
    """A line of the log: a call, by the number that the program gives it, and when, in seconds of the fake clock."""

    call: int
    time: int


@dataclass(frozen=True)
class Began(Entry):
    """``own``: it has a task, or thread, of its own."""

    caller: int | None
    own: bool


@dataclass(frozen=True)
class Ended(Entry):
    """``waiting``: the calls that stood still for its end, at that moment."""

    ending: str
    text: str
    waiting: tuple[int, ...] = ()


@dataclass(frozen=True)
class Yielded(Entry):
    text: str


@dataclass(frozen=True)
class Asked(Entry):
    """``own``: in a task, or thread, of its own, which no program does by itself."""

    by: int | None
    request: str
    own: bool = False


@dataclass(frozen=True)
class Waits(Entry):
    what: str


@dataclass(frozen=True)
class Woke(Entry):
    ending: str
