"""The calls of a trace, put together from its events: who called whom, and how each call ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corotrace.events.event import CallContinued, CallEnded, CallStarted, Event, Noted, Outcome, Suspended
from corotrace.events.facts import Place


@dataclass(slots=True, eq=False)
class Call:
    """One call of a traced function.

    Args:
        started: the event that began it.
        ended: the event that ended it, or None while it is still running.
        parent: the call that made it, or None where none is known.
        children: the calls that it made, in the order in which they started.
        asynchronous: whether it runs in another task or thread than its parent did at that moment.
    """

    started: CallStarted
    ended: CallEnded | None = None
    parent: "Call | None" = None
    children: "list[Call]" = field(default_factory=list)
    asynchronous: bool = False

    @property
    def name(self) -> str:
        """The qualified name of the function."""
        return self.started.function.qualname

    @property
    def outcome(self) -> Outcome | None:
        """How the call ended, or None while it is still running."""
        return self.ended.outcome if self.ended else None

    @property
    def value(self) -> str | None:
        """The result, or the exception, as text; None while the call is still running."""
        return self.ended.value if self.ended else None

    @property
    def duration(self) -> int | None:
        """Nanoseconds from start to end, or None while the call is still running."""
        return self.ended.time - self.started.time if self.ended else None

    def __repr__(self) -> str:
        arguments = ", ".join(map(str, self.started.arguments))
        return f"<Call {self.started.call} {self.name}({arguments}) {self.outcome or 'still running'}>"


def build_calls(events: Iterable[Event]) -> tuple[Call, ...]:
    """Put the calls together.

    Args:
        events: the events of one trace, in any order.

    Returns:
        Every call, in the order in which they started; follow ``parent`` and ``children`` for the tree.
    """
    calls: dict[int, Call] = {}
    places: dict[int, Place] = {}
    ordered = sorted(events, key=lambda event: event.seq)
    makers = makers_of_jobs(ordered)
    for event in ordered:
        if isinstance(event, CallStarted):
            call = calls[event.call] = Call(event, asynchronous=event.elsewhere)
            maker = makers.get(event.call) if event.parent is None else event.parent
            places[event.call] = event.place
            if maker is not None and maker in calls:
                call.parent = calls[maker]
                call.parent.children.append(call)
                call.asynchronous = not event.place.is_with(places[maker])
        elif isinstance(event, CallContinued):
            places[event.call] = event.place
        elif isinstance(event, CallEnded) and event.call in calls:
            calls[event.call].ended = event
    return tuple(calls.values())


def makers_of_jobs(ordered: Sequence[Event]) -> dict[int, int]:
    """Who made the calls that are jobs: they have no context of their caller, but their caller waits for them.

    Args:
        ordered: the events of one trace, in order.

    Returns:
        The call that waits for a job, by the call that the job consists of.
    """
    waiting: dict[int, int] = {}
    for event in ordered:
        if type(event) is Suspended:
            for job in event.wait.jobs:
                waiting.setdefault(job, event.call)
    tasks: dict[int, int] = {}
    makers: dict[int, int] = {}
    suspended: dict[int, int] = {}
    for event in ordered:
        if type(event) is CallStarted:
            if event.place.task:
                tasks[event.call] = event.place.task.number
            if event.job is not None and event.job in waiting:
                makers[event.call] = waiting[event.job]
        elif type(event) is Suspended and event.call in tasks:
            suspended[tasks[event.call]] = event.call
        elif type(event) is CallEnded:
            task = tasks.pop(event.call, None)
            if task is not None:
                if suspended.get(task) == event.call:
                    del suspended[task]
            elif found := [suspended[task] for task in event.waiters if task in suspended]:
                makers.setdefault(event.call, found[0])
    return makers


def show_nothing(events: Iterable[Event]) -> bool:
    """Whether events are those of a trace in which nothing was recorded."""
    return not any(isinstance(event, CallStarted | Noted) for event in events)
