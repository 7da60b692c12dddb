"""What a call does at a moment."""

from enum import StrEnum


class Doing(StrEnum):
    """What a call does in a step of a critical path."""

    RUNS = "runs"
    #: It waits for something that is no traced call.
    WAITS = "waits"
    #: What it waited for is over, and its event loop does something else first.
    READY = "ready"
    #: Its task or job has been made, and it has not begun.
    BEGINS = "begins"
    #: What goes on is not recorded, such as code that is not traced.
    UNKNOWN = "unknown"
