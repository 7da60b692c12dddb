"""Which lifeline each call stands on, and what the lifelines are called in the end."""

import heapq
from collections import defaultdict
from collections.abc import Hashable

from corotrace.diagram.interaction import Participant
from corotrace.diagram.roles import Line, Role
from corotrace.diagram.text import NAME, cut
from corotrace.events import Thread


class Lifelines:
    """Gives calls their lifelines, in the order in which they begin, and takes them back."""

    def __init__(self) -> None:
        self._lines: list[Line] = []

    def take(self, role: Role, thread: Thread, task: Hashable, *, keep: bool) -> Line:
        """The lifeline that the task holds already, or else the first that is free, or else a new one.

        Args:
            role: what stands on it.
            thread: where the call runs.
            task: what holds a lifeline for the calls that it makes inside of one another.
            keep: whether nothing else may stand on it before it is given back: a generator keeps its lifeline from one
                step to the next, though its consumer may use it in between.
        """
        line = None
        if role.shared:
            line = role.lines[0] if role.lines else None
        elif (line := role.held.get(task)) is None and role.free:
            line = role.lines[heapq.heappop(role.free)]
        if line is None:
            line = self.add(role, thread)
        line.open += 1
        if not role.shared:
            if not keep:
                role.held[task] = line
            elif role.held.get(task) is line:
                del role.held[task]
        return line

    def add(self, role: Role, thread: Thread, times: tuple[int, int] = (1, 1)) -> Line:
        """A new lifeline, which may stand for several."""
        line = Line(role, thread, len(role.lines), times)
        role.lines.append(line)
        self._lines.append(line)
        return line

    def give_back(self, line: Line, task: Hashable) -> None:
        """A call that has taken the lifeline has ended.

        Args:
            line: the lifeline.
            task: as it was given to `take`.
        """
        line.open -= 1
        role = line.role
        if not line.open and not role.shared:
            heapq.heappush(role.free, line.number)
            if role.held.get(task) is line:
                del role.held[task]

    def participants(self) -> dict[Line, Participant]:
        """Name the lifelines.

        Returns:
            Their participants, from left to right: process beside process, and in that one thread beside the other;
            in each the program's own ones by first use, and then library code by first use.
        """
        names = _names(self._lines)
        threads = sorted(dict.fromkeys(line.thread for line in self._lines), key=lambda thread: thread.process or 1)
        groups = _thread_names(threads)
        position = {thread: index for index, thread in enumerate(threads)}
        ordered = sorted(self._lines, key=lambda line: (position[line.thread], line.role.library))
        return {
            line: Participant(number, cut(names[line], NAME), groups.get(line.thread))
            for number, line in enumerate(ordered, start=1)
        }


def _names(lines: list[Line]) -> dict[Line, str]:
    """Names that differ within a thread, numbered where one role has several lifelines or objects.

    An object has the same name in each thread of its process.
    """
    namesakes: defaultdict[tuple[str, Thread], set[Hashable]] = defaultdict(set)
    for line in lines:
        namesakes[line.role.name, line.thread].add(line.role.thing or line.role)
    ambiguous = {one for ones in namesakes.values() if len(ones) > 1 for one in ones}
    names = {
        line: line.name(line.role.qualified if (line.role.thing or line.role) in ambiguous else line.role.name)
        for line in lines
    }
    of_objects = {names[line] for line in lines if line.role.thing is not None}
    by_name: defaultdict[tuple[str, Thread | int | None], dict[Hashable, list[Line]]] = defaultdict(dict)
    for line, name in names.items():
        where = line.thread.process if name in of_objects else line.thread
        by_name[name, where].setdefault(line.role.thing or line, []).append(line)
    for (name, _), called in by_name.items():
        for number, same in enumerate(called.values(), start=1):
            for line in same:
                names[line] = name if len(called) == 1 else f"{name} {number}"
    return names


def _thread_names(threads: list[Thread]) -> dict[Thread, str]:
    """What to call the threads, where there are several."""
    if len(threads) < 2:
        return {}
    named = [thread.shown for thread in threads]
    return {
        thread: cut(thread.shown, NAME) + ("" if named.count(thread.shown) == 1 else f" ({thread.number})")
        for thread in threads
    }
