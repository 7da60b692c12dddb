"""Which objects, and which generators, of two traces are the same: those whose calls are matched.

An object has a name of its class alone, and a number that tells nothing of another run.
"""

from collections import Counter

from corotrace.diagram.difference.nodes import Kind, Node
from corotrace.diagram.roles import ANY_THREAD, Line, Role

#: A role, and which of several generators that are used in turns.
_Part = tuple[Role, int]


class Parts:
    """Finds the part of the new trace that is taken for one of the old one.

    Args:
        old: the tree of the old trace, which has been matched.
        roles: the functions of the old trace that are taken for others in the new one.
    """

    def __init__(self, old: Node, roles: dict[Role, Role]) -> None:
        self._roles = roles
        votes = Counter(
            (_part(node), _part(node.partner)) for node in old.walk() if node.kind is Kind.CALL and node.partner
        )
        self._partners: dict[_Part, _Part] = {}
        taken: set[_Part] = set()
        for (mine, its), _ in votes.most_common():
            if mine not in self._partners and its not in taken:
                self._partners[mine] = its
                taken.add(its)
        self._apart: dict[Role, Role] = {}

    def changed(self, old: Node, new: Node) -> str:
        """What another one a matched call stands on: an object or a generator; nothing if it is the same."""
        mine, its = _part(old), _part(new)
        if self._partners.get(mine) == its or not (its[0].shared or mine[1] or its[1]):
            return ""
        return its[0].name if its[0].shared else "generator"

    def stand(self, old: Node) -> None:
        """Let a call that only the old trace has stand on a lifeline that both have, if there is one."""
        part = _part(old)
        role, number = self._partners.get(part, part)
        if part not in self._partners:
            role = self._only_old(role)
        begin = old.item.begin
        here = Line(role, ANY_THREAD, number)
        begin.receiver = here
        begin.sender = None if begin.sender is None else here
        if old.item.end.receivers:
            old.item.end.receivers = (here,)

    def _only_old(self, role: Role) -> Role:
        if not role.shared or role.library:
            return self._roles.get(role, role)
        if role not in self._apart:  # its number may be that of another object in the new trace
            self._apart[role] = Role(role.name, role.qualified, shared=True, thing=("apart", role))
        return self._apart[role]


def _part(node: Node) -> _Part:
    line = node.item.begin.receiver
    return line.role, line.number
