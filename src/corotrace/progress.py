"""What is going on, on standard error, for a person who waits at a terminal."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

#: Seconds of silence; after that a line says what is going on, …
FIRST = 2.0
#: … and for how long, anew after so many seconds.
AGAIN = 0.5
_CLEAR = "\r\x1b[2K"


@contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """Tell what is going on if it takes long; the line is gone when it is over.

    Nothing is told where standard error is no terminal.

    Args:
        what: what it is.

    Yields:
        Changes what it is.
    """
    stream = sys.stderr
    if not _is_terminal(stream):
        yield lambda _what: None
        return
    told, over = [what], threading.Event()
    teller = threading.Thread(target=_tell, args=(stream, told, over), name="corotrace progress", daemon=True)
    teller.start()
    try:
        yield lambda now: told.__setitem__(0, now)
    finally:
        over.set()
        teller.join()


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it is closed
        return False


def _tell(stream: TextIO, told: list[str], over: threading.Event) -> None:
    began = time.monotonic()
    if over.wait(FIRST):
        return
    try:
        while True:
            stream.write(f"{_CLEAR}corotrace: {told[0]}, {time.monotonic() - began:.0f} s")
            stream.flush()
            if over.wait(AGAIN):
                break
        stream.write(_CLEAR)
        stream.flush()
    except (OSError, ValueError):
        pass  # nobody looks any more
