"""Which calls of a trace are wanted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corotrace.events.calls import Call
from corotrace.events.event import CallContinued, Event, Outcome
from corotrace.events.selection.patterns import matcher

_FAILED = (Outcome.RAISED, Outcome.TIMED_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is asked for; all of it has to hold.

    Args:
        include: patterns of full names, of which one fits; none for any name.
        exclude: patterns of full names, of which none fits.
        depth: how many levels of calls, from the roots on, or from the calls without a caller.
        root: a pattern, or the number of a call: only that and what it led to.
        root_name: how to speak of the root.
        between: when it ran, in nanoseconds since the recording began.
        slower_than: how many nanoseconds it took longer than.
        failed: whether it raised or was ended by a time limit, or is a caller of one that did.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    depth: int | None = None
    root: str | int | None = None
    root_name: str = ""
    between: tuple[int, int] | None = None
    slower_than: int | None = None
    failed: bool = False

    def __str__(self) -> str:
        said = [
            f"only {', '.join(self.include)}" if self.include else "",
            f"without {', '.join(self.exclude)}" if self.exclude else "",
            f"only what {self.root_name} did" if self.root_name else "",
            "" if self.depth is None else f"depth {self.depth}",
            f"from {_seconds(self.between[0])} to {_seconds(self.between[1])}" if self.between else "",
            "" if self.slower_than is None else f"only slower than {_seconds(self.slower_than)}",
            "only failed calls and their callers" if self.failed else "",
        ]
        return "; ".join(filter(None, said))


def wanted_calls(selection: Selection, calls: Iterable[Call], events: Iterable[Event], began: int) -> frozenset[int]:
    """The numbers of the calls that a selection asks for.

    Args:
        selection: what is asked for.
        calls: all calls, in the order in which they started.
        events: all events, in order.
        began: the time at which the recording began.
    """
    events = tuple(events)
    by_number = {call.started.call: call for call in calls}
    wanted = _Wanted(selection, began, events[-1].time if events else began)
    chosen = {number for number, call in by_number.items() if wanted.is_wanted(call)}
    if selection.failed:
        failed = [number for number in chosen if by_number[number].outcome in _FAILED]
        chosen &= _with_callers(failed, by_number, events)
    return frozenset(chosen)


class _Wanted:
    """Goes through the calls in order, callers before those that they call."""

    def __init__(self, selection: Selection, began: int, end: int) -> None:
        self.selection = selection
        self.window = selection.between and tuple(began + moment for moment in selection.between)
        self.end = end
        self.include = matcher(selection.include)
        self.exclude = matcher(selection.exclude)
        self.root = matcher([selection.root] if isinstance(selection.root, str) else [])
        self.levels: dict[int, int] = {}

    def is_wanted(self, call: Call) -> bool:
        selection, name = self.selection, call.started.function.full_name
        level = self.levels[call.started.call] = self.level(call, name)
        end = call.ended.time if call.ended else self.end
        return not (
            level == 0
            or (selection.depth is not None and level > selection.depth)
            or (selection.include and not self.include.match(name))
            or self.exclude.match(name)
            or (self.window and not (call.started.time <= self.window[1] and end >= self.window[0]))
            or (selection.slower_than is not None and end - call.started.time <= selection.slower_than)
        )

    def level(self, call: Call, name: str) -> int:
        """How far below the roots a call is, which are at 1; 0 outside of them."""
        above = self.levels[call.parent.started.call] if call.parent else 0
        is_root = self.selection.root is None or call.started.call == self.selection.root or self.root.match(name)
        return above + 1 if above or is_root else 0


def _with_callers(numbers: list[int], calls: Mapping[int, Call], events: Iterable[Event]) -> set[int]:
    """Calls, and all that led to them: who made them, and who asked them to go on."""
    askers: defaultdict[int, set[int]] = defaultdict(set)
    for event in events:
        if isinstance(event, CallContinued) and event.by is not None and event.by in calls:
            askers[event.call].add(event.by)
    found: set[int] = set()
    pending = list(numbers)
    while pending:
        number = pending.pop()
        if number not in found:
            found.add(number)
            parent = calls[number].parent
            pending += [*askers[number], *([parent.started.call] if parent else ())]
    return found


def _seconds(nanoseconds: int) -> str:
    return f"{nanoseconds / 1e9:g} s"
