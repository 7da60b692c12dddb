"""Which strands a wait joins: those that it is sure to join on every run.

A call that awaits a task which is done already does not wait, and nothing is recorded then; whether it is done may
differ from run to run. So a strand counts as joined only where its maker waits for it before it can have begun: there
it waits on every run. The same holds for what is waited for together with such a strand, or by ``asyncio.wait``, which
always waits, if nothing has been drawn since it was made. A plain ``await`` of a task is no join: of several tasks that
are awaited one after the other only the first is sure to be waited for. That of a job is one, if that is the only one.
"""

from collections.abc import Iterable

from corotrace.diagram.structure.courses import Act, Join, Part, Position, Strand
from corotrace.events import CallEnded

_PLAIN_AWAIT = "Task"
_ALWAYS_WAITS = "wait"
#: These wait for all that they are given, or for any of it.
_TOGETHER = ("gather", "wait")
#: These keep their tasks in no order.
_UNORDERED = ("wait", "TaskGroup.__aexit__")


def join_strands(parts: Iterable[Part]) -> None:
    """Let each wait take the strands that it joins; what is taken knows it.

    Args:
        parts: those of a course, by their positions.
    """
    made = _Made()
    for part in parts:
        if isinstance(part, Strand):
            made.add(part)
        elif isinstance(part, Join):
            part.strands = made.joined_by(part)
            if part.strands:
                made.last_drawn = part.position
            for strand in part.strands:
                strand.join = part
        else:
            made.last_drawn = part.position


class _Made:
    """The strands that have been made, and not been joined.

    Attributes:
        last_drawn: the number of the last event that is drawn.
    """

    def __init__(self) -> None:
        self.last_drawn: Position = 0
        self._tasks: dict[int, Strand] = {}
        self._jobs: dict[int, Strand] = {}

    def add(self, strand: Strand) -> None:
        if strand.number is not None and strand.kind in ("task", "job"):
            (self._tasks if strand.kind == "task" else self._jobs)[strand.number] = strand

    def joined_by(self, join: Join) -> list[Strand]:
        """The strands that a wait joins."""
        wait = join.wait.wait
        name = wait.function.qualname if wait.function.module == "asyncio" else ""
        if name == _PLAIN_AWAIT:
            return []
        tasks = [self._tasks[number] for number in wait.joins if number in self._tasks]
        jobs = [self._jobs[number] for number in wait.jobs if number in self._jobs]
        # unlike a task, a job may have begun at once, beside what is drawn since
        jobs = [job for job in jobs if job.position >= self.last_drawn]
        if name not in _TOGETHER:
            jobs = [job for job in jobs if not self._is_one_of_several(job)]
        ordered = (*tasks, *jobs)
        every = (*ordered, *self._jobs_of_tasks(join, len(wait.joins) - len(tasks)))
        fresh = [strand for strand in every if strand.position >= join.since]
        if name != _ALWAYS_WAITS and not fresh:
            return []
        joined = [strand for strand in every if strand.position >= min(join.since, self.last_drawn)]
        for rank, strand in enumerate(joined):
            if strand in ordered:
                strand.rank = strand.made if name in _UNORDERED else rank
            (self._tasks if strand.kind == "task" else self._jobs).pop(strand.number or 0)
        return joined

    def _is_one_of_several(self, job: Strand) -> bool:
        """Whether other jobs were submitted with one: of several that are awaited in turn, all are drawn alike."""
        if job.first.started.in_context:
            return False  # whoever has it run in a thread awaits it at once
        others = (other for other in self._jobs.values() if other is not job and not other.first.started.in_context)
        return any(other.position >= job.position for other in others)

    def _jobs_of_tasks(self, join: Join, opaque: int) -> list[Strand]:
        """The jobs of joined tasks that do nothing but wait for a job.

        Args:
            join: the wait.
            opaque: of how many of the tasks that it joins nothing is known.
        """
        tasks = set(join.wait.wait.joins)
        found: list[Strand] = []
        for strand in reversed(self._jobs.values()) if opaque else ():
            if strand.position < join.since:
                break
            if not strand.first.started.in_context:
                continue  # it may be awaited by any of these tasks, or by none
            if all(not waiters or tasks.intersection(waiters) for waiters in map(_waiters, strand.acts)):
                found.append(strand)
        return found if len(found) <= opaque else []


def _waiters(act: Act) -> tuple[int, ...]:
    """The tasks that its end wakes."""
    return act.ended.waiters if isinstance(act.ended, CallEnded) else ()
