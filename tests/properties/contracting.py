"""The oracle's log without some of its calls: what these did is done by the nearest of their callers that is left."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from tests.properties.log import Asked, Began, Ended, Entry, Waits, Woke, Yielded


@dataclass(frozen=True)
class Nearest:
    """The nearest call that is left, or None, and whether there is a task or thread of its own in between."""

    call: int | None
    apart: bool = False


class Contraction:
    """One contraction.

    Args:
        left: the numbers of the calls that are left.
    """

    def __init__(self, left: Collection[int]) -> None:
        self.left = left
        self.behind: dict[int | None, Nearest] = {}
        self.behind_any_step: defaultdict[int | None, set[int | None]] = defaultdict(set)

    def of(self, log: Iterable[Entry]) -> list[Entry]:
        return [new for entry in log if (new := self.entry(entry)) is not None]

    def entry(self, entry: Entry) -> Entry | None:
        match entry:
            case Began(call=call, caller=caller, own=own):
                nearest = self.led_to(call, caller, own=own)
                apart = own or (nearest.call is not None and nearest.apart)  # the border is the caller itself
                return replace(entry, caller=nearest.call, own=apart) if call in self.left else None
            case Asked(call=call, by=by):
                nearest = self.led_to(call, by, own=False)
                apart = nearest.call is not None and nearest.apart
                return replace(entry, by=nearest.call, own=apart) if call in self.left else None
            case Ended(call=call, waiting=waiting) if call in self.left:
                stood_for = [self.nearest(waiter) for waiter in waiting]
                shown = [nearest.call for nearest in stood_for if nearest.call is not None and not nearest.apart]
                return replace(entry, waiting=tuple(shown))
            case Yielded() | Waits() | Woke() if entry.call in self.left:
                return entry
        return None

    def led_to(self, call: int, caller: int | None, *, own: bool) -> Nearest:
        """Who is left of those that led to a call, or to a step of a generator."""
        nearest = self.nearest(caller)
        if own and caller not in self.left:  # a task of a generator may have been made in any of its steps
            several = self.behind_any_step[caller]
            nearest = Nearest(nearest.call if len(several) == 1 else None, nearest.apart)
        self.behind[call] = Nearest(nearest.call, nearest.apart or own)
        self.behind_any_step[call].add(nearest.call)
        return nearest

    def nearest(self, call: int | None) -> Nearest:
        return Nearest(call) if call in self.left else self.behind.get(call, Nearest(None))
