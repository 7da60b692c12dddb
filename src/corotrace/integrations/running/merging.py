"""Several processes, each with events of its own, become one trace on one axis of time."""

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corotrace.events import CallContinued, CallEnded, CallStarted, Event, Noted, RecordingStopped, Resumed
from corotrace.integrations.running.family import PROGRAM, Birth
from corotrace.integrations.running.renumbering import Renumbering

#: The number of the thread in which Python began, in a process that was not forked.
_MAIN_THREAD = 1


@dataclass
class Job:
    """What a process did for a call of another one.

    Args:
        identity: that of the other one.
        call: the number of the call there, or None where no call has submitted it.
        time: when the job was submitted.

    Attributes:
        lender: the other process, where it is known.
    """

    identity: str
    call: int | None
    time: int
    lender: "Process | None" = None


@dataclass(frozen=True)
class Origin:
    """Where a call began that a process knows of.

    Args:
        process: there.
        call: its number there.
        until: when the process that asks was started, or was given its job, if it is another one.
    """

    process: "Process"
    call: int
    until: int | None


@dataclass(eq=False)
class Process:
    """A process, and what was recorded of it.

    Args:
        birth: how it came to be; None for the program's own process.
        events: its events, in order.
        pid: the number that the system gave to it.
        jobs: whom it worked for, by the numbers that it gave to these calls itself.
        goes_on: whether it had not ended when the program had.

    Attributes:
        parent: the process that started it.
        number: its number in the merged trace; 0 where nothing was recorded.
        calls: those that began in it.
    """

    birth: Birth | None
    events: Sequence[Event]
    pid: int
    jobs: dict[int, "Job"] = field(default_factory=dict)
    goes_on: bool = False
    parent: "Process | None" = None
    number: int = 0
    calls: dict[int, CallStarted] = field(init=False)

    def __post_init__(self) -> None:
        self.calls = {event.call: event for event in self.events if isinstance(event, CallStarted)}

    def origin_of(self, call: int, until: int | None = None) -> "Origin | None":
        """Where a call began that this process knows by a number; a forked one knows the calls of its parent."""
        if call in self.calls:
            return Origin(self, call, until)
        if call in self.jobs:
            job = self.jobs[call]
            return job.lender.origin_of(job.call, job.time) if job.lender and job.call is not None else None
        if self.birth and self.birth.forked and self.parent:
            return self.parent.origin_of(call, self.birth.time)
        return None

    def is_open(self) -> bool:
        """Whether calls of it have not ended."""
        ended = {event.call for event in self.events if isinstance(event, CallEnded)}
        return not self.calls.keys() <= ended


def merge(program: Process, children: Sequence[Process]) -> tuple[Event, ...]:
    """Put the events of all processes in the order of time, and number anew what they refer to.

    Args:
        program: the program's own process.
        children: all other processes.

    Returns:
        The events of one trace.
    """
    born = sorted(children, key=lambda child: (child.birth.time, child.birth.identity) if child.birth else (0, ""))
    known = {PROGRAM: program, **{child.birth.identity: child for child in born if child.birth}}
    for child in born:
        child.parent = known.get(child.birth.parent) if child.birth else None
        for job in child.jobs.values():
            job.lender = known.get(job.identity)
    saying = sorted(filter(_says_something, born), key=lambda child: child.events[0].time)
    shown = [program, *saying]
    for number, process in enumerate(shown, start=1):
        process.number = number
    return tuple(_Merging(shown, {process.pid for process in born}).events())


def _says_something(process: Process) -> bool:
    return any(not isinstance(event, RecordingStopped) for event in process.events)


