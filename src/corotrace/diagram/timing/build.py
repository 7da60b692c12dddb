"""From events to a timing diagram."""

from collections.abc import Iterable, Iterator, Sequence

from corotrace.diagram.left_out import left_out
from corotrace.diagram.loop_view import find_turns
from corotrace.diagram.text import MESSAGE, TITLE, cut
from corotrace.diagram.timing.model import Timing
from corotrace.diagram.timing.tasks import courses_of_tasks
from corotrace.diagram.timing.threads import courses_of_threads
from corotrace.events import Event, EventsLeftOut, Noted, RecordingStopped, collector_at_rest

#: Engines draw a state 24 pixels wide at the least, and a picture has some 1,000 for the whole time.
_SLOTS = 40
#: Of a shorter time, in nanoseconds, nothing could be drawn to scale.
_LEAST = 1_000


def build_timing(events: Iterable[Event], title: str = "", remarks: Iterable[str] = ()) -> Timing:
    """Understand what happened as states of tasks and threads over time.

    Args:
        events: the events of one trace, in order.
        title: what stands above the diagram.
        remarks: lines below the title.

    Returns:
        The diagram.
    """
    events = tuple(events)
    with collector_at_rest():
        courses = [*courses_of_threads(events), *courses_of_tasks(events, find_turns(events))]
        since = min((course.start for course in courses), default=0)
        duration = max(_LEAST, max((course.end for course in courses), default=0) - since)
        shortest = duration // _SLOTS
        # each thread and event loop where it first did something
        first: dict[tuple[int, int | None], tuple[int, int]] = {}
        for number, course in enumerate(courses):
            first[course.place] = min((course.start, number), first.get(course.place, (course.start, number)))
        courses.sort(key=lambda course: (first[course.place], course.start))
        lanes = tuple(course.lane(since, shortest, grouped=len(first) > 1) for course in courses)
    below = (cut(remark, MESSAGE) for remark in (*remarks, *_said(events)))
    return Timing(cut(title, TITLE), lanes, duration, shortest, tuple(below))


def _said(events: Sequence[Event]) -> Iterator[str]:
    """What is not in the picture."""
    notes = 0
    for event in events:
        if isinstance(event, EventsLeftOut):
            yield left_out(event, in_time=False)
        elif isinstance(event, RecordingStopped) and event.failure:
            yield f"The recording stopped early: {event.failure}."
        elif isinstance(event, Noted):
            notes += 1
    if notes:
        yield f"{notes:,} note{'s are' if notes > 1 else ' is'} not shown: see the view of calls."
