"""From the events of a trace to what they add up to."""

import heapq
from collections.abc import Iterable, Sequence

from corotrace.diagram import Words, earlier, later
from corotrace.events import Call, Event, Outcome, build_calls, collector_at_rest
from corotrace.summary.awaited import calls_waited_for
from corotrace.summary.running import running_calls
from corotrace.summary.summary import Ended, SlowCall, Summary
from corotrace.summary.waits import waits_by_name

#: So many calls are told of one by one.
_SLOWEST = 5


def build_summary(events: Sequence[Event], title: str = "", remarks: Iterable[str] = ()) -> Summary:
    """Add up a trace.

    Args:
        events: its events, in order.
        title: what it is called.
        remarks: what is not in it.

    Returns:
        The summary.
    """
    with collector_at_rest():
        calls = build_calls(events)
        words = Words(events)
        awaited = calls_waited_for(events)
        running = running_calls(events, calls, awaited)
        waits = waits_by_name(events, calls, awaited, words)
    began, ended = (events[0].time, events[-1].time) if events else (0, 0)
    slow = [
        SlowCall(
            call.started.call,
            words.in_full(call.started),
            (call.ended.time if call.ended else ended) - call.started.time,
            running.itself[call.started.call],
            call.outcome,
        )
        for call in calls
    ]
    return Summary(
        title=title,
        wall_time=ended - began,
        call_time=sum(running.itself.values()),
        most_at_once=running.most,
        at_once=tuple((time - began, count) for time, count in running.steps),
        calls=len(calls),
        slowest=tuple(heapq.nsmallest(_SLOWEST, slow, key=lambda call: (-call.itself, -call.took))),
        waits=waits,
        ended=_ended(calls, words),
        remarks=(*remarks, *earlier(events), *later(events)),
    )


def _ended(calls: Iterable[Call], words: Words) -> tuple[Ended, ...]:
    """The calls that did not return: by function, outcome and kind of exception."""
    found: dict[tuple[str, Outcome | None, str], Ended] = {}
    for call in calls:
        if call.outcome is Outcome.RETURNED:
            continue
        what = words.of_call(call.started)[1]
        exception = (call.value or "") if call.outcome is Outcome.RAISED else ""
        key = what, call.outcome, exception.partition("(")[0]
        before = found.get(key, Ended(what, call.outcome, exception, 0))
        found[key] = Ended(what, call.outcome, before.exception, before.times + 1)
    return tuple(found.values())
