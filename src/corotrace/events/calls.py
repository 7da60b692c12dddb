"""The calls of a trace, put together from its events: who called whom, and how each call ended."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from corotrace.events.event import CallEnded, CallStarted, Event, Outcome, Suspended


@dataclass(slots=True, eq=False)
class Call:
    """One call of a traced function.

    Args:
        started: the event that began it.
        ended: the event that ended it, or None while it is still running.
        parent: the call that made it, or None where none is known.
        children: the calls that it made, in the order in which they started.
    """

    started: CallStarted
    ended: CallEnded | None = None
    parent: "Call | None" = None
    children: "list[Call]" = field(default_factory=list)

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

    @property
    def asynchronous(self) -> bool:
        """Whether the call runs in another task or thread than its parent."""
        if self.parent is None:
            return False
        return not self.started.place.is_with(self.parent.started.place)

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
    endings: dict[int, CallEnded] = {}
    jobs: dict[int, int] = {}
    for event in events:
        if isinstance(event, CallStarted):
            calls[event.call] = Call(event)
        elif isinstance(event, CallEnded):
            endings[event.call] = event
        elif isinstance(event, Suspended) and event.wait.job is not None:
            jobs[event.wait.job] = event.call
    ordered = sorted(calls.values(), key=lambda call: call.started.seq)
    for call in ordered:
        call.ended = endings.get(call.started.call)
        parent = call.started.parent
        if parent is None and call.started.job is not None:
            parent = jobs.get(call.started.job)  # a job has no context of its caller, but the caller waits for it
        call.parent = None if parent is None else calls.get(parent)
        if call.parent is not None:
            call.parent.children.append(call)
    return tuple(ordered)
