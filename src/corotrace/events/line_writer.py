"""Events as lines of JSON, as docs/storage.md describes them; functions and places are written once."""

import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from corotrace.events.event import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    EventsLeftOut,
    ItemYielded,
    LoopHeld,
    Noted,
    Outcome,
    RecordingStopped,
    Resumed,
    Suspended,
    WaitTurnedOut,
)
from corotrace.events.facts import Argument, Function, Place

#: What each kind of event is called.
NAMES: dict[type[Event], str] = {
    CallStarted: "started",
    CallEnded: "ended",
    ItemYielded: "item",
    CallContinued: "continued",
    Suspended: "suspended",
    Resumed: "resumed",
    WaitTurnedOut: "turned out",
    LoopHeld: "held",
    Noted: "note",
    EventsLeftOut: "left out",
    RecordingStopped: "stopped",
}
#: What is written on a line of its own, and referred to by a number from then on.
DEFINED: dict[type[Any], str] = {Function: "function", Place: "place"}
#: So many of them are remembered: one that is used again later is written again, with another number.
_REMEMBERED = 1 << 15


class LineWriter:
    """Writes the events of one trace, in order.

    Most events are plain calls and waits: these have methods of their own, for a spool has no time to make events.

    Args:
        anchor: the time that all times are counted from.

    Attributes:
        lines: what has been written, each line with its end; who takes them empties the list.
        seq: the number of the last event.
    """

    def __init__(self, anchor: int) -> None:
        self.lines: list[str] = []
        self._anchor = anchor
        self.seq = 0
        self._numbers = {kind: _Numbers(name, self.lines) for kind, name in DEFINED.items()}
        self.function = self._numbers[Function].of
        self.place = self._numbers[Place].of

    def event(self, event: Event) -> None:
        """Write any event."""
        kind = type(event)
        record: dict[str, Any] = {"event": NAMES[kind], "seq": event.seq, "time": event.time - self._anchor}
        if event.seq == self.seq + 1:
            del record["seq"]
        self.seq = event.seq
        for name, its_usual in _shape(kind)[2:]:
            value = getattr(event, name)
            if value != its_usual:
                record[name] = self._plain(value)
        self.lines.append(line(record))

    def started(self, time: int, call: int, parent: int, function: int, place: int, arguments: str) -> None:
        """Write that a call starts of which there is nothing more to say; `arguments` is what `arguments_of` gave."""
        self.seq += 1
        self.lines.append(
            f'{{"event":"started","time":{time - self._anchor},"call":{call},"parent":{parent},"function":{function},'
            f'"place":{place}{arguments}}}\n'
        )

    def returned(self, time: int, call: int, value: str) -> None:
        """Write that a call returned that nobody but its caller waits for; `value` is JSON."""
        self.seq += 1
        self.lines.append(f'{{"event":"ended","time":{time - self._anchor},"call":{call},"value":{value}}}\n')

    def suspended(self, time: int, call: int, wait: int, function: int, arguments: str) -> None:
        """Write that a call waits for a library coroutine; `arguments` is what `arguments_of` gave."""
        self.seq += 1
        self.lines.append(
            f'{{"event":"suspended","time":{time - self._anchor},"call":{call},"wait":{{"number":{wait},'
            f'"function":{function}{arguments}}}}}\n'
        )

    def resumed(self, time: int, call: int, wait: int) -> None:
        """Write that a call runs on because what it waited for is over."""
        self.seq += 1
        self.lines.append(f'{{"event":"resumed","time":{time - self._anchor},"call":{call},"wait":{wait}}}\n')

    def _plain(self, value: Any) -> Any:
        kind = type(value)
        if kind in _SIMPLE:
            return value
        numbers = self._numbers.get(kind)
        return plain(value, self._plain) if numbers is None else numbers.of(value)


class _Numbers:
    """Numbers facts of one kind, and writes what they are before they are used.

    Args:
        name: what the kind is called.
        lines: where that is written.
    """

    def __init__(self, name: str, lines: list[str]) -> None:
        self._name = name
        self._lines = lines
        self._last = 0
        # to hash a fact takes long; the fact is kept with its address, lest another one get that
        self._by_address: dict[int, tuple[object, int]] = {}
        self._by_fact: dict[object, int] = {}

    def of(self, fact: object) -> int:
        """The number of a fact."""
        known = self._by_address.get(id(fact))
        if known is not None:
            return known[1]
        number = self._by_fact.get(fact)
        if number is None:
            if len(self._by_fact) >= _REMEMBERED:
                self._by_fact.clear()
            number = self._last = self._by_fact[fact] = self._last + 1
            self._lines.append(line({"define": self._name, "number": number, **plain(fact)}))
        if len(self._by_address) >= _REMEMBERED:
            self._by_address.clear()
        self._by_address[id(fact)] = fact, number
        return number


_SIMPLE = frozenset({int, str, bool, type(None)})
_encode = json.JSONEncoder(separators=(",", ":")).encode


def line(record: dict[str, Any]) -> str:
    """A record as one line of ASCII."""
    return _encode(record) + "\n"


def arguments_of(written: list[str]) -> str:
    """The arguments of a call or a wait, each JSON of its own, as the part of a line; where there are none, nothing."""
    return f',"arguments":[{",".join(written)}]' if written else ""


def plain(value: Any, inner: "Callable[[Any], Any] | None" = None) -> Any:
    """A fact, or what one consists of, as JSON values; what is usual is left out.

    Args:
        value: the fact.
        inner: writes what is in it, by default this function.
    """
    write = inner or plain
    kind = type(value)
    if kind is Argument:
        return value.text if value.name is None else [value.name, value.text]
    if kind is tuple:
        return [write(item) for item in value]
    if is_dataclass(kind):
        items = [(name, getattr(value, name), its_usual) for name, its_usual in _shape(kind)]
        return {name: write(item) for name, item, its_usual in items if item != its_usual}
    return value


def _shape(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a dataclass: the name of each, and what is not written."""
    if kind not in _shapes:
        _shapes[kind] = tuple((field.name, usual(field)) for field in fields(kind))
    return _shapes[kind]


_shapes: dict[type[Any], tuple[tuple[str, Any], ...]] = {}


def usual(field: "Field[Any]") -> Any:
    """What a field most often holds, and is not written then: its default, or null, or that a call returned."""
    if field.default is not MISSING:
        return field.default
    return Outcome.RETURNED if field.name == "outcome" else None
