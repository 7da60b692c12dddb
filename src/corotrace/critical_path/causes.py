"""What let a call run on, as far as the recording knows: the end of another one."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

from corotrace.critical_path.courses import Course
from corotrace.diagram.loop_view import SLEEPS, Turn, find_turns, only_job
from corotrace.events import Call, CallEnded, CallStarted, Event, Outcome, PlaceNumbers, Resumed, Suspended

#: What ``asyncio.wait`` is told if it is to wait for the first of several tasks alone.
_FIRST = "'FIRST_COMPLETED'"


class Causes:
    """Looks up who let whom run on.

    Args:
        events: the events of a trace, in order.
        calls: its calls, by their numbers.
    """

    def __init__(self, events: Sequence[Event], calls: Mapping[int, Call]) -> None:
        self._calls = calls
        self._by_task: defaultdict[int, list[CallEnded]] = defaultdict(list)
        self._by_thread: defaultdict[int, list[CallEnded]] = defaultdict(list)
        self._by_job: dict[int, CallEnded] = {}
        self._ends: dict[int, CallEnded] = {}  # of the tasks that consist of a traced call
        #: Of each job, the suspension in which it is waited for.
        self.waits_for_job: dict[int, Suspended] = {}
        for event in events:
            if type(event) is CallEnded:
                self._see_end(event)
            elif type(event) is Suspended:
                for job in event.wait.jobs:
                    self.waits_for_job.setdefault(job, event)
        self._late: dict[int, int] = {}
        self._lost: set[PlaceNumbers] = set()
        self._turns: defaultdict[int, list[Turn]] = defaultdict(list)
        for turn in find_turns(events):
            self._turns[turn.place.thread.number].append(turn)
            if turn.late is not None:
                self._late[turn.began.seq] = turn.late
            if turn.lost:
                self._lost.add(turn.place.numbers)

    def _see_end(self, event: CallEnded) -> None:
        for task in event.waiters:
            self._by_task[task].append(event)
        for thread in event.blocked:
            self._by_thread[thread].append(event)
        call = self._calls.get(event.call)
        if call is None or not call.started.entry:
            return
        if call.started.job is not None and not event.abandoned:
            self._by_job[call.started.job] = event
        if call.started.place.task is not None:
            self._ends[call.started.place.task.number] = event

    def woke(self, suspended: Suspended, course: Course, woken: Resumed | None, until: int) -> CallEnded | None:
        """The end of another call that woke one up; of several, all of which it waited for, the last one.

        Args:
            suspended: it began to wait.
            course: where.
            woken: it ran on, if it did.
            until: the number of that event.
        """
        task = course.place.task
        found = None if task is None else self.last_for(task.number, suspended.seq, until)
        if found is not None and task is not None and self._decides(found, suspended, task.number, woken, until):
            return found
        job = only_job(suspended.wait)
        ended = None if job is None else self._by_job.get(job)
        return ended if ended is not None and suspended.seq < ended.seq < until else None

    def _decides(self, ended: CallEnded, suspended: Suspended, waiter: int, woken: Resumed | None, until: int) -> bool:
        """Whether it was the end of one call, out of several things that are waited for, that woke a task up.

        So it is if it is the first that is waited for, or an exception, or if nothing else was left to be waited for:
        an untraced task that ended later leaves no trace, and a time limit none either.
        """
        wait = suspended.wait
        if any(argument.text == _FIRST for argument in wait.arguments):
            return True
        if ended.outcome is Outcome.RAISED and woken is not None and woken.thrown == ended.value:
            return True
        jobs = [self._by_job.get(job) for job in wait.jobs]
        return all(self._is_over(joined, waiter, until) for joined in wait.joins) and all(
            job is not None and job.seq < until for job in jobs
        )

    def _is_over(self, task: int, waiter: int, until: int) -> bool:
        """Whether a task is known to have ended; one of library code alone ends with the job that it waits for."""
        ended = self._ends.get(task)
        if ended is not None:
            return ended.seq < until
        job = self.last_for(task, 0, until)
        return job is not None and waiter in job.waiters

    def last_for(self, task: int, after: int, until: int) -> CallEnded | None:
        """The last call that ended between two events, and woke a task up."""
        return _last_between(self._by_task[task], after, until)

    def unblocked(self, course: Course, after: int, until: int) -> CallEnded | None:
        """The last call for the end of which a thread has stood still, between two events."""
        return _last_between(self._by_thread[course.place.thread.number], after, until)

    def late(self, woken: Resumed, suspended: Suspended) -> int:
        """How long a task was ready before it ran on after a sleep or a job, in nanoseconds; 0 if not known."""
        wait = suspended.wait
        if only_job(wait) is None and not (wait.function.library and wait.function.full_name in SLEEPS):
            return 0
        return self._late.get(woken.seq, 0)

    def is_lost(self, course: Course, after: int, until: int) -> bool:
        """Whether a task gave its thread back between two events of its own, unseen, as one that is stepped by hand."""
        own = course.place.numbers
        if own not in self._lost:
            return False
        return any(
            turn.place.numbers != own and after < turn.began.seq < until and not self._is_made_in(turn, own)
            for turn in self._turns[course.place.thread.number]
        )

    def _is_made_in(self, turn: Turn, task: PlaceNumbers) -> bool:
        """Whether a task has begun another one's turn itself, as eager tasks let it."""
        began = turn.began
        maker = self._calls.get(began.parent or 0) if isinstance(began, CallStarted) else None
        return maker is not None and maker.started.place.numbers == task


def _last_between(ends: Sequence[CallEnded], after: int, until: int) -> CallEnded | None:
    at = bisect_left(ends, until, key=_seq) - 1
    return ends[at] if at >= 0 and ends[at].seq > after else None


def _seq(event: Event) -> int:
    return event.seq
