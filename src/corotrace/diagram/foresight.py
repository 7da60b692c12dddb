"""What has to be known of the end of a trace before its first line is drawn."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from corotrace.diagram.waiting import Waiting
from corotrace.events import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    Noted,
    Owner,
    Place,
    Resumed,
    Suspended,
    makers_of_jobs,
)


class Foresight:
    """Goes through the events once, and keeps little of them.

    Args:
        events: all of them, in order.

    Attributes:
        makers: the call that made a job, by the call that the job consists of.
        tasks: numbers of the tasks that traced calls run in.
        jobs: numbers of the jobs that traced calls run in.
        late_makers: calls that are referred to after they have ended: what they have made begins only then.
        answered: numbers of the waits that end when calls do: the replies of those show them.
        given_up: numbers of the waits that a time limit or an exception ends.
        interim: events that resume a call, but not from its wait, in which it goes on to wait.
        objects: of each class, in each thread, those whose methods are called or waited for.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self.makers = makers_of_jobs(events)
        self.tasks: set[int] = set()
        self.jobs: set[int] = set()
        self.late_makers: set[int] = set()
        self.answered: set[int] = set()
        self.given_up: set[int] = set()
        self.interim: set[int] = set()
        self.objects: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        self._waiting = Waiting(events)
        self._started: dict[int, CallStarted] = {}
        self._place: dict[int, Place] = {}
        self._resumed: dict[int, Resumed] = {}
        see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._start,
            CallContinued: self._go_on,
            CallEnded: self._end,
            Suspended: self._suspend,
            Resumed: self._resume,
            Noted: self._note,
        }
        for event in events:
            if (saw := see.get(type(event))) is not None:
                saw(event)

    def _start(self, event: CallStarted) -> None:
        call, task = event.call, event.place.task
        self._started[call] = event
        self._place[call] = event.place
        if task is not None:
            self.tasks.add(task.number)
        if event.job is not None:
            self.jobs.add(event.job)
        self._makes(self.makers.get(call) if event.parent is None else event.parent)
        self._use(event.owner, event.place)

    def _go_on(self, event: CallContinued) -> None:
        if event.call in self._started:
            self._place[event.call] = event.place
            self._makes(event.by)

    def _makes(self, maker: int | None) -> None:
        if maker is not None and maker not in self._started:
            self.late_makers.add(maker)

    def _note(self, event: Noted) -> None:
        self._makes(event.call)

    def _use(self, owner: Owner | None, place: Place) -> None:
        if owner is not None and owner.number:
            self.objects[place.thread.number, owner.type].add(owner.number)

    def _suspend(self, event: Suspended) -> None:
        call = event.call
        if call not in self._started:
            return
        self._waiting.suspend(event, self._place[call].task_number)
        before = self._resumed.get(call)
        if before is not None and before.wait == event.wait.number:
            self.interim.add(before.seq)
        self._use(event.wait.owner, self._place[call])

    def _resume(self, event: Resumed) -> None:
        if event.call in self._started and self._waiting.resume(event, self._place[event.call].task_number):
            self._resumed[event.call] = event
            if event.timed_out or event.thrown is not None:
                self.given_up.add(event.wait)
            else:
                self.given_up.discard(event.wait)

    def _end(self, event: CallEnded) -> None:
        started = self._started.pop(event.call, None)
        if started is None:
            return
        self.answered.update(wait.wait.number for wait in self._waiting.for_the_end(event, started))
        self._resumed.pop(event.call, None)
        del self._place[event.call]
