"""The lanes of tasks: their turns, and what they wait for in between."""

from collections.abc import Hashable, Iterator, Sequence

from corotrace.diagram.loop_view import Turn
from corotrace.diagram.loop_view.names import name_of_call, name_of_loop, names_of_tasks, what_is_awaited
from corotrace.diagram.timing.course import Course
from corotrace.diagram.timing.model import StateKind
from corotrace.events import TOO_LONG, CallEnded, Event, Suspended, until


def courses_of_tasks(events: Sequence[Event], turns: Sequence[Turn]) -> Iterator[Course]:
    """What each task did.

    Args:
        events: all events of one trace, in order.
        turns: the turns that are found in them.
    """
    names = names_of_tasks((turn.root, turn.place) for turn in turns)
    ends = {event.call: event for event in events if isinstance(event, CallEnded)}
    of_task: dict[Hashable, list[Turn]] = {}
    for turn in turns:
        of_task.setdefault(turn.doer, []).append(turn)
    for own in of_task.values():
        place, root = own[0].place, own[0].root
        name = f"callback {name_of_call(root)}" if place.task is None else names[place.task.number]
        course = Course(name, (place.thread.number, place.loop), name_of_loop(place))
        for turn, following in zip(own, [*own[1:], None], strict=True):
            _add(course, turn, following, ends, names, events[-1].time)
        last = own[-1].root
        course.calls = len({turn.root.call for turn in own})
        course.end_with(ends.get(last.call), last)
        yield course


def _add(
    course: Course,
    turn: Turn,
    following: Turn | None,
    ends: dict[int, CallEnded],
    names: dict[int, str],
    stopped: int,
) -> None:
    """A turn, and what comes between it and the next one."""
    began, over = turn.began.time, turn.last.time
    is_hold = turn.duration is not None and turn.duration >= TOO_LONG
    course.add(StateKind.HOLDING if is_hold else StateKind.RUNNING, began, over, _what_runs(turn))
    following_at = stopped if following is None else following.began.time
    ended = ends.get(turn.root.call)
    if ended is not None and following is not None and ended.seq > following.began.seq:
        ended = None
    until = following_at if ended is None else ended.time
    if turn.lost or isinstance(turn.ended, Suspended):
        late = 0 if following is None or ended is not None else following.late or 0
        ready = max(over, until - late)
        course.add(StateKind.WAITING, over, ready, _what_is_awaited(turn, names), _who_waits(turn))
        if ready < until:
            course.add(StateKind.READY, ready, until, "ready")
    elif turn.ended is not None and until > over:
        course.add(StateKind.UNTRACED, over, until)
    if following is not None and following_at > until:
        course.add(StateKind.UNTRACED, until, following_at)


def _what_runs(turn: Turn) -> str:
    if turn.blocking is None:
        return "runs"
    held, function = turn.blocking
    return f"{function.name} {until(held, function)}"


def _what_is_awaited(turn: Turn, names: dict[int, str]) -> str:
    if isinstance(turn.ended, Suspended):
        return what_is_awaited(turn.ended, names, module=False)
    return "something that is not recorded"


def _who_waits(turn: Turn) -> str:
    return "" if turn.inner is None or turn.inner.call == turn.root.call else name_of_call(turn.inner)
