"""A trace as turns: each event loop has a lifeline, each of its tasks another, and it lets them run in turn."""

from collections.abc import Sequence

from corotrace.diagram.bars import AlarmBar, Bar
from corotrace.diagram.bold import Bold
from corotrace.diagram.drawing import is_long
from corotrace.diagram.endings import end_of_call
from corotrace.diagram.holds import hold
from corotrace.diagram.interaction import Ending
from corotrace.diagram.left_out import left_out
from corotrace.diagram.lifelines import Lifelines
from corotrace.diagram.loop_view.names import (
    name_of_call,
    name_of_loop,
    name_of_task,
    names_of_tasks,
    what_is_awaited,
)
from corotrace.diagram.loop_view.turns import Turn, find_turns
from corotrace.diagram.nesting import Nesting
from corotrace.diagram.passages import Item
from corotrace.diagram.roles import Line, Role
from corotrace.diagram.runs import FoldingRun, Run
from corotrace.diagram.strokes import End, Keys, Remark, TurnBegin
from corotrace.events import (
    TOO_LONG,
    CallContinued,
    CallStarted,
    Event,
    EventsLeftOut,
    ItemYielded,
    Noted,
    Place,
    RecordingStopped,
    Resumed,
    Suspended,
)

_HOW_TO_READ = "An arrow from an event loop: a task runs, for so long. An arrow back: what it waits for then."
_ONLY_TRACED = "Only traced calls are shown; what else the event loops ran is not recorded."
_VERBS = {Ending.RETURNED: "returns ", Ending.RAISED: "raises "}
#: Of so many tasks, each has a lifeline; of more, one that is over leaves its own to others of the same function.
_MOST_TASKS = 24


def draw_turns(events: Sequence[Event], *, fold: bool, bold: Bold) -> tuple[list[Item], Lifelines, tuple[str, ...]]:
    """Draw the turns of all tasks.

    Args:
        events: the events of one trace, in order.
        fold: whether what is repeated becomes a loop.
        bold: what is drawn in bold.

    Returns:
        What is drawn, from top to bottom; the lifelines that it is drawn on; and what is to be said above.
    """
    drawn = _InTurns(events, fold=fold, bold=bold)
    outside = sum(isinstance(event, CallStarted) and event.place.loop is None for event in events)
    said = [_HOW_TO_READ, _ONLY_TRACED] if drawn.turns else ["Nothing ran in an event loop."]
    if outside:
        said.append(f"{outside:,} call{'s' if outside > 1 else ''} outside of event loops: see the view of calls.")
    return drawn.nesting.finish(), drawn.lifelines, tuple(said)


