"""The events that were recorded, in the words of the oracle's log."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from corotrace.events import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    ItemYielded,
    Resumed,
    Suspended,
    build_calls,
)
from tests.properties import programs as p
from tests.properties.log import LIMITED, Asked, Began, Ended, Entry, Waits, Woke, Yielded

_SECOND = 1_000_000_000
#: The library code whose waits the oracle knows; all others wait for calls.
_WAITED = ("sleep", "Queue.get", "Condition.wait_for")


def entries_of(events: Iterable[Event]) -> list[Entry]:
    """The events as the oracle would write them, without those that wait."""
    events = tuple(events)
    number = {event.call: int(event.arguments[0].text) for event in events if isinstance(event, CallStarted)}
    calls = {call.started.call: call for call in build_calls(events)}
    generators = {event.call for event in events if isinstance(event, ItemYielded)}
    found: list[Entry | None] = []
    waits: set[int] = set()
    woken: dict[int, int] = {}
    for event in events:
        time = event.time // _SECOND
        match event:
            case CallStarted(call=call, parent=parent):
                caller = None if parent is None else number[parent]
                found.append(Began(number[call], time, caller, calls[call].asynchronous))
            case CallEnded(call=call, outcome=outcome, value=value):
                known = outcome.value == "returned" or value.startswith("Boom(")
                text = value if known else value.partition("(")[0]
                if calls[call].started.function.name in ("items", "numbers") and outcome.value == "returned":
                    text = "end"
                found.append(Ended(number[call], time, outcome.value, text))
            case ItemYielded(call=call, value=value):
                found.append(Yielded(number[call], time, f"yield {value}"))
            case CallContinued(call=call, by=by, request=request):
                found.append(Asked(number[call], time, None if by is None else number[by], request))
            case Suspended(call=call, wait=wait) if wait.function.qualname in _WAITED:
                if wait.number in waits:  # it was woken in vain: the wait goes on
                    found[woken.pop(wait.number)] = None
                    continue
                waits.add(wait.number)
                name, arguments = wait.function.name, ", ".join(map(str, wait.arguments))
                found.append(Waits(number[call], time, f"{name}({arguments if name == 'sleep' else ''})"))
            case Resumed(call=call, wait=wait_number, thrown=thrown, timed_out=timed_out) if wait_number in waits:
                ending = "returned" if thrown is None else "cancelled" if "Cancelled" in thrown else "raised"
                ending = "timed out" if timed_out else ending
                woken[wait_number] = len(found)
                found.append(Woke(number[call], time, ending))
    assert generators <= number.keys()
    return [entry for entry in found if entry is not None]


#: Steps that may cancel a call, or leave it to be cancelled at the end; time limits are not among them.
_CANCELLING = (p.Cancel, p.Spawn, p.Gather, p.Group, p.Shield)


def settled(program: p.Program, log: list[Entry], recorded: list[Entry]) -> list[Entry]:
    """The oracle's log, where it leaves open whether it was a time limit that cancelled a call: as it was recorded.

    Where nothing but a time limit can have cancelled it, that is not open.
    """
    certain = not any(
        isinstance(step, _CANCELLING)
        or (isinstance(step, p.Take) and step.rest is p.Rest.FORGET)
        or (isinstance(step, p.WaitFor) and (sys.version_info < (3, 12) or not step.delay))  # cancels a task of its own
        for step in p.steps_of(program)
    )
    return [_settled(entry, other, certain=certain) for entry, other in zip_longest(log, recorded[: len(log)])]


def _settled(entry: Entry, recorded: Entry | None, *, certain: bool) -> Entry:
    if not isinstance(entry, Ended | Woke) or entry.ending != LIMITED:
        return entry
    if certain:
        return replace(entry, ending="timed out")
    timed_out = isinstance(recorded, Ended | Woke) and recorded.ending == "timed out"
    return replace(entry, ending="timed out" if timed_out else "cancelled")


def without_waiting(log: Iterable[Entry]) -> list[Entry]:
    """The oracle's log without what events do not say."""
    return [replace(entry, waiting=()) if isinstance(entry, Ended) else entry for entry in log]
