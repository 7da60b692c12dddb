"""What a diagram shows, in a few sentences, for who does not see it."""

from collections import Counter
from itertools import pairwise

from corotrace.events import Call
from corotrace.trace import Trace

_MOST = 6


def describe(trace: Trace, view: str) -> str:
    """Say who calls whom, how often, what runs at the same time, and what does not return.

    Args:
        trace: what is drawn.
        view: as in `Trace.to_puml`.

    Returns:
        Sentences, of which there are not many; without times, so that they stay the same.
    """
    title = trace.header.title
    callers: dict[str, list[Call]] = {}
    for call in trace.calls():
        callers.setdefault(call.parent.started.function.local_name if call.parent else "", []).append(call)
    told = [_sentence(caller, calls) for caller, calls in callers.items()]
    if len(told) > _MOST:
        rest = sum(len(calls) for calls in list(callers.values())[_MOST:])
        told[_MOST:] = [f"There are {rest} more calls."]
    kind = "Timing diagram" if view == "timing" else "Sequence diagram"
    return " ".join([f"{kind}: {title}." if title else f"{kind}.", *told])


def _sentence(caller: str, calls: list[Call]) -> str:
    if not caller:
        return f"It begins with {_listed(calls)}."
    within = [call for call in calls if not call.asynchronous]
    beside = [call for call in calls if call.asynchronous]
    parts = [f"calls {_listed(within)}"] if within else []
    if beside:
        together = any(one.ended is None or other.started.seq < one.ended.seq for one, other in pairwise(beside))
        parts.append(f"starts {_listed(beside)}{', at the same time' if together else ''}")
    return f"{caller} {' and '.join(parts)}."


def _listed(calls: list[Call]) -> str:
    named: dict[str, list[Call]] = {}
    for call in calls:
        named.setdefault(call.started.function.local_name, []).append(call)
    parts = [f"{name}{_times(len(some))}{_endings(some)}" for name, some in named.items()]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _times(count: int) -> str:
    return {1: "", 2: " twice"}.get(count, f" {count} times")


def _endings(calls: list[Call]) -> str:
    others = Counter(call.outcome or "still running" for call in calls if call.outcome != "returned")
    told = ", ".join(ending if len(calls) == 1 else f"{count} {ending}" for ending, count in others.items())
    return f" ({told})" if told else ""
