"""Diagrams on smaller pages than usual, or on a single one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from corotrace import Trace
from corotrace.diagram import pages


@contextmanager
def pages_of(elements: int, participants: int = 100) -> Iterator[None]:
    with patch.multiple(pages, MOST_ELEMENTS=elements, MOST_PARTICIPANTS=participants, MOST_CHARACTERS=10_000):
        yield


def whole(trace: Trace, **how: Any) -> str:
    with pages_of(1_000_000, 1_000_000):
        (text,) = trace.to_puml_pages(**how)
    return text
