"""Work on trees that may be deeper than Python may recurse."""

from collections.abc import Generator
from typing import Any

#: Something that has further things done before it gives a result: it yields them, and is sent their results.
Work = Generator["Work", Any, Any]


def done(work: Work) -> Any:
    """Do some work, and all that it has done before; give its result."""
    pending: list[Work] = [work]
    result: Any = None
    while pending:
        try:
            pending.append(pending[-1].send(result))
            result = None
        except StopIteration as finished:
            pending.pop()
            result = finished.value
    return result
