"""What a wait and the calls that it is for have in common: tasks, jobs, and calls whose end was seen to wake it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from corotrace.events import Call, CallEnded, CallStarted, Event, Resumed, Suspended, Wait

#: ``("task", 3)``, ``("job", 1)``, ``("call", 7)``
Key = tuple[str, int]


def keys_of_call(call: Call) -> tuple[Key, ...]:
    """What a call is waited for as.

    Beside its own task, these are the tasks that its end wakes up: who waits for those waits for the call, too.
    """
    started = call.started
    tasks = {started.place.task.number} if started.place.task else set()
    tasks |= {*call.ended.waiters} if call.ended else set()
    jobs = () if started.job is None else (("job", started.job),)
    return ("call", started.call), *(("task", number) for number in sorted(tasks)), *jobs


def keys_of_wait(wait: Wait, calls: Iterable[int]) -> tuple[Key, ...]:
    """What a wait is for.

    Args:
        wait: it.
        calls: the calls whose end was seen to wake it.
    """
    jobs = (("job", job) for job in wait.jobs)
    keys = (*(("task", task) for task in wait.joins), *jobs, *(("call", call) for call in calls))
    return tuple(dict.fromkeys(keys))


def calls_waited_for(events: Sequence[Event]) -> dict[int, tuple[int, ...]]:
    """The calls whose end woke a wait up, by the number of the wait."""
    tasks: dict[int, int] = {}
    waits: dict[int, int] = {}
    found: defaultdict[int, list[int]] = defaultdict(list)
    for event in events:
        match event:
            case CallStarted() if event.place.task:
                tasks[event.call] = event.place.task.number
            case Suspended() if event.call in tasks:
                waits[tasks[event.call]] = event.wait.number
            case Resumed() if event.call in tasks:
                waits.pop(tasks[event.call], None)
            case CallEnded():
                for task in event.waiters:
                    if task in waits:
                        found[waits[task]].append(event.call)
            case _:
                pass
    return {wait: tuple(calls) for wait, calls in found.items()}
