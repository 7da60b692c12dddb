"""From the events of two traces to their difference."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corotrace.diagram.difference.matching import Matching
from corotrace.diagram.difference.merging import Merged, merge
from corotrace.diagram.difference.nodes import Growing, Kind, Node
from corotrace.diagram.difference.parts import Parts
from corotrace.diagram.difference.rows import DifferenceRow, rows_of
from corotrace.diagram.difference.sketching import Sketch
from corotrace.diagram.drawing import Drawing
from corotrace.diagram.interaction import Change, Interaction, Participant
from corotrace.diagram.roles import Line, Role, Roles
from corotrace.diagram.strokes import Keys
from corotrace.diagram.structure import Casting, arrange, objects_of
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
        root, parts = _merged(old, new, fold=fold)
        if fold and not root.touched:
            unfolded, its_parts = _merged(old, new, fold=False)
            if unfolded.touched:
                root, parts = unfolded, its_parts
        counts = Counter(_changes(root))
        rows = tuple(rows_of(root)) if root.touched else ()
        said = [summary(counts), *remarks]
        if root.touched and _hides_something(root):
            said.append("Loops that vary were compared as a whole; diff(…, fold=False) compares them time by time.")
        interaction = _draw(root, parts, max_message)
    below = tuple(cut(remark, MESSAGE) for remark in said)
    return Comparison(counts, rows, replace(interaction, title=cut(title, TITLE), remarks=below))


def summary(counts: Mapping[Change, int]) -> str:
    """How much has changed, in words."""
    said = [f"{counts[change]:,} {change.value}" for change in Change if counts.get(change)]
    return f"difference: {', '.join(said)}" if said else "no difference"


def _merged(old: Sequence[Event], new: Sequence[Event], *, fold: bool) -> tuple[Merged, Parts]:
    roles = Roles(_objects(old, new) if fold else {})
    old_keys, new_keys = Keys(), Keys()
    old_items = arrange(old, roles, old_keys, fold=fold)
    new_items = arrange(new, roles, new_keys, fold=fold)
    renamed = _namesakes(_roles_of(old_keys), _roles_of(new_keys))
    numbers = Keys()
    growing_old, growing_new = Growing(old_keys, renamed, numbers), Growing(new_keys, {}, numbers)
    old_root, new_root = growing_old.whole(old_items), growing_new.whole(new_items)
    Matching(old_root, new_root, growing_old.nodes, growing_new.nodes)
    parts = Parts(old_root, renamed)
    return merge(old_root, new_root, parts), parts


def _objects(old: Sequence[Event], new: Sequence[Event]) -> dict[tuple[int, str], set[int]]:
    """Of each class, the objects of the trace that has more of them: many share a lifeline in both traces then."""
    ones, others = objects_of(old), objects_of(new)
    return {used: max(ones.get(used, set()), others.get(used, set()), key=len) for used in {**ones, **others}}


def _roles_of(keys: Keys) -> dict[Role, None]:
    return {thing[1]: None for thing in keys.things() if thing[0] == "begin"}


def _namesakes(olds: Mapping[Role, None], news: Mapping[Role, None]) -> dict[Role, Role]:
    """Functions that only one trace has, each with the only one of the same name that only the other one has.

    So a module may have another name, as it has where one version was run as a script.
    """
    by_name: defaultdict[tuple[str, bool], tuple[list[Role], list[Role]]] = defaultdict(lambda: ([], []))
    for roles, others, side in ((olds, news, 0), (news, olds, 1)):
        for role in roles:
            if role not in others and not role.shared:
                by_name[role.name, role.library][side].append(role)
    return {ones[0]: others[0] for ones, others in by_name.values() if len(ones) == len(others) == 1}


def _changes(root: Merged) -> Iterator[Change]:
    pending: list[tuple[Merged, Change | None]] = [(root, None)]
    while pending:
        merged, around = pending.pop()
        change = merged.change
        part_of_it = change is around and change in (Change.ADDED, Change.REMOVED)
        if change is not None and not merged.left and not part_of_it:
            yield change
        pending += [(child, change) for child in merged.children]


def _hides_something(root: Merged) -> bool:
    """Whether something is shown once that was not the same each time: then not all that differs can be seen."""
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
    nodes = max(root.old.size, root.new.size)
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
