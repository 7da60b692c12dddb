"""What two matched nodes say that differs, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corotrace.diagram.difference.nodes import Kind, Node
from corotrace.diagram.endings import said_of
from corotrace.diagram.strokes import Begin, End

if TYPE_CHECKING:
    from corotrace.diagram.difference.parts import Parts

ARROW = "→"


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that was said, and is said otherwise now.

    Args:
        what: what of the node it is.
        old: as it was.
        new: as it is.
    """

    what: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.old} {ARROW} {self.new}" if self.old else self.new


def details_of(old: Node, new: Node, parts: "Parts") -> Iterator[Detail]:
    """What differs between two matched nodes, apart from what is in them."""
    match new.kind:
        case Kind.CALL:
            yield from _of_call(old, new, parts)
        case Kind.NOTE if old.said != new.said:
            yield Detail("note", old.item.text(), new.item.text())
        case Kind.LOOP | Kind.OPERAND if old.said != new.said:
            yield Detail("times", count(old.item), count(new.item))
        case Kind.PAR if old.said != new.said and old.said and new.said:
            yield Detail("frame", label(old.item), label(new.item))


def _of_call(old: Node, new: Node, parts: "Parts") -> Iterator[Detail]:
    mine, its = old.item.begin, new.item.begin
    if mine.text() != its.text():
        bare = mine.arguments is None or its.arguments is None
        yield Detail("text" if bare else "arguments", mine.text(), its.text())
    if mine.asynchronous != its.asynchronous:
        yield Detail("runs", _runs(mine), _runs(its))
    if other := parts.changed(old, new):
        yield Detail("stands on", "", f"another {other} than before")
    ends = old.item.end, new.item.end
    if (ends[0].ending, ends[0].text()) != (ends[1].ending, ends[1].text()):
        yield Detail("result", *map(said_end, ends))
    if bool(ends[0].receivers) != bool(ends[1].receivers):
        yield Detail("is waited for", *map(_waited_for, ends))


def text_of_begin(old: Begin, new: Begin) -> str:
    """What a call says that was called otherwise: each argument that differs, as it was and as it is."""
    before, after = old.text(), new.text()
    if before == after:
        return after
    mine, its = old.shown_arguments(), new.shown_arguments()
    if mine is None or its is None or [one.name for one in mine] != [one.name for one in its] or old.name != new.name:
        return f"{before} {ARROW} {after}"
    pairs = zip(mine, its, strict=True)
    shown = [str(one) if one == other else f"{one} {ARROW} {other.text}" for one, other in pairs]
    return f"{new.name}({', '.join(shown)})"


def count(item: Any) -> str:
    """How often a loop, or an operand, is done."""
    return f"{from_to(item.fewest, item.most)} ×"


def from_to(fewest: int, most: int) -> str:
    """A number, or between which two it is."""
    return f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"


def label(par: Any) -> str:
    """What the corner of a frame says."""
    return ", ".join(operand.text for operand in par.operands if operand.text)


def said_end(end: End) -> str:
    """What came of a call, with the word for its ending."""
    return said_of(end.ending, end.text())


def _runs(begin: Begin) -> str:
    return "in a task or thread of its own" if begin.asynchronous else "in its caller's task"


def _waited_for(end: End) -> str:
    return "yes" if end.receivers else "no"
