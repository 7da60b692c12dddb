"""Tells generators of one function apart that are used in turns; those that are used one after the other are one."""

import heapq
from collections import defaultdict
from collections.abc import Iterable

from corotrace.diagram.roles import Role
from corotrace.diagram.structure.courses import Act, Part


def number_generators(parts: Iterable[Part]) -> None:
    """Number the generators that take steps in a course, among those of the same role, from 0.

    Args:
        parts: those of a course, by their positions.
    """
    steps = [part for part in parts if isinstance(part, Act) and part.started.function.generator]
    last = {step.started.call: step for step in steps}
    numbers: dict[int, int] = {}
    free: defaultdict[Role, list[int]] = defaultdict(list)
    in_use: defaultdict[Role, int] = defaultdict(int)
    for step in steps:
        role, call = step.role, step.started.call
        if call not in numbers:
            numbers[call] = heapq.heappop(free[role]) if free[role] else in_use[role]
            in_use[role] = max(in_use[role], numbers[call] + 1)
        step.generator = numbers[call]
        if last[call] is step:
            heapq.heappush(free[role], step.generator)
