"""What is made of a recording."""

import itertools
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from corotrace.diagram import Order
from corotrace.errors import StorageError, UsageError
from corotrace.events import EventsLeftOut, RecordingStopped
from corotrace.trace import SUFFIXES, Trace

_TERMINAL = "-"


@dataclass(frozen=True)
class Outputs:
    """Where a trace goes, and how much of it.

    Args:
        paths: files, whose suffixes decide; ``-`` for standard output, where it is the tree of calls.
        depth: so many levels of calls, or None for all.
        max_events: so many of the earliest events, or None for all.
        order: as in `Trace.save`.

    Raises:
        UsageError: a suffix says nothing of what to write, or a number is none from 1 on.
        StorageError: a directory is not there.
    """

    paths: tuple[str, ...]
    depth: int | None = None
    max_events: int | None = None
    order: Order = "time"

    def __post_init__(self) -> None:
        for option, number in (("--depth", self.depth), ("--max-events", self.max_events)):
            if number is not None and number < 1:
                raise UsageError(f"{option} {number}: write a whole number from 1 on")
        for path in self._files():
            if path.suffix.lower() not in SUFFIXES:
                raise UsageError(
                    f"cannot save to {str(path)!r}: its suffix says nothing of what to write; use one of "
                    f"{', '.join(SUFFIXES)}"
                )
            if not path.parent.is_dir():  # nobody wants to hear that after an hour
                raise StorageError(f"cannot write {str(path)!r}: create the directory {str(path.parent)!r} first")

    def _files(self) -> list[Path]:
        return [Path(path) for path in self.paths if path != _TERMINAL]

    def spool(self) -> str | None:
        """The file that a recording itself is to go to, so that it is there whatever becomes of us."""
        return next((str(path) for path in self._files() if path.suffix.lower() == ".jsonl"), None)

    def rescue(self, spool: Path) -> str:
        """Keep a recording that could not be drawn; say where."""
        kept = spool
        if self.spool() is None:
            kept = next(iter(self._files()), Path("trace")).with_suffix(".jsonl")
            number = itertools.count(2)
            while kept.exists():
                kept = kept.with_stem(f"{kept.stem}-{next(number)}")
            shutil.copyfile(spool, kept)
        return f"the recording is in {str(kept)!r}"

    def write(self, trace: Trace) -> None:
        """Write a trace to where it goes.

        Raises:
            CorotraceError: it cannot be written, or drawn.
        """
        trace = self._bounded(trace)
        for path in self.paths:
            if path == _TERMINAL:
                sys.stdout.write(trace.to_text())
                sys.stdout.flush()
            else:
                trace.save(path, order=self.order)

    def _bounded(self, trace: Trace) -> Trace:
        events = trace.events
        if self.max_events is not None and len(events) - 1 > self.max_events:
            kept, left_out = events[: self.max_events], len(events) - 1 - self.max_events
            seq, time = kept[-1].seq, kept[-1].time
            stopped = RecordingStopped(seq + 2, time, getattr(events[-1], "failure", None))
            events = *kept, EventsLeftOut(seq + 1, time, left_out), stopped
            trace = Trace(trace.header, lambda: events)
        return trace if self.depth is None else trace.select(depth=self.depth)