class _InTurns:
    def __init__(self, events: Sequence[Event], *, fold: bool, bold: Bold) -> None:
        self.lifelines = Lifelines()
        self._bold = bold.events
        self.turns = find_turns(events)
        self._keys = Keys()
        self.nesting = Nesting(self._keys, lambda: FoldingRun(self._keys) if fold else Run())
        self._total = events[-1].time - events[0].time if events else 0
        self._names = names_of_tasks((turn.root, turn.place) for turn in self.turns)
        self._one_each = len({turn.place.numbers for turn in self.turns}) <= _MOST_TASKS
        self._loops: dict[tuple[int, int | None], Line] = {}
        self._roles: dict[object, Role] = {}
        self._lines: dict[object, Line] = {}
        self._begun: dict[Turn, TurnBegin] = {}
        self._running = 0
        self._idle_since: int | None = None
        for _, _, event, turn in sorted(self._moments(events), key=lambda moment: moment[:2]):
            self._draw(event, turn)

    def _moments(self, events: Sequence[Event]) -> list[tuple[int, int, Event, Turn | None]]:
        """What there is to draw: the order in which it happened, and what of a turn it is, if it is of one."""
        moments: list[tuple[int, int, Event, Turn | None]] = []
        for turn in self.turns:
            moments += [(turn.began.seq, 0, turn.began, turn), (turn.last.seq, 1, turn.last, turn)]
            moments += [(note.seq, 0, note, turn) for note in turn.notes]
        moments += [
            (event.seq, 2, event, None) for event in events if isinstance(event, EventsLeftOut | RecordingStopped)
        ]
        return moments

    def _draw(self, event: Event, turn: Turn | None) -> None:
        if turn is None:
            self._say(event)
        elif turn not in self._begun:
            self._begin(turn)
        elif event is turn.last:
            self._end(turn)
        elif isinstance(event, Noted):
            self._remark(event, event.text, self._begun[turn].receiver)

    def _say(self, event: Event) -> None:
        if isinstance(event, EventsLeftOut):
            self._remark(event, left_out(event, in_time=True), None)
        elif isinstance(event, RecordingStopped) and event.failure:
            self._remark(event, f"The recording stopped here: {event.failure}. What follows is not shown.", None)

    # ---- turns

    def _begin(self, turn: Turn) -> None:
        loop, line = self._loop(turn.place), self._line(turn)
        event = turn.began
        if turn.late is not None and is_long(turn.late, self._total):
            self._remark(event, f"{line.role.name} was ready, and waited for its turn", line, turn.late)
        how, text = self._how_it_begins(turn)
        is_too_long = turn.duration is not None and turn.duration >= TOO_LONG
        bold = event.seq in self._bold
        key = self._keys.of("turn", loop, line, how, is_too_long, turn.lost, bold)
        bar = AlarmBar() if is_too_long else Bar(bold=bold)
        begin = TurnBegin(key, event.time, self._silence(event), loop, line, text, bar, turn.duration, bold=bold)
        self._begun[turn] = begin
        self._running += 1
        self.nesting.begin(begin)

    def _how_it_begins(self, turn: Turn) -> tuple[str, str]:
        """In one word, which is the same wherever it begins alike, and as a message."""
        event = turn.began
        if isinstance(event, Resumed):
            if event.timed_out:
                return "times out", "times out, runs on"
            got = event.item if turn.thrown is None else turn.thrown
            return ("gets", f"gets {got}, runs on") if got else ("runs", "runs on")
        if isinstance(event, CallContinued):
            return event.request.partition("(")[0], f"{event.request}, runs on"
        return "starts", "starts, runs" if self._one_each else f"{name_of_task(turn.root, turn.place)} starts, runs"

    def _end(self, turn: Turn) -> None:
        begin, event = self._begun[turn], turn.last
        bar = begin.bar
        assert bar is not None  # noqa: S101 - each turn has one
        line = begin.receiver
        if turn.blocking is not None:
            held, function = turn.blocking
            self._remark(held, f"{function.name} {hold(held, function)}", line, held.duration, alarm=True)
        ending, prefix, value = self._how_it_ends(turn)
        receivers = () if ending is Ending.RUNNING else (begin.sender,)
        what = event.wait.function if isinstance(event, Suspended) else None
        bold = event.seq in self._bold
        key = self._keys.of("turn is over", line, receivers, ending, prefix, what, bold)
        self.nesting.end(End(key, event.time, 0, begin, receivers, ending, prefix, value, None, (bar,), bold=bold))
        self._idle_since = event.time
        self._running -= 1
        if not isinstance(event, Suspended) and not self._one_each:
            owner = next(key for key, other in self._lines.items() if other is line)
            del self._lines[owner]
            self.lifelines.give_back(line, owner)

    def _how_it_ends(self, turn: Turn) -> tuple[Ending, str, str]:
        event, inner = turn.ended, turn.inner
        if turn.lost:
            return Ending.RETURNED, "", "waits for something that is not recorded"
        if event is None or inner is None:
            return Ending.RUNNING, "", Ending.RUNNING.value
        who = "" if inner.call == turn.root.call else f"{name_of_call(inner)} "
        if isinstance(event, Suspended):
            return Ending.RETURNED, f"{who}awaits ", what_is_awaited(event, self._names)
        if isinstance(event, ItemYielded):
            return Ending.RETURNED, "yields ", event.value
        generator = inner.function.generator
        ending, prefix, value = end_of_call(event, generator=generator)
        if generator and ending is Ending.RETURNED and not prefix:
            return ending, "ends", ""
        return ending, _VERBS.get(ending, ""), value

    # ---- lifelines and strokes

    def _loop(self, place: Place) -> Line:
        loop = place.thread.number, place.loop
        if loop not in self._loops:
            role = Role(name_of_loop(place), name_of_loop(place), shared=True)
            self._loops[loop] = self.lifelines.add(role, place.thread)
        return self._loops[loop]

    def _line(self, turn: Turn) -> Line:
        """The lifeline of a task, or of a callback's function."""
        task, root = turn.place.task, turn.root
        key = turn.doer
        if self._one_each:
            role = self._role(key, self._names[task.number] if task else f"callback {name_of_call(root)}", shared=True)
        else:
            name = name_of_call(root) if task else f"callback {name_of_call(root)}"
            role = self._role((turn.place.thread.number, turn.place.loop, name), name, shared=False)
        if key not in self._lines:
            self._lines[key] = self.lifelines.take(role, turn.place.thread, key, keep=False)
        return self._lines[key]

    def _role(self, key: object, name: str, *, shared: bool) -> Role:
        if key not in self._roles:
            self._roles[key] = Role(name, name, shared=shared)
        return self._roles[key]

    def _remark(
        self, event: Event, text: str, over: Line | None, duration: int | None = None, *, alarm: bool = False
    ) -> None:
        key = self._keys.of("remark", over, alarm, duration is None)
        self.nesting.remark(Remark(key, event.time, 0, text, over, duration, alarm=alarm))

    def _silence(self, event: Event) -> int:
        """How long no task has run."""
        if self._running or self._idle_since is None:
            return 0
        return event.time - self._idle_since
