"""WHAT HAPPENED: frozen facts, the calls built from them, and their storage. Standard library only."""

from corotrace.events.calls import Call, build_calls, makers_of_jobs
from corotrace.events.event import (
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    ItemYielded,
    Noted,
    Outcome,
    RecordingStopped,
    Resumed,
    Suspended,
)
from corotrace.events.facts import Argument, Function, Owner, Place, Task, Thread, Wait
from corotrace.events.header import Header
from corotrace.events.storage import dump_lines, load_lines

__all__ = [
    "Argument",
    "Call",
    "CallContinued",
    "CallEnded",
    "CallStarted",
    "Event",
    "Function",
    "Header",
    "ItemYielded",
    "Noted",
    "Outcome",
    "Owner",
    "Place",
    "RecordingStopped",
    "Resumed",
    "Suspended",
    "Task",
    "Thread",
    "Wait",
    "build_calls",
    "dump_lines",
    "load_lines",
    "makers_of_jobs",
]
