"""A trace as JSON Lines: a header line, then a line for each event (docs/storage.md describes the format)."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from corotrace.errors import StorageError
from corotrace.events.codec import from_plain, to_plain
from corotrace.events.event import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    ItemYielded,
    Noted,
    RecordingStopped,
    Resumed,
    Suspended,
)
from corotrace.events.header import Header

VERSION = 1

_EVENTS: dict[str, type[Event]] = {
    "started": CallStarted,
    "ended": CallEnded,
    "item": ItemYielded,
    "continued": CallContinued,
    "suspended": Suspended,
    "resumed": Resumed,
    "note": Noted,
    "stopped": RecordingStopped,
}
_NAMES = {kind: name for name, kind in _EVENTS.items()}


def dump_lines(header: Header, events: Iterable[Event]) -> Iterator[str]:
    """Write a trace as text.

    Args:
        header: what is true of the whole recording.
        events: its events, in order.

    Yields:
        The lines, each with its line end, in ASCII.
    """
    yield _line({"corotrace": VERSION, "header": to_plain(header)})
    for event in events:
        yield _line({"event": _NAMES[type(event)], **to_plain(event)})


def load_lines(lines: Iterable[str], source: str) -> tuple[Header, tuple[Event, ...]]:
    """Read what `dump_lines` wrote.

    Args:
        lines: the lines of the text.
        source: what to call the text in an error, such as its path.

    Returns:
        The header and the events.

    Raises:
        StorageError: it is no trace, of another version, or damaged; the message names the line.
    """
    rest = iter(lines)
    header = _read_header(next(rest, ""), source)
    events = []
    for number, line in enumerate(rest, start=2):
        try:
            record = _parse(line)
            name = record.pop("event", None)
            if not isinstance(name, str) or name not in _EVENTS:
                raise ValueError(f"{name!r:.40} is no kind of event")
            events.append(from_plain(_EVENTS[name], record))
        except ValueError as error:
            raise StorageError(f"{source}, line {number}: the line is damaged: {error}") from None
    return header, tuple(events)


def _read_header(line: str, source: str) -> Header:
    try:
        record = _parse(line)
        version = record["corotrace"]
    except (ValueError, KeyError):
        raise StorageError(
            f"{source}, line 1: this is not a corotrace trace; save one with trace.save('….jsonl')"
        ) from None
    if version != VERSION:
        raise StorageError(
            f"{source}, line 1: the trace has format version {version!r}, and this corotrace reads version "
            f"{VERSION}; load it with the corotrace that saved it"
        )
    try:
        return from_plain(Header, record.get("header"))
    except ValueError as error:
        raise StorageError(f"{source}, line 1: the header is damaged: {error}") from None


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, separators=(",", ":")) + "\n"


def _parse(line: str) -> dict[str, Any]:
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    return record
