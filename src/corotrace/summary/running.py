"""Which calls run at a moment: those that don't wait for another call of the trace."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corotrace.events import Call, CallContinued, CallEnded, CallStarted, Event, ItemYielded, Place, Resumed, Suspended
from corotrace.summary.awaited import Key, keys_of_call, keys_of_wait


@dataclass(slots=True, eq=False)
class _Open:
    """A call that has not ended.

    Args:
        recorded: it.
        keys: what it is waited for as.
        place: where it runs; a generator may go on elsewhere.
        going: whether it has been asked to go on: a generator stands still between two steps.
        obstacles: how many calls it waits for.
        asker: the call that stands still until this one ends, or has its item.
        waits_for: what it waits for, while it is suspended.
        since: the moment from which on it has been running, or None.
    """

    recorded: Call
    keys: tuple[Key, ...]
    place: Place
    going: bool = True
    obstacles: int = 0
    asker: "_Open | None" = None
    waits_for: tuple[Key, ...] = ()
    since: int | None = None


@dataclass(slots=True)
class Running:
    """What goes on over time.

    Attributes:
        itself: how long each call ran, in nanoseconds, by its number.
        steps: at which moments the number of running calls changed, and how many there were then.
        most: how many ran at once, for any time at all; where no time passed, at any moment.
    """

    itself: "defaultdict[int, int]" = field(default_factory=lambda: defaultdict(int))
    steps: list[tuple[int, int]] = field(default_factory=list)
    most: int = 0


def running_calls(events: Sequence[Event], calls: Iterable[Call], awaited: Mapping[int, tuple[int, ...]]) -> Running:
    """Go through what happened.

    Args:
        events: the events of a trace, in order.
        calls: its calls.
        awaited: the calls whose end woke a wait up, by the number of the wait.
    """
    sweep = _Sweep({call.started.call: call for call in calls}, awaited)
    for event in events:
        sweep.see(event)
    if events:
        sweep.finish(events[-1].time)
    return sweep.found


class _Sweep:
    def __init__(self, calls: Mapping[int, Call], awaited: Mapping[int, tuple[int, ...]]) -> None:
        self.found = Running()
        self._calls = calls
        self._awaited = awaited
        self._open: dict[int, _Open] = {}
        self._among: defaultdict[Key, int] = defaultdict(int)  # how many calls are open that are waited for so
        self._waiting: defaultdict[Key, dict[_Open, None]] = defaultdict(dict)
        self._count = self._peak = 0

    def see(self, event: Event) -> None:
        match event:
            case CallStarted():
                self._start(event)
            case CallContinued() if (call := self._open.get(event.call)) is not None:
                call.place, call.going = event.place, True
                self._ask(call, self._open.get(event.by or 0), event.time)
                self._update(call, event.time)
            case ItemYielded() if (call := self._open.get(event.call)) is not None:
                call.going = False
                self._update(call, event.time)
                self._answer(call, event.time)
            case CallEnded() if (call := self._open.pop(event.call, None)) is not None:
                self._end(call, event.time)
            case Suspended() if (call := self._open.get(event.call)) is not None:
                keys = keys_of_wait(event.wait, self._awaited.get(event.wait.number, ()))
                self._wait(call, keys, event.time)
            case Resumed() if (call := self._open.get(event.call)) is not None:
                self._go_on(call, event.time)
            case _:
                pass

    def finish(self, time: int) -> None:
        for call in self._open.values():
            if call.since is not None:
                self._stop(call, time)
        self._most(time)
        self.found.most = self.found.most or self._peak

    def _start(self, event: CallStarted) -> None:
        recorded = self._calls[event.call]
        call = self._open[event.call] = _Open(recorded, keys_of_call(recorded), event.place)
        parent = self._open.get(recorded.parent.started.call) if recorded.parent else None
        self._ask(call, parent, event.time)
        for key in call.keys:
            self._among[key] += 1
            if self._among[key] == 1:
                for waiter in self._waiting.get(key, ()):
                    self._hinder(waiter, event.time)
        self._update(call, event.time)

    def _blocks(self, call: _Open, parent: _Open) -> bool:
        """Whether a call stands still until another one, which it made, is over."""
        here, there = call.place, parent.place
        if here.is_with(there) or (there.task is None and there.thread == here.thread):
            return True  # called, or run by the loop that it runs
        return call.recorded.ended is not None and there.thread.number in call.recorded.ended.blocked

    def _ask(self, call: _Open, asker: _Open | None, time: int) -> None:
        if asker is not None and asker is not call and call.asker is None and self._blocks(call, asker):
            call.asker = asker
            self._hinder(asker, time)

    def _answer(self, call: _Open, time: int) -> None:
        if call.asker is not None:
            self._release(call.asker, time)
            call.asker = None

    def _end(self, call: _Open, time: int) -> None:
        self._forget_wait(call)
        if call.since is not None:
            self._stop(call, time)
        for key in call.keys:
            self._among[key] -= 1
            if not self._among[key]:
                del self._among[key]
                for waiter in self._waiting.get(key, ()):
                    self._release(waiter, time)
        self._answer(call, time)

    def _wait(self, call: _Open, keys: tuple[Key, ...], time: int) -> None:
        self._forget_wait(call)
        call.waits_for = keys
        for key in keys:
            self._waiting[key][call] = None
            if key in self._among:
                call.obstacles += 1
        self._update(call, time)

    def _go_on(self, call: _Open, time: int) -> None:
        self._forget_wait(call)
        self._update(call, time)

    def _forget_wait(self, call: _Open) -> None:
        for key in call.waits_for:
            del self._waiting[key][call]
            if not self._waiting[key]:
                del self._waiting[key]
            call.obstacles -= key in self._among
        call.waits_for = ()

    def _hinder(self, call: _Open, time: int) -> None:
        call.obstacles += 1
        self._update(call, time)

    def _release(self, call: _Open, time: int) -> None:
        call.obstacles -= 1
        self._update(call, time)

    def _update(self, call: _Open, time: int) -> None:
        runs = call.going and not call.obstacles and call.recorded.started.call in self._open
        if runs and call.since is None:
            call.since = time
            self._changed(1, time)
        elif not runs and call.since is not None:
            self._stop(call, time)

    def _stop(self, call: _Open, time: int) -> None:
        assert call.since is not None  # noqa: S101 - it was running
        self.found.itself[call.recorded.started.call] += max(time - call.since, 0)
        call.since = None
        self._changed(-1, time)

    def _changed(self, by: int, time: int) -> None:
        steps = self.found.steps
        if steps and steps[-1][0] >= time:  # no time has passed: it was never so
            time = steps.pop()[0]
        else:
            self._most(time)
        self._count += by
        self._peak = max(self._peak, self._count)
        if not steps or steps[-1][1] != self._count:
            steps.append((time, self._count))

    def _most(self, time: int) -> None:
        if self.found.steps and time > self.found.steps[-1][0]:
            self.found.most = max(self.found.most, self._count)
