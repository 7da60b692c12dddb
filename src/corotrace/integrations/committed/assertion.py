"""The assertion that a program still does what a committed diagram shows."""

import sys
from os import PathLike, environ
from pathlib import Path
from typing import TYPE_CHECKING

from corotrace.errors import UsageError
from corotrace.integrations.committed.updates import current_updates

if TYPE_CHECKING:
    from corotrace.trace import Trace


def assert_diagram(trace: "Trace", path: str | PathLike[str]) -> None:
    """Compare a trace, in structure order, with a diagram that is committed.

    What the diagrams say is compared, not how they are drawn. ``pytest --corotrace-update`` writes the file anew.

    Args:
        trace: what was recorded.
        path: a ``.puml`` file; a relative one is relative to the file in which the call of this function stands.

    Raises:
        AssertionError: there is no such file, or it says something else; the message says what, and what to do.
        UsageError: the file is no ``.puml`` file, or what is compared is no trace.
        StorageError: the file cannot be written.
    """
    __tracebackhide__ = True
    asked_for, path = path, _beside_caller(path)
    if path.suffix.lower() != ".puml":
        instead = f"{Path(asked_for).stem or 'diagram'}.puml"
        raise UsageError(f"a committed diagram is PlantUML text, and {asked_for} is no .puml file; name it {instead}")
    from corotrace.trace import Trace  # who has one to compare has loaded this

    if not isinstance(trace, Trace):
        raise UsageError(f"assert_diagram() was given {type(trace).__name__!r}; compare a Trace, as record() gives it")
    if not trace.calls():
        why = "functions decorated with @traced have to be called while it is recorded"
        raise AssertionError(f"the trace has no calls to compare: {'; '.join(trace.header.left_out) or why}")
    text = trace.to_puml(order="structure")
    try:
        there = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        there = None
    updates = current_updates()
    if there != text and updates.wanted:
        if not updates.write(path, text):
            raise AssertionError(
                f"{asked_for} has been updated with another diagram in this run; give each its own file"
            )
        return
    if there is None:
        raise AssertionError(f"there is no diagram {path} yet; to write it, run:\n{_command()}")
    from corotrace.integrations.committed.difference import difference  # test runs that compare nothing load this too

    if differs := difference(there, text):
        told = "\n".join(differs)
        raise AssertionError(
            f"the program no longer does what {asked_for} shows (- there, + now):\n{told}\n"
            f"If it should do this, write the diagram anew with:\n{_command()}"
        )


def _beside_caller(path: str | PathLike[str]) -> Path:
    """The path as the code means it that called our caller."""
    source = Path(sys._getframe(2).f_code.co_filename)
    return source.parent / path if source.is_file() else Path(path)


def _command() -> str:
    test = environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]
    return f'  pytest --corotrace-update "{test}"' if test else "  pytest --corotrace-update"
