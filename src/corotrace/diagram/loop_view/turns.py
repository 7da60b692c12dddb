"""The turns of tasks: what each does from the moment at which its event loop runs it until it gives the thread back.

They are found in the events: a turn begins with the outermost traced call of a task, or when that is resumed, and is
over when it is suspended, or ends. What a task does outside of traced calls is not recorded.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from corotrace.diagram.loop_view.readiness import Readiness
from corotrace.events import (
    TOO_LONG,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    EventsLeftOut,
    Function,
    ItemYielded,
    LoopHeld,
    Noted,
    Place,
    PlaceNumbers,
    Resumed,
    Suspended,
)


@dataclass(slots=True, eq=False)
class Turn:
    """A turn.

    Args:
        place: where it is: thread, event loop and task.
        root: the outermost call.
        began: the event with which it begins.
        first: whether the outermost call begins with it.
        thrown: the exception that it begins with, as text, if it does.
        late: how long the task had been ready to run, in nanoseconds; None where that is not known.
        ended: the event with which it is over, or None where that was not recorded.
        inner: the call that ended, or is suspended.
        notes: what the program said meanwhile.
        hold: that it held the event loop for long, if it did.
        holder: the call that held it.
        lost: whether it was over before something else ran, without a trace.
        last: the last event of it.
    """

    place: Place
    root: CallStarted
    began: CallStarted | CallContinued | Resumed
    first: bool
    thrown: str | None = None
    late: int | None = None
    ended: Suspended | CallEnded | ItemYielded | None = None
    inner: CallStarted | None = None
    notes: list[Noted] = field(default_factory=list)
    hold: LoopHeld | None = None
    holder: CallStarted | None = None
    lost: bool = False
    last: Event = field(init=False)

    def __post_init__(self) -> None:
        self.last = self.began

    @property
    def doer(self) -> Hashable:
        """Whose turn it is: that of a task, or of the callbacks of one function."""
        numbers = self.place.numbers
        return numbers if self.place.task is not None else (numbers, self.root.function)

    @property
    def blocking(self) -> tuple[LoopHeld, Function] | None:
        """That it held its event loop for too long, and the function that did, if so."""
        if self.hold is None or self.holder is None or self.hold.duration < TOO_LONG:
            return None
        return self.hold, self.holder.function

    @property
    def duration(self) -> int | None:
        """How long it was, in nanoseconds, or None where that is not known."""
        return None if self.lost else self.last.time - self.began.time


@dataclass(slots=True, eq=False)
class _Task:
    """A task, while the events are gone through.

    Args:
        calls: its open calls, the outermost first.
        suspended: its last suspension, while it lasts.
        turn: its turn, where it runs and the beginning of that is known.
    """

    calls: list[CallStarted] = field(default_factory=list)
    suspended: Suspended | None = None
    turn: Turn | None = None


def find_turns(events: Sequence[Event]) -> list[Turn]:
    """Find the turns.

    Args:
        events: all events of one trace, in order.

    Returns:
        The turns, in the order in which they begin.
    """
    return _Finder(events).turns


class _Finder:
    def __init__(self, events: Sequence[Event]) -> None:
        self.turns: list[Turn] = []
        self._tasks: dict[PlaceNumbers, _Task] = {}
        self._started: dict[int, CallStarted] = {}
        self._places: dict[int, Place] = {}
        self._readiness = Readiness()
        #: Of each thread, the tasks whose turns have begun and not ended, the last one innermost.
        self._running: dict[int, list[PlaceNumbers]] = {}
        see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._start,
            CallContinued: self._go_on,
            CallEnded: self._end,
            ItemYielded: self._leave,
            Suspended: self._suspend,
            Resumed: self._resume,
            LoopHeld: self._hold,
            Noted: self._note,
            EventsLeftOut: self._leave_out,
        }
        last: Event | None = None
        for event in events:
            last = event
            if (saw := see.get(type(event))) is not None:
                saw(event)
        for task in self._tasks.values():
            if task.turn is not None and last is not None:
                task.turn.last = last

    def _start(self, event: CallStarted) -> None:
        self._started[event.call] = event
        self._enter(event, event, event.place)

    def _go_on(self, event: CallContinued) -> None:
        if event.call in self._started:
            self._enter(event, self._started[event.call], event.place)

    def _enter(self, event: CallStarted | CallContinued, started: CallStarted, place: Place) -> None:
        self._places[event.call] = place
        if place.loop is None:
            return
        task = self._tasks.setdefault(place.numbers, _Task())
        task.calls.append(started)
        if len(task.calls) == 1:
            self._begin(task, Turn(place, started, event, event is started))

    def _resume(self, event: Resumed) -> None:
        task = self._task_of(event.call)
        if task is None or task.suspended is None:
            return
        suspended, task.suspended = task.suspended, None
        if event.thrown is not None and event.thrown.startswith("GeneratorExit("):
            return  # somebody drops it, or the loop is closed: that is no turn
        place, root = self._places[event.call], task.calls[0]
        late = None
        if event.thrown is None and not event.timed_out:
            late = self._readiness.late(event, suspended)
        self._begin(task, Turn(place, root, event, first=False, thrown=event.thrown, late=late))

    def _suspend(self, event: Suspended) -> None:
        task = self._task_of(event.call)
        if task is not None:
            task.suspended = event
            self._finish(task, event)

    def _end(self, event: CallEnded) -> None:
        started = self._started.get(event.call)
        if started is not None:
            self._readiness.end(event, started)
            self._leave(event)
            del self._started[event.call]

    def _leave(self, event: CallEnded | ItemYielded) -> None:
        task = self._task_of(event.call)
        if task is None:
            return
        task.calls = [call for call in task.calls if call.call != event.call]
        if not task.calls:
            task.suspended = None
            self._finish(task, event)

    def _hold(self, event: LoopHeld) -> None:
        task = self._task_of(event.call)
        if task is not None and task.turn is not None:
            task.turn.hold, task.turn.holder = event, self._started[event.call]

    def _note(self, event: Noted) -> None:
        task = None if event.call is None else self._task_of(event.call)
        if task is not None and task.turn is not None:
            task.turn.notes.append(event)

    def _leave_out(self, event: EventsLeftOut) -> None:
        """What came before tells only where the open calls stand."""
        if event.duration is not None:
            self.turns.clear()
            self._running.clear()
            for task in self._tasks.values():
                task.turn = None

    # ---- turns begin and end

    def _begin(self, task: _Task, turn: Turn) -> None:
        running = self._running.setdefault(turn.place.thread.number, [])
        while running and not self._runs_in(turn, running[-1]):
            # it has given the thread back, unseen, as one does that is stepped by hand: when is not known
            task_before = self._tasks[running.pop()]
            if task_before.turn is not None:
                task_before.turn.lost, task_before.turn = True, None
        running.append(turn.place.numbers)
        task.turn = turn
        self.turns.append(turn)

    def _runs_in(self, turn: Turn, task: PlaceNumbers) -> bool:
        """Whether a task that runs has begun another one's turn itself, as eager tasks let it."""
        began = turn.began
        maker = began.parent if isinstance(began, CallStarted) else None
        return turn.place.numbers != task and maker in {call.call for call in self._tasks[task].calls}

    def _finish(self, task: _Task, event: Suspended | CallEnded | ItemYielded) -> None:
        turn, task.turn = task.turn, None
        if turn is None:
            return
        turn.ended = turn.last = event
        turn.inner = self._started[event.call]
        running = self._running[turn.place.thread.number]
        while running and running.pop() != turn.place.numbers:
            pass

    def _task_of(self, call: int) -> _Task | None:
        place = self._places.get(call)
        return None if place is None else self._tasks.get(place.numbers)
