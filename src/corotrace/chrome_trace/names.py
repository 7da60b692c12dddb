"""What tracks are called, and the slices on them."""

from collections.abc import Sequence

from corotrace.diagram import Words
from corotrace.diagram.loop_view import name_of_loop, name_of_task
from corotrace.events import CallStarted, Event, Place, Wait


class Names:
    """Finds names.

    Args:
        events: all events of a trace, in order.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self._words = Words(events)

    def of_call(self, started: CallStarted) -> str:
        """A call: what the user calls it, or its function, which many calls share."""
        return started.label or self._words.of_method(started)[0]

    def of_wait(self, wait: Wait) -> str:
        """A wait."""
        return f"await {self._words.of_wait(wait)[0]}"

    def of_track(self, started: CallStarted, place: Place) -> str:
        """What one task, thread or event loop runs, by its first call."""
        if place.task is not None:
            return f"{name_of_task(started, place)} ({place.task.name})"
        return f"callbacks of {place.thread.name}" if place.loop is not None else place.thread.name

    def of_loop(self, place: Place) -> str:
        """The turns that an event loop gives."""
        return name_of_loop(place)
