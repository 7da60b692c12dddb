"""From the raw log to facts: values become text, and numbers are counted from 1 in order of first use."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from corotrace.events import (
    Argument,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    Function,
    ItemYielded,
    Noted,
    Outcome,
    Owner,
    Place,
    RecordingStopped,
    Resumed,
    Suspended,
    Task,
    Thread,
    Wait,
)
from corotrace.recording.log import Mark, PlainEnd, PlainResumption, PlainStart, PlainWait, records
from corotrace.recording.values import ValuePolicy


def read_log(raw: Iterable[Any], policy: ValuePolicy) -> tuple[Event, ...]:
    """Turn a raw log into facts.

    Args:
        raw: what the recorder has written.
        policy: how values are written.

    Returns:
        The events, in the order of the log. A call whose parent is not in the log has none.
    """
    reader = _Reader(policy)
    return tuple(reader.event(seq, *record) for seq, record in enumerate(records(raw), start=1))


class _Numbering(dict[Any, int]):
    """Numbers things from 1 in the order in which they are first asked for."""

    def __missing__(self, key: Any) -> int:
        self[key] = len(self) + 1
        return self[key]


class _Reader:
    def __init__(self, policy: ValuePolicy) -> None:
        self.policy = policy
        self.kinds: dict[Any, Callable[..., Event]] = {
            CallStarted: self.started,
            CallEnded: self.ended,
            PlainStart: self.plainly_started,
            PlainEnd: self.returned,
            PlainWait: self.plainly_suspended,
            PlainResumption: self.plainly_resumed,
            ItemYielded: self.item,
            CallContinued: self.continued,
            Suspended: self.suspended,
            Resumed: self.resumed,
            Noted: self.noted,
            RecordingStopped: RecordingStopped,
        }
        self.calls: dict[Any, int] = _Numbering()
        self.waits = _Numbering()
        self.jobs = _Numbering()
        self.tasks = _Numbering()
        self.loops = _Numbering()
        self.threads = _Numbering()
        self.owners: defaultdict[str, _Numbering] = defaultdict(_Numbering)
        self.places: dict[Place, Place] = {}

    def event(self, seq: int, mark: Mark, time: int, *fields: Any) -> Event:
        read = self.kinds[mark.kind]
        return read(seq, time, *fields) if mark.function is None else read(mark.function, seq, time, *fields)

    def plainly_started(
        self,
        function: Function,
        seq: int,
        time: int,
        call: int,
        parent: int,
        place: Place,
        owner: Any,
        *arguments: object,
    ) -> CallStarted:
        return CallStarted(
            seq, time, self.calls[call], self.calls.get(parent), function, self.place(place),
            self.arguments((None, value) for value in arguments), self.owner(owner),
        )  # fmt: skip

    def returned(self, seq: int, time: int, call: int, value: object) -> CallEnded:
        return CallEnded(seq, time, self.calls[call], Outcome.RETURNED, self.policy.write(value))

    def started(
        self, seq: int, time: int, call: int, parent: int | None, function: Any, place: Place,
        arguments: Any, owner: Any, entry: bool, job: int | None,
        participant: str | None, label: str | None,
    ) -> CallStarted:  # fmt: skip
        known_parent = self.calls.get(parent)
        return CallStarted(
            seq, time, self.calls[call], known_parent, function, self.place(place), self.arguments(arguments),
            self.owner(owner), entry, None if job is None else self.jobs[job], participant, label,
        )  # fmt: skip

    def ended(self, seq: int, time: int, call: int, outcome: Any, value: object, waiters: Any) -> CallEnded:
        tasks = tuple(self.tasks[task] for task in waiters.tasks if task in self.tasks)
        threads = tuple(self.threads[thread] for thread in waiters.threads if thread in self.threads)
        return CallEnded(seq, time, self.calls[call], outcome, self.policy.write(value), tasks, threads, waiters.gone)

    def item(self, seq: int, time: int, call: int, value: object) -> ItemYielded:
        return ItemYielded(seq, time, self.calls[call], self.policy.write(value))

    def continued(self, seq: int, time: int, call: int, by: int | None, place: Place, request: Any) -> CallContinued:
        name, *sent = request
        request = f"{name}({', '.join(map(self.policy.write, sent))})"
        return CallContinued(seq, time, self.calls[call], self.calls.get(by), self.place(place), request)

    def suspended(
        self, seq: int, time: int, call: int, wait: int, function: Function, arguments: tuple[Any, ...], owner: Any,
        joins: Any, job: int | None,
    ) -> Suspended:  # fmt: skip
        known = Wait(
            self.waits[wait],
            function,
            self.arguments(zip(arguments[::2], arguments[1::2], strict=True)),
            self.owner(owner),
            tuple(self.tasks[task] for task in joins),
            None if job is None else self.jobs[job],
        )
        return Suspended(seq, time, self.calls[call], known)

    def plainly_suspended(
        self, function: Function, seq: int, time: int, call: int, wait: int, owner: Any, *arguments: Any
    ) -> Suspended:
        return self.suspended(seq, time, call, wait, function, arguments, owner, (), None)

    def plainly_resumed(self, seq: int, time: int, call: int, wait: int) -> Resumed:
        return Resumed(seq, time, self.calls[call], self.waits[wait])

    def resumed(
        self, seq: int, time: int, call: int, wait: int, thrown: str | None, timed_out: bool, item: str | None
    ) -> Resumed:
        thrown, item = thrown and str(thrown), item and str(item)
        return Resumed(seq, time, self.calls[call], self.waits[wait], thrown, timed_out, item)

    def noted(self, seq: int, time: int, call: int | None, text: object) -> Noted:
        return Noted(seq, time, self.calls.get(call), self.policy.write_plain(text))

    def arguments(self, arguments: Iterable[tuple[str | None, object]]) -> tuple[Argument, ...]:
        return tuple(Argument(self.policy.write(value), name) for name, value in arguments)

    def owner(self, owner: tuple[str, int] | None) -> Owner | None:
        if owner is None:
            return None
        kind, number = owner
        return Owner(kind, self.owners[kind][number] if number else 0)

    def place(self, place: Place) -> Place:
        if place not in self.places:
            self.places[place] = Place(
                Thread(self.threads[place.thread.number], self.policy.plain(place.thread.name)),
                None if place.loop is None else self.loops[place.loop],
                place.task and Task(self.tasks[place.task.number], self.policy.plain(place.task.name)),
            )
        return self.places[place]
