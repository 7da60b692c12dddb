"""From the events of a trace to what determined how long one of its calls took."""

from collections.abc import Iterable, Sequence

from corotrace.critical_path.doing import Doing
from corotrace.critical_path.path import CriticalPath, Step
from corotrace.critical_path.walk import Stretch, Walk
from corotrace.diagram import Words
from corotrace.events import Call, Event, Header, Resumed, Wait, collector_at_rest

_SAID = {
    Doing.RUNS: " runs",
    Doing.READY: " is ready, and waits for its turn",
    Doing.BEGINS: " has been made, and waits for its turn to begin",
    Doing.UNKNOWN: ": what goes on is not recorded",
}


def build_critical_path(events: Sequence[Event], calls: Iterable[Call], target: Call, header: Header) -> CriticalPath:
    """Find a critical path.

    Args:
        events: the events of a trace, in order.
        calls: its calls.
        target: the one that it is asked for.
        header: what is true of the whole recording.
    """
    with collector_at_rest():
        walk = Walk(events, {call.started.call: call for call in calls}, target)
        words = Words(events)
    end = events[-1].time if target.ended is None else target.ended.time
    return CriticalPath(
        call=target,
        name=words.in_full(target.started),
        duration=end - target.started.time,
        steps=tuple(_step(stretch, words) for stretch in _merged(walk.stretches)),
        events=frozenset(walk.passed),
        recording=recording_of(header),
    )


def recording_of(header: Header) -> tuple[str, int, int]:
    """What tells a recording from others, however it is called, and whatever has been left out of it."""
    return header.started_at, header.time, header.pid


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """What went on, in order; a wait that was woken up in vain is one."""
    merged: list[Stretch] = []
    for stretch in reversed([*stretches]):
        before = merged[-1] if merged else None
        if before is not None and _what(before) == _what(stretch):
            before.end, before.woken = stretch.end, stretch.woken
        else:
            merged.append(stretch)
    return merged


def _what(stretch: Stretch) -> tuple[int, Doing, int | None]:
    return stretch.call.started.call, stretch.doing, None if stretch.wait is None else stretch.wait.number


def _step(stretch: Stretch, words: Words) -> Step:
    started, wait = stretch.call.started, stretch.wait
    said = general = _SAID.get(stretch.doing, "")
    if wait is not None:
        said, general = _waits(wait, stretch.woken, words), f" waits for {words.of_wait(wait)[1]}"
    text, kind = words.in_full(started) + said, words.of_call(started)[1] + general
    return Step(stretch.call, stretch.doing, wait, stretch.start, stretch.end - stretch.start, text, kind)


def _waits(wait: Wait, woken: Resumed | None, words: Words) -> str:
    given = words.arguments_of(wait)
    arguments = f"({', '.join(map(str, given))})" if given else ""
    until = ""
    if woken is not None and woken.timed_out:
        until = ", until its time is up"
    elif woken is not None and woken.is_cancelled:
        until = ", until it is cancelled"
    return f" waits for {words.of_wait(wait)[0]}{arguments}{until}"
