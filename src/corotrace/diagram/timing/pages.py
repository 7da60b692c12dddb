"""Pages: a timing diagram with more lanes than can be read together is cut between them."""

import math
from dataclasses import replace

from corotrace.diagram.timing.model import LanePage, Timing

#: So many lanes, of some 60 pixels each, are one picture.
MOST_LANES = 60


def split_lanes(timing: Timing) -> tuple[Timing, ...]:
    """Cut a diagram into pages that are about equally long, each with the whole time; most are a single one.

    Args:
        timing: the whole diagram.

    Returns:
        The pages, or the diagram itself where it is no longer than one.
    """
    lanes = timing.lanes
    count = math.ceil(len(lanes) / MOST_LANES)
    if count < 2:
        return (timing,)
    cuts = [len(lanes) * number // count for number in range(count + 1)]
    return tuple(
        replace(timing, lanes=lanes[cuts[number] : cuts[number + 1]], page=LanePage(number + 1, count))
        for number in range(count)
    )
