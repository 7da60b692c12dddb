"""From the raw log to facts: values become text."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from corotrace.events import (
    Argument,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    Function,
    ItemYielded,
    LoopHeld,
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
    WaitTurnedOut,
)
from corotrace.recording.log import PlainEnd, PlainResumption, PlainStart, PlainWait
from corotrace.recording.moments import Moments
from corotrace.recording.values import ValuePolicy

#: So many places are remembered: one that is used again later is made again.
_REMEMBERED = 1 << 15


class _Numbering(dict[Any, int]):
    """Numbers things from 1 in the order in which they are first asked for."""

    def __missing__(self, key: Any) -> int:
        self[key] = len(self) + 1
        return self[key]


class _AsGiven(_Numbering):
    """Leaves the numbers as the process has given them: nothing has to be remembered."""

    def __missing__(self, key: Any) -> int:
        return int(key)

    def __contains__(self, key: object) -> bool:
        return True

    def get(self, key: Any, default: Any = None) -> Any:
        """The number of what is asked for, if anything is."""
        return default if key is None else key


class Reader:
    """Reads the records of one log, in order. A call whose parent is not in the log has none.

    Args:
        policy: how values are written.
        numbered_anew: whether calls, waits, tasks and the like are to be numbered from 1, which takes memory for each.

    Attributes:
        seq: the number of the last event.
        moments: those that have been read.
    """

    def __init__(self, policy: ValuePolicy, *, numbered_anew: bool = True) -> None:
        self.seq = 0
        self._facts = _Facts(policy, _Numbering if numbered_anew else _AsGiven)
        self.place = self._facts.place
        self.moments = self._facts.moments

    def event(self, record: Sequence[Any]) -> Event:
        """Turn a record into an event."""
        mark, time, *fields = record
        self.seq += 1
        read = self._facts.kinds[mark.kind]
        if mark.function is None:
            return read(self.seq, time, *fields)
        return read(mark.function, self.seq, time, *fields)


class _Facts:
    def __init__(self, policy: ValuePolicy, numbering: type[_Numbering]) -> None:
        self.policy = policy
        self.moments = Moments()
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
            WaitTurnedOut: self.turned_out,
            LoopHeld: self.held,
            Noted: self.noted,
            RecordingStopped: RecordingStopped,
        }
        self.calls: dict[Any, int] = numbering()
        self.waits = numbering()
        self.jobs = numbering()
        self.tasks = numbering()
        self.loops = numbering()
        self.threads = numbering()
        self.owners: defaultdict[str, _Numbering] = defaultdict(numbering)
        self.places: dict[int, tuple[Place, Place]] = {}

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
        known, elsewhere = self.calls.get(parent), self.is_orphan(parent, function)
        return CallStarted(
            seq, time, self.calls[call], known, function, self.place(place),
            self.arguments((None, value) for value in arguments), self.owner(owner), elsewhere=elsewhere,
        )  # fmt: skip

    def returned(self, seq: int, time: int, call: int, value: object) -> CallEnded:
        self.moments.keep(call, seq)
        return CallEnded(seq, time, self.calls[call], Outcome.RETURNED, self.policy.write(value))

    def started(
        self, seq: int, time: int, call: int, parent: int | None, since: int | None, function: Any, place: Place,
        owner: Any, special: tuple[bool, int | None, str | None, str | None] | None, *arguments: Any,
    ) -> CallStarted:  # fmt: skip
        entry, job, participant, label = special or (False, None, None, None)
        known, elsewhere = self.calls.get(parent), self.is_orphan(parent, function)
        return CallStarted(
            seq, time, self.calls[call], known, function, self.place(place), self.arguments(_pairs(arguments)),
            self.owner(owner), entry, None if job is None else self.jobs[job], participant, label, elsewhere,
            self.moments.seq_of(since),
        )  # fmt: skip

    def is_orphan(self, parent: int | None, function: Function) -> bool:
        """Whether the call that made another one is left out, and over: the other runs in a task of its own then.

        Only a generator may outlive its maker in the same task.
        """
        return parent is not None and self.calls.get(parent) is None and not function.generator

    def ended(self, seq: int, time: int, call: int, outcome: Any, value: object, waiters: Any) -> CallEnded:
        tasks = tuple(self.tasks[task] for task in waiters.tasks if task in self.tasks)
        threads = tuple(self.threads[thread] for thread in waiters.threads if thread in self.threads)
        self.moments.keep(call, seq)
        return CallEnded(seq, time, self.calls[call], outcome, self.policy.write(value), tasks, threads, waiters.gone)

    def item(self, seq: int, time: int, call: int, moment: int, value: object) -> ItemYielded:
        self.moments.keep(moment, seq)
        return ItemYielded(seq, time, self.calls[call], self.policy.write(value))

    def continued(
        self, seq: int, time: int, call: int, by: int | None, moment: int, place: Place,
        asked: str | tuple[Any, ...], since: int | None = None,
    ) -> CallContinued:  # fmt: skip
        made = self.moments.seq_of(since)
        self.moments.keep(moment, seq)
        name, *sent = (asked,) if isinstance(asked, str) else asked
        request = f"{name}({', '.join(map(self.policy.write, sent))})"
        return CallContinued(
            seq, time, self.calls[call], self.calls.get(by), self.place(place), request, since=made
        )  # fmt: skip

    def suspended(
        self, seq: int, time: int, call: int, wait: int, function: Function, arguments: tuple[Any, ...], owner: Any,
        joins: Any, job: int | None,
    ) -> Suspended:  # fmt: skip
        known = Wait(
            self.waits[wait],
            function,
            self.arguments(_pairs(arguments)),
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
        self.moments.keep(-wait, seq)
        return Resumed(seq, time, self.calls[call], self.waits[wait])

    def resumed(
        self, seq: int, time: int, call: int, wait: int, thrown: str | None, timed_out: bool, item: str | None
    ) -> Resumed:
        self.moments.keep(-wait, seq)
        thrown, item = thrown and str(thrown), item and str(item)
        return Resumed(seq, time, self.calls[call], self.waits[wait], thrown, timed_out, item)

    def turned_out(self, seq: int, time: int, call: int, wait: int, thrown: object) -> WaitTurnedOut:
        return WaitTurnedOut(seq, time, self.calls[call], self.waits[wait], None if thrown is None else str(thrown))

    def held(
        self, seq: int, time: int, call: int, duration: int, file: str | None, line: int | None, others: int | None
    ) -> LoopHeld:
        return LoopHeld(seq, time, self.calls[call], duration, file, line, others)

    def noted(self, seq: int, time: int, call: int | None, moment: int, text: object) -> Noted:
        self.moments.keep(moment, seq)
        return Noted(seq, time, self.calls.get(call), self.policy.write_plain(text))

    def arguments(self, arguments: Iterable[tuple[str | None, object]]) -> tuple[Argument, ...]:
        return tuple(Argument(self.policy.write(value), name) for name, value in arguments)

    def owner(self, owner: tuple[str, int] | None) -> Owner | None:
        if owner is None:
            return None
        kind, number = owner
        return Owner(kind, self.owners[kind][number] if number else 0)

    def place(self, place: Place) -> Place:
        known = self.places.get(id(place))
        if known is None:
            if len(self.places) >= _REMEMBERED:
                self.places.clear()
            known = self.places[id(place)] = (
                place,  # kept, lest another one get its address
                Place(
                    Thread(self.threads[place.thread.number], self.policy.plain(place.thread.name)),
                    None if place.loop is None else self.loops[place.loop],
                    place.task and Task(self.tasks[place.task.number], self.policy.plain(place.task.name)),
                ),
            )
        return known[1]


def _pairs(flat: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    return zip(flat[::2], flat[1::2], strict=True)
