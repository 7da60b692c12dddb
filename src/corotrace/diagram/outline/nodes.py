"""The tree that an outline is made from: what happened, and what is the same again and again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from corotrace.diagram.interaction import Ending
from corotrace.diagram.outline.outline import RowKind
from corotrace.events import Argument


@dataclass(frozen=True, slots=True)
class Label:
    """Where something runs, or who asked for it.

    Args:
        noun: what it is, in the singular.
        text: which one.
    """

    noun: str
    text: str

    @property
    def nouns(self) -> str:
        """What several are."""
        return f"{self.noun}{'es' if self.noun.endswith('s') else 's'}"


@dataclass(slots=True, eq=False)
class Node:
    """One thing that happened.

    Args:
        kind: what it is.
        name: what it is called.
        general: what to call it together with others of its kind.
        start: when it began, in nanoseconds.
        arguments: names and texts of its arguments, or None where it has none to show.
        labels: where it runs, and who asked for it, as far as that is to be told.
        joins: numbers of the tasks that it waits for.
        end: when it ended; None while it goes on.
        ending: how it ended.
        value: its result, exception or item.
        steps: when it went on, where that is not from its start to its end.
        below: what it did, in order.
        alike: a number that nodes of the same shape have in common.
    """

    kind: RowKind
    name: str
    general: str
    start: int
    arguments: tuple[tuple[str | None, str], ...] | None = None
    labels: tuple[Label, ...] = ()
    joins: tuple[int, ...] = ()
    end: int | None = None
    ending: Ending | None = None
    value: str = ""
    steps: list[tuple[int, int]] | None = None
    below: "list[Node | Loop]" = field(default_factory=list)
    alike: int = 0


@dataclass(slots=True, eq=False)
class Loop:
    """What is repeated.

    Args:
        groups: what happened each time; the groups are of the same shape.
        alike: as of a node.
    """

    groups: "list[list[Node | Loop]]"
    alike: int


Branch = Node | Loop


def texts_of(arguments: Iterable[Argument]) -> tuple[tuple[str | None, str], ...]:
    """Names and texts of arguments."""
    return tuple((argument.name, argument.text) for argument in arguments)
