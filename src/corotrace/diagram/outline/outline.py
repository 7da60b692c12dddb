"""The outline of a trace: its calls as a tree, row by row.

It knows nothing of how it was recorded or will be written.
"""

from dataclasses import dataclass
from enum import Enum

from corotrace.diagram.interaction import Ending, Spread


class RowKind(Enum):
    """What a row tells."""

    CALL = "a call"
    WAIT = "what the call above waits for"
    ITEM = "a step of the generator above"
    HOLD = "that the call above held its event loop"
    NOTE = "a line of the program's own"
    LOOP = "what the rows below it do again and again"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outline; its children are the rows after it that are one level deeper.

    Args:
        depth: its level; 0 for what has no caller.
        is_last: whether no other row has the same parent and comes later.
        kind: what it tells.
        name: what is called, or waited for; the text of a note.
        arguments: what stands between its parentheses, or None where it has none.
        place: where it runs, if that is not where its parent does, and who asked for it, if that is not its parent.
        joins: the tasks that it waits for.
        ending: how it ended, or None where there is nothing to tell.
        value: its result, exception or item, or an empty text.
        times: how often it happened each time its parent did, at the least and at the most.
        took: how long it took, or None for a moment.
        spans: when it went on, in nanoseconds since the beginning: from … to, in order and apart from each other.
    """

    depth: int
    is_last: bool
    kind: RowKind
    name: str
    arguments: str | None
    place: str
    joins: str
    ending: Ending | None
    value: str
    times: tuple[int, int]
    took: Spread | None
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole outline.

    Args:
        title: what stands above it.
        duration: from the first to the last thing that happened, in nanoseconds.
        calls: how many calls there are.
        endings: of how many calls the ending is another one than a return.
        remarks: what has to be known before the rows are read, such as what was left out.
        rows: its rows.
        afterword: what has to be known of what came later.
    """

    title: str
    duration: int
    calls: int
    endings: tuple[tuple[Ending, int], ...]
    remarks: tuple[str, ...]
    rows: tuple[Row, ...]
    afterword: tuple[str, ...]