class _Merging:
    def __init__(self, processes: Sequence[Process], pids_of_children: set[int]) -> None:
        self._processes = processes
        self._pids_of_children = pids_of_children
        self._new = Renumbering()
        self._moments: dict[tuple[Process, int], list[tuple[int, int]]] = {}
        self._seqs: dict[tuple[Process, int], int] = {}
        self._told: set[Process] = set()

    def events(self) -> Iterator[Event]:
        seq, time, last = 0, 0, self._processes[0].events[-1:]
        streams = [_by_time(process) for process in self._processes]
        for _, _, process, event in heapq.merge(*streams, key=lambda item: item[:2]):
            made = self._event(process, event, seq + 1)
            if made is not None:
                seq, time = made.seq, max(time, made.time)
                self._seqs[process, event.seq] = seq
                yield made
        if last and isinstance(last[0], RecordingStopped):
            yield RecordingStopped(seq + 1, max(time, last[0].time), self._failure(last[0]))

    def _failure(self, end: RecordingStopped) -> str | None:
        """What kept the program's own process from ending its recording; none, where it has become another program."""
        return None if self._processes[0].pid in self._pids_of_children else end.failure

    def _event(self, process: Process, event: Event, seq: int) -> Event | None:
        if isinstance(event, RecordingStopped):
            return self._end(process, event, seq)
        call: int | None = getattr(event, "call", None)
        if call is not None and call not in process.calls:
            return self._said_by_copy(process, event, call, seq)
        made = self._new.event(event, process.number, seq)
        if isinstance(made, CallStarted) and isinstance(event, CallStarted):
            parent, since = self._caller(process, event)
            job = event.parent if event.parent in process.jobs else None
            number = made.job if job is None else self._new.job(process.number, job, "process")
            return replace(made, parent=parent, since=since, job=number)
        if isinstance(made, CallContinued) and isinstance(event, CallContinued):
            by, since = (None, None) if event.by is None else self._known(process, event.by, event.since)
            return replace(made, by=by, since=since)
        return made

    # ---- who made a call

    def _caller(self, process: Process, started: CallStarted) -> tuple[int | None, int | None]:
        """The call that made another one, and the number of its last moment before, in the merged trace."""
        if started.parent is not None:
            return self._known(process, started.parent, started.since)
        birth = process.birth
        if birth is None or birth.call is None or process.parent is None or started.job is not None:
            return None, None
        if started.place.thread.number != _MAIN_THREAD:
            return None, None  # nobody knows who started the thread
        return self._made(process.parent.origin_of(birth.call, birth.time))

    def _known(self, process: Process, call: int, since: int | None) -> tuple[int | None, int | None]:
        origin = process.origin_of(call)
        if origin is None or (origin.until is not None and since is None):
            return self._made(origin)
        return self._new.call(origin.process.number, origin.call), self._seqs.get((process, since or 0))

    def _made(self, origin: Origin | None) -> tuple[int | None, int | None]:
        """A call in another process, and its last moment before it gave this one something to do."""
        if origin is None or origin.until is None:
            return None, None
        home, call = origin.process, origin.call
        if (home, call) not in self._moments:
            self._moments[home, call] = list(_moments(home, call))
        moments = self._moments[home, call]
        index = bisect_left(moments, (origin.until, 0))
        return self._new.call(home.number, call), self._seqs.get((home, moments[index - 1][1])) if index else None

    # ---- what cannot be drawn as it is

    def _said_by_copy(self, process: Process, event: Event, call: int, seq: int) -> Event | None:
        """What a forked process goes on with is the copy of a call, which has a bar in the other process already."""
        if isinstance(event, Noted):
            return Noted(seq, event.time, None, event.text)
        origin = process.origin_of(call)
        if origin is None or process in self._told:
            return None
        self._told.add(process)
        name = origin.process.calls[origin.call].function.qualname
        text = f"process {process.number} goes on with {name}(), forked in the middle of it: that is not drawn here"
        return Noted(seq, event.time, None, text)

    def _end(self, process: Process, end: RecordingStopped, seq: int) -> Event | None:
        """Of a child, say what is missing; one without open calls has written everything, however it ended."""
        if process is self._processes[0] or end.failure is None:
            return None
        text = f"process {process.number} ended here, or was killed: {end.failure}"
        if process.goes_on:
            text = f"process {process.number} went on when the program had ended: what follows is not recorded"
        elif not process.is_open():
            return None
        return Noted(seq, end.time, None, text)


def _by_time(process: Process) -> Iterator[tuple[int, int, Process, Event]]:
    """The events of a process with the times by which they are sorted.

    Threads may note a time and write it a little later than another thread does. The order in which they wrote stays,
    and no event is sorted behind one that follows it, lest what it has started stand before it.
    """
    times, least = [], None
    for event in reversed(process.events):
        least = event.time if least is None else min(event.time, least)
        times.append(least)
    for time, event in zip(reversed(times), process.events, strict=True):
        yield time, process.number, process, event


def _moments(process: Process, call: int) -> Iterator[tuple[int, int]]:
    """When something moved a call on, and the number of that event: the end of a call that it made, its resumption."""
    started = process.calls[call]
    inner: defaultdict[int, bool] = defaultdict(bool)
    for event in process.events:
        if isinstance(event, CallStarted):
            inner[event.call] = event.parent == call and event.place.is_with(started.place)
        elif (isinstance(event, CallEnded) and inner[event.call]) or (
            isinstance(event, Resumed | Noted) and event.call == call
        ):
            yield event.time, event.seq
