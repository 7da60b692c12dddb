"""From the raw log straight to the lines of a file: what is recorded most often never becomes an event."""

from collections.abc import Iterator
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from corotrace.events import LineWriter, arguments_of
from corotrace.recording.log import RETURNED, RUNS_ON, Mark, PlainStart, PlainWait
from corotrace.recording.reading import Reader
from corotrace.recording.values import ValuePolicy

#: So many lines make a block.
_BLOCK = 512
#: Integers of so many digits look in JSON as they do in Python.
_DIGITS = 15


class Transcript:
    """Writes records as lines, in order. Memory does not grow with their number.

    Args:
        anchor: the time that the times of the lines are counted from.
        policy: how values are written.
    """

    def __init__(self, anchor: int, policy: ValuePolicy) -> None:
        self._write_value = policy.write
        self._short = 10 ** min(_DIGITS, policy.max_value - 1)  # with a sign
        self._reader = Reader(policy, numbered_anew=False)
        self._moments = self._reader.moments
        self._writer = LineWriter(anchor)

    def blocks(self, raw: list[Any]) -> Iterator[bytes]:
        """Write a raw log that begins and ends with whole records.

        Yields:
            So many lines at a time that they take a fraction of a millisecond.
        """
        lines, index, end = self._writer.lines, 0, len(raw)
        while index < end:
            index = self._write(raw, index, end)
            if len(lines) >= _BLOCK or index >= end:
                block = "".join(lines).encode("ascii")
                lines.clear()
                yield block

    def _write(self, raw: list[Any], index: int, end: int) -> int:
        """Write the record that begins at an index; give the index of the next one."""
        mark = raw[index]
        if mark is RETURNED:
            _, time, call, value = raw[index : index + 4]
            self._writer.returned(time, call, self._json(value))
            self._moments.keep(call, self._writer.seq)
            return index + 4
        if mark is RUNS_ON:
            _, time, call, wait = raw[index : index + 4]
            self._writer.resumed(time, call, wait)
            self._moments.keep(-wait, self._writer.seq)
            return index + 4
        following = index + 4
        while following < end and type(raw[following]) is not Mark:
            following += 1
        if mark.kind is PlainStart and raw[index + 3] is not None and raw[index + 5] is None:
            _, time, call, parent, place, _, *values = raw[index:following]
            writer = self._writer
            writer.started(
                time, call, parent, writer.function(mark.function), writer.place(self._reader.place(place)),
                arguments_of([self._json(value) for value in values]),
            )  # fmt: skip
        elif mark.kind is PlainWait and raw[index + 4] is None:
            _, time, call, wait, _, *named = raw[index:following]
            arguments = [self._argument(name, value) for name, value in zip(named[::2], named[1::2], strict=True)]
            self._writer.suspended(time, call, wait, self._writer.function(mark.function), arguments_of(arguments))
        else:
            self._reader.seq = self._writer.seq
            self._writer.event(self._reader.event(raw[index:following]))
        return following

    def _json(self, value: object) -> str:
        """What was kept of a value, as JSON."""
        if value is None:
            return '"None"'
        if type(value) is int and -self._short < value < self._short:
            return f'"{value}"'
        return quoted(self._write_value(value))

    def _argument(self, name: str | None, value: object) -> str:
        return self._json(value) if name is None else f"[{quoted(name)},{self._json(value)}]"
