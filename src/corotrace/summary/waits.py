"""What calls waited for, by its name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corotrace.diagram import Words
from corotrace.events import Call, CallEnded, Event, Resumed, Suspended, Wait
from corotrace.summary.awaited import Key, keys_of_call, keys_of_wait
from corotrace.summary.summary import Waited


@dataclass(slots=True)
class _Span:
    """A wait: from its first suspension to its last resumption, or the end of the call."""

    wait: Wait
    call: int
    start: int
    end: int | None = None


def waits_by_name(
    events: Sequence[Event], calls: Iterable[Call], awaited: Mapping[int, tuple[int, ...]], words: Words
) -> tuple[Waited, ...]:
    """Add up the waits of a trace.

    Args:
        events: its events, in order.
        calls: its calls.
        awaited: the calls whose end woke a wait up, by the number of the wait.
        words: what things are called.

    Returns:
        The longest first.
    """
    keys: set[Key] = {key for call in calls for key in keys_of_call(call)}
    added: dict[str, Waited] = {}
    for span in _spans(events):
        took = max((events[-1].time if span.end is None else span.end) - span.start, 0)
        what = words.of_wait(span.wait)[1]
        joins = any(key in keys for key in keys_of_wait(span.wait, awaited.get(span.wait.number, ())))
        before = added.get(what, Waited(what, 0, 0, 0, calls=False))
        added[what] = Waited(
            what, before.times + 1, before.total + took, max(before.longest, took), calls=before.calls or joins
        )
    return tuple(sorted(added.values(), key=lambda waited: -waited.total))


def _spans(events: Iterable[Event]) -> Iterable[_Span]:
    spans: dict[int, _Span] = {}
    unfinished: dict[int, _Span] = {}  # by call
    for event in events:
        match event:
            case Suspended():
                span = spans.setdefault(event.wait.number, _Span(event.wait, event.call, event.time))
                span.end = None
                unfinished[event.call] = span
            case Resumed() if event.wait in spans:
                spans[event.wait].end = event.time
                unfinished.pop(event.call, None)
            case CallEnded() if (ended := unfinished.pop(event.call, None)) is not None:
                ended.end = event.time
            case _:
                pass
    return spans.values()
