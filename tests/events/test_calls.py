"""The calls are built from events in any order."""

from hypothesis import given
from hypothesis import strategies as st

from corotrace.events import Call, CallEnded, CallStarted, Event, Function, Outcome, Place, Thread, build_calls

PLACE = Place(Thread(1, "MainThread"))


def started(seq: int, call: int, parent: int | None) -> CallStarted:
    return CallStarted(seq, seq * 10, call, parent, Function("m", f"f{call}"), PLACE)


@st.composite
def forests(draw: st.DrawFn) -> list[Event]:
    """A random forest of calls, some of which have ended."""
    events: list[Event] = []
    for call in range(1, draw(st.integers(0, 12)) + 1):
        parent = draw(st.none() | st.integers(1, call - 1)) if call > 1 else None
        events.append(started(len(events) + 1, call, parent))
    for event in [*events]:
        assert isinstance(event, CallStarted)
        if draw(st.booleans()):
            seq = len(events) + 1
            events.append(CallEnded(seq, seq * 10, event.call, Outcome.RETURNED, "None"))
    return events


def shape(calls: tuple[Call, ...]) -> list[tuple[object, ...]]:
    return [
        (call.started, call.ended, call.parent and call.parent.started, [child.started for child in call.children])
        for call in calls
    ]


@given(forests(), st.randoms())
def test_the_order_of_the_events_makes_no_difference(events: list[Event], random: object) -> None:
    shuffled = [*events]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert shape(build_calls(shuffled)) == shape(build_calls(events))


@given(forests())
def test_every_call_is_there_once_with_its_parent_and_its_end(events: list[Event]) -> None:
    calls = {call.started.call: call for call in build_calls(events)}
    starts = [event for event in events if isinstance(event, CallStarted)]
    ends = {event.call: event for event in events if isinstance(event, CallEnded)}
    assert [call.started for call in calls.values()] == starts
    for start in starts:
        call = calls[start.call]
        assert call.ended is ends.get(start.call)
        assert call.parent is (None if start.parent is None else calls[start.parent])
        assert call.parent is None or call in call.parent.children


def test_a_parent_that_is_not_in_the_trace_is_none() -> None:
    (call,) = build_calls([started(1, 2, parent=1)])
    assert call.parent is None
    assert (call.duration, call.outcome, call.value) == (None, None, None)
