"""What event loops, tasks, and what they wait for are called."""

import re
from collections.abc import Iterable, Sequence

from corotrace.diagram.called import called
from corotrace.diagram.text import cut
from corotrace.events import CallStarted, Function, Place, Suspended, Task, Wait

_DEFAULT_NAME = re.compile(r"Task-\d+")
_ARGUMENTS = 40
_MOST_NAMES = 4


def name_of_loop(place: Place) -> str:
    """An event loop, by its thread."""
    return f"event loop of {place.thread.shown}"


def name_of_task(root: CallStarted, place: Place) -> str:
    """A task by what the user called it, or else by its outermost call."""
    if root.participant is not None:
        return root.participant
    task = place.task
    if task is not None and not _is_default(task, root.function):
        return task.name
    name = name_with_arguments(root)
    return f"callback {name}" if task is None and root.label is None else name


def name_with_arguments(started: CallStarted) -> str:
    """A call by what the user wrote for it, or else by its function, and its arguments."""
    if started.label is not None:
        return started.label
    return f"{name_of_call(started)}({cut(', '.join(map(str, started.arguments)), _ARGUMENTS)})"


def name_of_call(started: CallStarted) -> str:
    """A call without its arguments."""
    if started.owner is not None:
        name = called(started)
        return f"{started.owner.type}{': ' if '.' in name else '.'}{name}"
    return started.function.local_name


def _is_default(task: Task, function: Function) -> bool:
    """Whether a name comes from asyncio, or from trio, which takes the function's."""
    return _DEFAULT_NAME.fullmatch(task.name) is not None or task.name == function.full_name


def what_is_awaited(event: Suspended, names: dict[int, str], *, module: bool = True) -> str:
    """What a call waits for.

    Args:
        event: it is suspended.
        names: what tasks are called, by their numbers.
        module: whether the module of a function is told.
    """
    wait = event.wait
    tasks = [names[number] for number in wait.joins if number in names]
    if tasks and len(tasks) == len(wait.joins):
        joined = ", ".join(tasks) if len(tasks) <= _MOST_NAMES else f"{len(tasks):,} tasks"
        return joined if len(tasks) == 1 else f"{_called(wait, module)}: {joined}"
    return f"{_called(wait, module)}({', '.join(map(str, wait.arguments))})"


def _called(wait: Wait, module: bool) -> str:
    if wait.owner is not None:
        return f"{wait.owner.type}.{wait.function.name}"
    return wait.function.full_name if module else wait.function.qualname


def names_of_tasks(turns: Iterable[tuple[CallStarted, Place]]) -> dict[int, str]:
    """What tasks are called, by their numbers: by the first of their calls."""
    names: dict[int, str] = {}
    for root, place in turns:
        if place.task is not None and place.task.number not in names:
            names[place.task.number] = name_of_task(root, place)
    return names


__all__: Sequence[str] = [
    "name_of_call",
    "name_of_loop",
    "name_of_task",
    "name_with_arguments",
    "names_of_tasks",
    "what_is_awaited",
]
