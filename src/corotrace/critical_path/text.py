"""A critical path as text for the terminal."""

import heapq
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corotrace.emitters.columns import fit
from corotrace.emitters.time_columns import align, number
from corotrace.emitters.units import seconds

if TYPE_CHECKING:
    from corotrace.critical_path.path import CriticalPath, Step

_WIDTH = 80
#: So many steps have a line of their own, …
_MOST_ROWS = 24
#: … as far as they took one part in so many of the whole, at the least.
_LEAST_PART = 100


def write_path(path: "CriticalPath") -> str:
    """Write a critical path, in 80 columns.

    Args:
        path: it.

    Returns:
        The lines; the last one without a line end.
    """
    running = "" if path.call.ended else ", still running"
    above = f"took {seconds(path.duration)}{running}"
    lines = [fit(f"critical path of {path.name}", _WIDTH - len(above) - 2) + f", {above}"]
    return "\n".join([*lines, *_rows(path)])


def _rows(path: "CriticalPath") -> Iterator[str]:
    """A line for each long step; short ones that follow each other share one."""
    if not path.steps:
        return
    groups = _groups(path)
    began = path.call.started.time
    at = align([number(group[0].start - began) for group in groups], len("at"))
    took = align([number(sum(step.duration for step in group)) for group in groups], len("took"))
    yield f"  {'at':<{len(at[0])}}  {'took':<{len(took[0])}}  seconds"
    for group, when, how_long in zip(groups, at, took, strict=True):
        text = str(group[0]) if len(group) == 1 else _several(group, path.duration)
        yield f"  {when}  {how_long}  {fit(text, _WIDTH - len(when) - len(how_long) - 6)}"


def _several(group: "list[Step]", whole: int) -> str:
    """How many short steps there are, and what took most of their time, if that was long."""
    kinds: Counter[str] = Counter()
    for step in group:
        kinds[step.kind] += step.duration
    (kind, most), *_ = kinds.most_common(1)
    mostly = f", mostly {kind}" if most * _LEAST_PART >= whole else ""
    return f"… {len(group):,} short steps{mostly}"


def _groups(path: "CriticalPath") -> "list[list[Step]]":
    longest = heapq.nlargest(_MOST_ROWS, path.steps, key=lambda step: step.duration)
    shown = {id(step) for step in longest if step.duration * _LEAST_PART >= path.duration}
    groups: list[list[Step]] = []
    is_short = False
    for step in path.steps:
        if id(step) in shown or not is_short:
            groups.append([step])
        else:
            groups[-1].append(step)
        is_short = id(step) not in shown
    return groups
