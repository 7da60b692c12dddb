"""A trace as JSON Lines: a header line, then a line for each event (docs/storage.md describes the format)."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from corotrace.errors import StorageError
from corotrace.events.collector import collector_at_rest
from corotrace.events.event import Event, RecordingStopped
from corotrace.events.fact_reader import FactReader
from corotrace.events.header import Header
from corotrace.events.line_writer import DEFINED, NAMES, LineWriter, line, plain
from corotrace.events.settling import settle

VERSION = 2

_EVENTS = {name: kind for kind, name in NAMES.items()}
_DEFINED = {name: kind for kind, name in DEFINED.items()}


def header_line(header: Header, *, spool: bool = False) -> str:
    """The first line of a file.

    Args:
        header: what is true of the whole recording.
        spool: whether the file is written while the recording goes on.
    """
    return line({"corotrace": VERSION, **({"spool": True} if spool else {}), "header": plain(header)})


def dump_lines(header: Header, events: Iterable[Event]) -> Iterator[str]:
    """Write a trace as text.

    Args:
        header: what is true of the whole recording.
        events: its events, in order.

    Yields:
        The lines, each with its line end, in ASCII.
    """
    yield header_line(header)
    writer = LineWriter(header.time)
    for event in events:
        writer.event(event)
        yield from writer.lines
        writer.lines.clear()


def load_lines(lines: Iterable[str], source: str, *, growing: bool = False) -> tuple[Header, tuple[Event, ...]]:
    """Read what `dump_lines` or a spool wrote.

    Args:
        lines: the lines of the text.
        source: what to call the text in an error, such as its path.
        growing: whether it is still being written, and may end anywhere.

    Returns:
        The header and the events. Where the text breaks off, as after a crash, the last event says so.

    Raises:
        StorageError: it is no trace, of another version, or damaged; the message names the line.
    """
    header, events = read_lines(lines, source, growing=growing)
    with collector_at_rest():
        return header, settle(tuple(events))


def read_lines(lines: Iterable[str], source: str, *, growing: bool = False) -> tuple[Header, Iterator[Event]]:
    """Read as `load_lines` does, one event after the other."""
    rest = iter(lines)
    header, spool = _read_header(next(rest, ""), source)
    return header, _read_events(rest, header.time, source, must_end=spool and not growing)


def _read_events(lines: Iterator[str], anchor: int, source: str, *, must_end: bool) -> Iterator[Event]:
    reader = _EventReader(anchor)
    failure = "the file ends before the recording did" if must_end else None
    event: Event | None = None
    for number, text in enumerate(lines, start=2):
        try:
            found = reader.read(text)
        except ValueError as error:
            if not text.endswith("\n") and not _is_json(text) and next(lines, None) is None:
                failure = f"line {number} of the file breaks off"
                break
            raise StorageError(f"{source}, line {number}: the line is damaged: {error}") from None
        if found is not None:
            event = found
            yield event
    if failure is not None and not isinstance(event, RecordingStopped):
        yield RecordingStopped(event.seq + 1 if event else 1, event.time if event else anchor, failure)


class _EventReader:
    def __init__(self, anchor: int) -> None:
        self._anchor = anchor
        self._seq = 0
        self._facts = FactReader()

    def read(self, text: str) -> Event | None:
        """Read a line, which is an event or defines what later ones refer to.

        Raises:
            ValueError: it is damaged; the message says how.
        """
        record = _parse(text)
        name = record.pop("event", None)
        if name is None and "define" in record:
            name = record.pop("define")
            if not isinstance(name, str) or name not in _DEFINED:
                raise ValueError(f"{name!r:.40} is nothing that can be defined")
            self._facts.define(_DEFINED[name], record)
            return None
        if not isinstance(name, str) or name not in _EVENTS:
            raise ValueError(f"{name!r:.40} is no kind of event")
        time, seq = record.pop("time", None), record.pop("seq", self._seq + 1)
        for field, value in (("time", time), ("seq", seq)):
            if type(value) is not int:
                raise ValueError(f"{field!r} should be of type int, not {value!r:.40}")
        event: Event = self._facts.fact(_EVENTS[name], record, seq, time + self._anchor)
        self._seq = seq
        return event


def _read_header(text: str, source: str) -> tuple[Header, bool]:
    try:
        record = _parse(text)
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
        return FactReader().fact(Header, record.get("header")), record.get("spool") is True
    except ValueError as error:
        raise StorageError(f"{source}, line 1: the header is damaged: {error}") from None


def _parse(text: str) -> dict[str, Any]:
    record = json.loads(text)
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    return record


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
