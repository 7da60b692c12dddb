"""WHAT HAPPENED: frozen facts, the calls built from them, and their storage. Standard library only."""

from corotrace.events.blocking import TOO_LONG, Blocking, find_blocking, until, waited
from corotrace.events.calls import Call, build_calls, makers_of_jobs, show_nothing
from corotrace.events.collector import collector_at_rest
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
from corotrace.events.facts import MAIN, Argument, Function, Owner, Place, PlaceNumbers, Task, Thread, Wait
from corotrace.events.header import Header
from corotrace.events.line_writer import LineWriter, arguments_of
from corotrace.events.settling import settle
from corotrace.events.storage import dump_lines, header_line, load_lines, read_lines

__all__ = [
    "MAIN",
    "TOO_LONG",
    "Argument",
    "Blocking",
    "Call",
    "CallContinued",
    "CallEnded",
    "CallStarted",
    "Event",
    "EventsLeftOut",
    "Function",
    "Header",
    "ItemYielded",
    "LineWriter",
    "LoopHeld",
    "Noted",
    "Outcome",
    "Owner",
    "Place",
    "PlaceNumbers",
    "RecordingStopped",
    "Resumed",
    "Suspended",
    "Task",
    "Thread",
    "Wait",
    "WaitTurnedOut",
    "arguments_of",
    "build_calls",
    "collector_at_rest",
    "dump_lines",
    "find_blocking",
    "header_line",
    "load_lines",
    "makers_of_jobs",
    "read_lines",
    "settle",
    "show_nothing",
    "until",
    "waited",
]
