"""From the events of two traces to their difference."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corotrace.diagram.difference.merging import Merged
from corotrace.diagram.difference.nodes import Kind, Node
from corotrace.diagram.difference.parts import Parts
from corotrace.diagram.difference.rows import DifferenceRow, rows_of
from corotrace.diagram.difference.sketching import Sketch
from corotrace.diagram.difference.traces import merge_traces
from corotrace.diagram.drawing import Drawing
from corotrace.diagram.interaction import Change, Interaction, Participant
from corotrace.diagram.roles import Line, Role
from corotrace.diagram.structure import Casting
from corotrace.diagram.text import MESSAGE, TITLE, cut
from corotrace.events import Event, collector_at_rest

#: Of more nodes only what differs is drawn, and what that is in: about two pages.
_MOST_NODES = 80


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two traces.

    Args:
        counts: how much has changed in which way; what is in something added, removed or moved is not counted again.
        rows: what differs, and what that is in, as a tree.
        interaction: both traces as one sequence diagram.
    """

    counts: Mapping[Change, int]
    rows: tuple[DifferenceRow, ...]
    interaction: Interaction


def compare(
    old: Sequence[Event], new: Sequence[Event], title: str, remarks: Sequence[str], max_message: int, *, fold: bool
) -> Comparison:
    """Compare two traces in causal order.

    Args:
        old: the events of the one, in order.
        new: those of the other.
        title: what stands above the diagram.
        remarks: lines below it.
        max_message: how many characters of a message are shown.
        fold: whether what is repeated is compared as one, with how often it is. What a loop does not show is compared
            nevertheless: where there is no other difference, nothing is folded.
    """
    with collector_at_rest():
        both = merge_traces(old, new, fold=fold)
        root, parts = both.root, both.parts
        counts = _counts(root)
        rows = tuple(rows_of(root)) if root.touched else ()
        said = [summary(counts), *remarks]
        if both.unfolded is not None and _counts(both.unfolded) != counts and _has_varied(root):
            said.append("Loops that vary were compared as a whole; diff(…, fold=False) compares them time by time.")
        interaction = _draw(root, parts, max_message)
    below = tuple(cut(remark, MESSAGE) for remark in said)
    return Comparison(counts, rows, replace(interaction, title=cut(title, TITLE), remarks=below))


def summary(counts: Mapping[Change, int]) -> str:
    """How much has changed, in words."""
    said = [f"{counts[change]:,} {change.value}" for change in Change if counts.get(change)]
    return f"difference: {', '.join(said)}" if said else "no difference"


def _counts(root: Merged) -> Counter[Change]:
    return Counter(_changes(root))


def _changes(root: Merged) -> Iterator[Change]:
    pending: list[tuple[Merged, Change | None]] = [(root, None)]
    while pending:
        merged, around = pending.pop()
        change = merged.change
        part_of_it = change is around and change in (Change.ADDED, Change.REMOVED)
        if change is not None and not merged.left and not part_of_it:
            yield change
        pending += [(child, change) for child in merged.children]


def _has_varied(root: Merged) -> bool:
    """Whether something is shown once that was not the same each time."""
    assert root.new is not None  # noqa: S101 - it is the whole of both
    assert root.old is not None  # noqa: S101 - it is the whole of both
    nodes = (node for tree in (root.old, root.new) for node in tree.walk())
    return any(map(_varies, nodes))


def _varies(node: Node) -> bool:
    match node.kind:
        case Kind.CALL:
            return node.item.begin.varying is not None or node.item.end.varying is not None
        case Kind.NOTE:
            varies: bool = node.item.varying.varies
            return varies
        case Kind.LOOP | Kind.OPERAND:
            fewest, most = node.item.fewest, node.item.most
            return bool(fewest != most)
    return False


def _draw(root: Merged, parts: Parts, max_message: int) -> Interaction:
    assert root.new is not None  # noqa: S101 - it is the whole of both
    assert root.old is not None  # noqa: S101 - it is the whole of both
    nodes = max(sum(1 for _ in tree.walk()) for tree in (root.old, root.new))
    sketch = Sketch(root, parts, whole=nodes <= _MOST_NODES or not root.touched)
    items = [*sketch.items]
    casting = Casting(items)
    changes = _changes_of_roles(root)
    participants: dict[Line, Participant] = {
        line: replace(participant, change=changes.get(line.role))
        for line, participant in casting.lifelines.participants().items()
    }
    elements = tuple(Drawing(participants, None, max_message, sketch.marks).elements(items))
    return Interaction("", tuple(participants.values()), elements, of_two=True)


def _changes_of_roles(root: Merged) -> dict[Role, Change]:
    """What only one trace has a lifeline of: all calls of it are added, or removed."""
    found: defaultdict[Role, set[Change | None]] = defaultdict(set)
    pending = [root]
    while pending:
        merged = pending.pop()
        if merged.node.kind is Kind.CALL and not merged.left:
            only = merged.change if merged.old is None or merged.new is None else None
            found[merged.node.item.begin.receiver.role].add(only)
        pending += merged.children
    return {
        role: change
        for role, changes in found.items()
        for change in (Change.ADDED, Change.REMOVED)
        if changes == {change}
    }
