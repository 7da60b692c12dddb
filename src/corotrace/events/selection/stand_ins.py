"""Who is shown in the place of a call that is left out: the nearest one of its callers that is not."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Any

from corotrace.events.calls import Call
from corotrace.events.event import CallContinued, CallStarted, Event, ItemYielded
from corotrace.events.facts import Place


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who is shown in the place of a call.

    Args:
        call: the call itself where it is shown, else the nearest caller that is, or None where there is none.
        together: whether that is in the same task and thread, so that it stands still whenever the call does.
        since: where it is not, after which event the task or thread was made that leads to the call, if that is known.
    """

    call: int | None
    together: bool = True
    since: int | None = None


class StandIns:
    """Keeps who stands in for whom, while the events are gone through in order.

    A generator does each step for whoever asks for it: the stand-in is the asker's. What it started in a task or thread
    of its own may be of any step; it has a stand-in only where all steps so far have the same.

    Args:
        calls: all calls.
        shown: the numbers of those that are not left out.
    """

    def __init__(self, calls: Iterable[Call], shown: Container[int]) -> None:
        self._calls = {call.started.call: call for call in calls}
        self._shown = shown
        self._places: dict[int, Place] = {}
        self._now: dict[int | None, StandIn] = {}
        self._ever: defaultdict[int | None, set[int | None]] = defaultdict(set)
        self._see: dict[type[Event], Callable[[Any], None]] = {
            CallStarted: self._started,
            CallContinued: self._continued,
            ItemYielded: self._yielded,
        }

    def follow(self, event: Event) -> None:
        """Take the next event into account."""
        if (see := self._see.get(type(event))) is not None:
            see(event)

    def maker_of(self, call: int) -> tuple[int | None, bool]:
        """The call that made a call, and whether in another task or thread."""
        made = self._calls[call]
        return made.parent.started.call if made.parent else None, made.asynchronous

    def is_elsewhere(self, event: CallContinued) -> bool:
        """Whether a generator goes on in another task or thread than the call that asks for it."""
        return event.by in self._places and not event.place.is_with(self._places[event.by])

    def of(self, call: int | None, *, elsewhere: bool = False) -> StandIn:
        """Who stands in for a call towards what it leads to.

        Args:
            call: the call.
            elsewhere: whether that is in another task or thread than the call.
        """
        if call in self._shown:
            return StandIn(call)
        if elsewhere:
            ever = self._ever[call]
            since = self._now[call].since if call in self._now else None
            return StandIn(next(iter(ever)) if len(ever) == 1 else None, together=False, since=since)
        return self._now.get(call, StandIn(None))

    def _started(self, event: CallStarted) -> None:
        self._step(event, *self.maker_of(event.call))

    def _continued(self, event: CallContinued) -> None:
        self._step(event, event.by, self.is_elsewhere(event))

    def _step(self, event: CallStarted | CallContinued, by: int | None, elsewhere: bool) -> None:
        found, call = self.of(by, elsewhere=elsewhere), event.call
        since = event.since if found.since is None else found.since
        self._places[call] = event.place
        self._now[call] = StandIn(found.call, found.together and not elsewhere, since)
        self._ever[call].add(found.call)

    def _yielded(self, event: ItemYielded) -> None:
        self._now[event.call] = self.of(event.call, elsewhere=True)  # until it is asked again, it is nobody's step
