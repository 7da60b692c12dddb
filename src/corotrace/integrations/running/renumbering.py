"""Numbers what events refer to anew, so that those of several processes can stand beside one another."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace
from functools import cache

from corotrace.events import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    Function,
    Owner,
    Place,
    Resumed,
    Suspended,
    Task,
    Thread,
    Wait,
)


class Renumbering:
    """Gives numbers, from 1 in the order in which they are asked for."""

    def __init__(self) -> None:
        self._numbers: defaultdict[Hashable, dict[tuple[int, int], int]] = defaultdict(dict)
        self._place = cache(self._new_place)
        self._function = cache(_same_in_every_process)

    def call(self, process: int, number: int) -> int:
        """The number of a call."""
        return self._of("call", process, number)

    def job(self, process: int, number: int | None, kind: str = "thread") -> int | None:
        """The number of a job of a pool, if it is one.

        Args:
            process: the number of its process.
            number: its number there.
            kind: whether the pool is one of threads or of processes, which number their jobs each.
        """
        if number is None:
            return None
        return self._of("job", process, number if kind == "thread" else -number)

    def event(self, event: Event, process: int, seq: int) -> Event:
        """An event with new numbers, but for the calls that made it.

        Args:
            event: the event.
            process: the number of its process.
            seq: the event's own new number.
        """
        changes: dict[str, object] = {"seq": seq}
        call: int | None = getattr(event, "call", None)
        if call is not None:
            changes["call"] = self.call(process, call)
        if isinstance(event, CallStarted):
            changes["function"] = self._function(event.function)
            changes["place"] = self._place(process, event.place)
            changes["owner"] = self._owner(process, event.owner)
            changes["job"] = self.job(process, event.job)
        elif isinstance(event, CallContinued):
            changes["place"] = self._place(process, event.place)
        elif isinstance(event, CallEnded):
            changes["waiters"] = tuple(self._of("task", process, task) for task in event.waiters)
            changes["blocked"] = tuple(self._of("thread", process, thread) for thread in event.blocked)
        elif isinstance(event, Suspended):
            changes["wait"] = self._wait(process, event.wait)
        elif isinstance(event, Resumed):
            changes["wait"] = self._of("wait", process, event.wait)
        return replace(event, **changes)  # type: ignore[arg-type]

    def _of(self, kind: Hashable, process: int, number: int) -> int:
        numbers = self._numbers[kind]
        return numbers.setdefault((process, number), len(numbers) + 1)

    def _owner(self, process: int, owner: Owner | None) -> Owner | None:
        if owner is None or not owner.number:
            return owner
        return Owner(owner.type, self._of(("owner", owner.type), process, owner.number))

    def _wait(self, process: int, wait: Wait) -> Wait:
        return replace(
            wait,
            number=self._of("wait", process, wait.number),
            function=self._function(wait.function),
            owner=self._owner(process, wait.owner),
            joins=tuple(self._of("task", process, task) for task in wait.joins),
            job=self.job(process, wait.job),
        )

    def _new_place(self, process: int, place: Place) -> Place:
        thread, task = place.thread, place.task
        return Place(
            Thread(self._of("thread", process, thread.number), thread.name, process),
            None if place.loop is None else self._of("loop", process, place.loop),
            None if task is None else Task(self._of("task", process, task.number), task.name),
        )


def _same_in_every_process(function: Function) -> Function:
    """A function of the script, which has another module name in the children of multiprocessing."""
    return replace(function, module="__main__") if function.module == "__mp_main__" else function
