"""From the events of two traces to one tree of both."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corotrace.diagram.difference.common_loops import Positions, common_loops
from corotrace.diagram.difference.matching import Matching
from corotrace.diagram.difference.merging import Merged, merge
from corotrace.diagram.difference.nodes import Growing, Kind, Node
from corotrace.diagram.difference.parts import Parts
from corotrace.diagram.difference.refolding import fold_again
from corotrace.diagram.passages import Item
from corotrace.diagram.roles import Role, Roles
from corotrace.diagram.strokes import Keys
from corotrace.diagram.structure import arrange, objects_of
from corotrace.events import Event

_Objects = Mapping[tuple[int, str], set[int]]


@dataclass(frozen=True, slots=True)
class Both:
    """Two traces, merged.

    Args:
        root: the tree of both.
        parts: which lifelines are the same.
        unfolded: the tree with nothing folded; None if nothing is folded in the other one.
    """

    root: Merged
    parts: Parts
    unfolded: Merged | None = None


def merge_traces(old: Sequence[Event], new: Sequence[Event], *, fold: bool) -> Both:
    """Match what two traces show, and merge it.

    Args:
        old: the events of the one, in order.
        new: those of the other.
        fold: whether what is repeated is one. Where nothing differs then, it is not: loops do not show all they hold.
            And a call is in a loop in both or in none.
    """
    if not fold:
        return _matched(*_arranged(old, new, {}, fold=False))
    objects = _objects(old, new)
    folded = _matched(*_arranged(old, new, objects, fold=True))
    if not folded.root.touched:
        unfolded = _matched(*_arranged(old, new, {}, fold=False))
        return unfolded if unfolded.root.touched else folded
    if not _is_folded(folded.root.old) and not _is_folded(folded.root.new):
        return folded
    sides = _arranged(old, new, objects, fold=False)
    unfolded = _matched(*sides)
    positions = common_loops(unfolded.root)
    if positions:
        folded = _matched(*(side.folded(positions) for side in sides))
    return replace(folded, unfolded=unfolded.root)


@dataclass
class _Side:
    """One trace, arranged.

    Args:
        items: what is drawn.
        keys: what the keys of that stand for.
    """

    items: list[Item]
    keys: Keys

    def folded(self, positions: Positions) -> "_Side":
        """The same with what is repeated folded."""
        return _Side(fold_again(positions, self.items, self.keys), self.keys)

    def roles(self) -> dict[Role, None]:
        """What its calls stand on."""
        return {thing[1]: None for thing in self.keys.things() if thing[0] == "begin"}


def _arranged(old: Sequence[Event], new: Sequence[Event], objects: _Objects, *, fold: bool) -> tuple[_Side, _Side]:
    roles = Roles(objects)
    one, other = Keys(), Keys()
    return _Side(arrange(old, roles, one, fold=fold), one), _Side(arrange(new, roles, other, fold=fold), other)


def _matched(old: _Side, new: _Side) -> Both:
    renamed = _namesakes(old.roles(), new.roles())
    numbers = Keys()
    growing_old, growing_new = Growing(old.keys, renamed, numbers), Growing(new.keys, {}, numbers)
    old_root, new_root = growing_old.whole(old.items), growing_new.whole(new.items)
    Matching(old_root, new_root, growing_old.nodes, growing_new.nodes)
    parts = Parts(old_root, renamed)
    return Both(merge(old_root, new_root, parts), parts)


def _objects(old: Sequence[Event], new: Sequence[Event]) -> _Objects:
    """Of each class, the objects of the trace that has more of them: many share a lifeline in both traces then."""
    ones, others = objects_of(old), objects_of(new)
    return {used: max(ones.get(used, set()), others.get(used, set()), key=len) for used in {**ones, **others}}


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


def _is_folded(root: Node | None) -> bool:
    return root is not None and any(node.kind is Kind.LOOP or node.times != (1, 1) for node in root.walk())
