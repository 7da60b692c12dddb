"""What of a diagram is drawn in bold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bold:
    """What is drawn in bold, and what that means.

    Args:
        events: the numbers of the events whose arrows are in bold, and the bars that begin with them.
        meaning: what the legend says of it.
    """

    events: frozenset[int] = frozenset()
    meaning: str = ""


NOTHING = Bold()
