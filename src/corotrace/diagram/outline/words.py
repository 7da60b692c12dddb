"""What calls and waits, tasks and threads are called in an outline."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from corotrace.diagram.called import called
from corotrace.diagram.outline.nodes import Label
from corotrace.events import (
    MAIN,
    Argument,
    Call,
    CallContinued,
    CallStarted,
    Event,
    Function,
    Owner,
    Place,
    Suspended,
    Task,
    Thread,
    Wait,
)

#: Tasks are told by their names if there are no more than so many, and one by one if no more follow each other.
_MOST_NAMES = 8
_MOST_IN_A_ROW = 4
_DEFAULT_NAME = re.compile(r"(Task|Thread)-\d+.*")


class Words:
    """Finds words for what events refer to.

    Args:
        events: all events of a trace.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._objects: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._tasks: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._threads: set[int] = set()
        for event in events:
            if isinstance(event, CallStarted):
                self._see(event.owner)
            elif isinstance(event, Suspended):
                self._see(event.wait.owner)
            if isinstance(event, CallStarted | CallContinued):
                self._threads.add(event.place.thread.number)
                if event.place.task:
                    self._see_task(event.place.task, event)

    def _see_task(self, task: Task, event: Event) -> None:
        """Number the tasks in the order in which calls begin in them: who joins them may have them in any order.

        Asyncio itself names them by numbers that go on from one recording to the next, others by their functions.
        """
        if task.number not in self._tasks:
            self._tasks[task.number] = number = len(self._tasks) + 1
            given = isinstance(event, CallStarted) and task.name == event.function.full_name
            if not given and not _DEFAULT_NAME.fullmatch(task.name):
                self._names[number] = task.name

    def _see(self, owner: Owner | None) -> None:
        if owner is not None and owner.number:
            numbers = self._objects[owner.type]
            numbers.setdefault(owner.number, len(numbers) + 1)

    def _of_function(self, function: Function, owner: Owner | None, name: str) -> tuple[str, str]:
        """What is called: with the number of its object where its class has several, and without."""
        local = function.local_name
        if owner is None:
            whole = f"{function.module}.{local}" if function.library else local
            return whole, whole
        numbers = self._objects[owner.type]
        after = f": {name}" if "." in name else f".{name}"  # "Child: Parent.save"
        if owner.number and len(numbers) > 1:
            return f"{owner.type} {numbers[owner.number]:,}{after}", f"{owner.type}{after}"
        return f"{owner.type}{after}", f"{owner.type}{after}"

    def of_wait(self, wait: Wait) -> tuple[str, str]:
        """The same of what is waited for."""
        if _ends_block(wait) and wait.owner:
            return f"end of {wait.owner.type}", f"end of {wait.owner.type}"
        return self._of_function(wait.function, wait.owner, wait.function.name)

    def arguments_of(self, wait: Wait) -> tuple[Argument, ...]:
        """What it is called with; nothing at the end of a block, which is told whether an exception ends it."""
        return () if _ends_block(wait) else wait.arguments

    def of_method(self, started: CallStarted) -> tuple[str, str]:
        """The same of the function that a call is one of."""
        return self._of_function(started.function, started.owner, called(started))

    def of_call(self, started: CallStarted) -> tuple[str, str]:
        """The same of a call, which the user may have named."""
        name, general = self.of_method(started)
        if started.label is not None:
            name = started.label
        return (name if started.participant is None else f"{started.participant}: {name}"), general

    def in_full(self, started: CallStarted) -> str:
        """A call with its arguments."""
        name = self.of_call(started)[0]
        return name if started.label is not None else f"{name}({', '.join(map(str, started.arguments))})"

    def of_place(self, place: Place, before: Place | None) -> tuple[Label, ...]:
        """Where a call runs, as far as it is not where its caller does; without one, where there are several."""
        labels = []
        if place.task and (before is None or place.task != before.task):
            labels.append(Label("task", self._task(place.task.number)))
        if place.thread != before.thread if before else len(self._threads) > 1:
            labels.append(_thread(place.thread))
        if not labels and before is not None and not place.is_with(before):
            labels.append(Label("callback", "no task"))
        return tuple(labels)

    def of_asker(self, asker: Call) -> Label:
        """Who asked a generator to go on."""
        return Label("asking call", f"for {self.of_call(asker.started)[0]}")

    def _task(self, number: int) -> str:
        shown = self._tasks[number]
        return f"task {self._names.get(shown) or format(shown, ',')}"

    def of_joins(self, joins: Sequence[tuple[int, ...]]) -> str:
        """The tasks that a wait is for, as far as they are shown; of several waits only how many, where these differ.

        Args:
            joins: the numbers of the tasks of each wait.
        """
        shown = [sorted(self._tasks[number] for number in numbers if number in self._tasks) for numbers in joins]
        counts = [len(numbers) for numbers in shown]
        fewest, most = min(counts), max(counts)
        if not most:
            return ""  # the name of what waits tells it
        if len({*joins}) > 1:
            return f"{_count(most)} each" if fewest == most else f"{fewest:,} to {_count(most)} each"
        others = len(joins[0]) - most
        return self._tasks_by_name(shown[0]) + (f" and {others:,} not shown" if others else "")

    def _tasks_by_name(self, numbers: Sequence[int]) -> str:
        names: list[str] = []
        following: list[int] = []
        for number, after in zip_longest(numbers, numbers[1:]):
            if number in self._names:
                names.append(self._names[number])
                continue
            following.append(number)
            if after != number + 1 or after in self._names:
                names += _range(following)
                following = []
        if len(names) > _MOST_NAMES:
            return _count(len(numbers))
        return f"task{'s' if len(numbers) > 1 else ''} {', '.join(names)}"


def _ends_block(wait: Wait) -> bool:
    """Whether it waits for the end of an ``async with`` block."""
    return wait.function.name == "__aexit__" and wait.owner is not None


def _range(numbers: Sequence[int]) -> list[str]:
    """Numbers that follow each other, one by one or from … to."""
    if len(numbers) > _MOST_IN_A_ROW:
        return [f"{numbers[0]:,} to {numbers[-1]:,}"]
    return [f"{number:,}" for number in numbers]


def _count(tasks: int) -> str:
    return f"{tasks:,} task{'s' if tasks > 1 else ''}"


def _thread(thread: Thread) -> Label:
    if thread.process is not None and thread.name == MAIN:
        return Label("process", thread.shown)
    text = f"thread {thread.number if _DEFAULT_NAME.fullmatch(thread.name) else thread.name}"
    return Label("thread", text if thread.process is None else f"process {thread.process}, {text}")
