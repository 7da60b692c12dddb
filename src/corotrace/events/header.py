"""What is true of a whole recording."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Header:
    """Where and when a recording was made.

    Args:
        title: what the user called it, or an empty text.
        started_at: wall-clock time of its start, ISO 8601 with the offset from UTC.
        time: ``time.perf_counter_ns()`` at that moment, in nanoseconds: it anchors the times of the events.
        pid: the process.
        python: the version of Python.
        corotrace: the version of this library.
        max_message: how many characters of a message its diagram shows.
        left_out: what is not in this trace of what was recorded, one line of text for each selection.
    """

    title: str
    started_at: str
    time: int
    pid: int
    python: str
    corotrace: str
    max_message: int = 200
    left_out: tuple[str, ...] = ()
