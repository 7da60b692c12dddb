"""What stands on a lifeline: a function, an object, library code, or what the user has given a name."""

from collections.abc import Hashable, Mapping

from corotrace.events import Function, Owner, Thread

#: From so many objects of one class on they share a lifeline, where what is alike is folded.
CROWD = 11


class Line:
    """A lifeline of a role.

    Attributes:
        role: its role.
        thread: the one that uses it first.
        number: its place among those of the role.
        times: how many it stands for, at the least and at the most.
        open: how many calls stand on it now.
    """

    __slots__ = ("number", "open", "role", "thread", "times")

    def __init__(self, role: "Role", thread: Thread, number: int, times: tuple[int, int] = (1, 1)) -> None:
        self.role = role
        self.thread = thread
        self.number = number
        self.times = times
        self.open = 0

    def name(self, base: str) -> str:
        """The name, and how many it stands for."""
        fewest, most = self.times
        if most == 1:
            return base
        return f"{base} × {most:,}" if fewest == most else f"{base} × {fewest:,} … {most:,}"


class Role:
    """What the lifelines of one name have in common.

    Attributes:
        name: what they are called.
        qualified: what to call them if others are called the same.
        shared: whether calls of several tasks may stand on one lifeline: an object is one however many use it, but a
            function that runs in two tasks at once gets two, so that no bar is taken for the other.
        library: whether it is not the program's own code, in what is seen of it first.
        thing: the object that it stands for, which may have a role in each of several threads; None if it is none.
        lines: its lifelines.
        free: the numbers of those that nothing stands on now, as a heap.
        held: the lifeline that a task holds.
    """

    __slots__ = ("free", "held", "library", "lines", "name", "qualified", "shared", "thing")

    def __init__(
        self, name: str, qualified: str, *, shared: bool, library: bool = False, thing: Hashable = None
    ) -> None:
        self.name = name
        self.qualified = qualified
        self.shared = shared
        self.library = library
        self.thing = thing
        self.lines: list[Line] = []
        self.free: list[int] = []
        self.held: dict[Hashable, Line] = {}


#: Structure order does not tell threads apart: their names may differ from run to run.
ANY_THREAD = Thread(0, "")


class Roles:
    """Finds the role of each call.

    Args:
        objects: of each class, by the number of the thread and its name, the objects that are used, where many of one
            class are to share a lifeline.
    """

    def __init__(self, objects: Mapping[tuple[int, str], set[int]]) -> None:
        self._crowds = {used: len(numbers) for used, numbers in objects.items() if len(numbers) >= CROWD}
        self._known: dict[Hashable, Role] = {}
        self._by_identity: dict[Hashable, Role] = {}

    def of(self, function: Function, owner: Owner | None, participant: str | None, thread: Thread) -> Role:
        """Find a role.

        Args:
            function: what is called.
            owner: the object whose method it is.
            participant: the lifeline's name that the user chose.
            thread: where it runs; what is called has lifelines of its own in each.
        """
        given = function, owner, participant, thread.number
        role = self._known.get(given)
        if role is None:
            size = self._crowds.get((thread.number, owner.type), 0) if owner is not None and owner.number else 0
            identity, found = _identify(function, owner, participant, size)
            role = self._known[given] = self._by_identity.setdefault((thread.number, identity), found)
        return role


def _identify(function: Function, owner: Owner | None, participant: str | None, crowd: int) -> tuple[Hashable, Role]:
    """What tells a role from others in its thread, and a new one."""
    library = function.library
    if participant is not None:
        return ("participant", participant), Role(participant, participant, shared=False)
    if crowd and owner is not None:
        name = f"{owner.type} ({crowd:,} objects)"
        return ("crowd", owner.type), Role(name, name, shared=True, library=library)
    local = function.local_name
    if owner is None and "." in local:  # a static method belongs to its class
        owner = Owner(local.rpartition(".")[0], 0)
    if owner is not None:
        # an object may have methods of both, but a class is known by its name alone
        thing = ("object", owner.type, owner.number) if owner.number else ("class", owner.type, library)
        qualified = owner.type if owner.number else f"class {owner.type}"
        return thing, Role(owner.type, qualified, shared=True, library=library, thing=thing)
    qualified = f"{function.module}.{local}"
    name = qualified if library else local
    return ("function", qualified, library), Role(name, qualified, shared=library, library=library)
