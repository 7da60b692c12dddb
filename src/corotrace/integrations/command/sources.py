"""What is read: a trace, or the text of a diagram."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from corotrace.errors import StorageError, UsageError

if TYPE_CHECKING:
    from corotrace.critical_path import CriticalPath
    from corotrace.trace import Trace

#: Files of this suffix are PlantUML text; any other one is read as a trace.
TEXT = ".puml"
_PAGE = re.compile(r"^@startuml\b.*?^@enduml\b", re.DOTALL | re.MULTILINE)


def is_text(path: str) -> bool:
    """Whether a file is PlantUML text, by its name."""
    return Path(path).suffix.lower() == TEXT


def load(path: str, options: argparse.Namespace) -> "Trace":
    """Read a trace, and leave out what was not asked for.

    Raises:
        UsageError: it is standard input, or the text of a diagram, or something cannot be asked for.
        StorageError: it cannot be read, or is no trace.
    """
    from corotrace.integrations.command.choosing import chosen

    return chosen(load_whole(path), options)


def load_whole(path: str) -> "Trace":
    """Read a trace.

    Raises:
        UsageError: it is standard input, or the text of a diagram.
        StorageError: it cannot be read, or is no trace.
    """
    if path == "-":
        raise UsageError("a recording is read from a file, not from standard input; write the path of one")
    if is_text(path):
        raise UsageError(f"{path!r} is the text of a diagram, which can be drawn alone: corotrace render {path} -o …")
    from corotrace.trace import Trace

    return Trace.load(path)


def load_with_path(path: str, options: argparse.Namespace) -> "tuple[Trace, CriticalPath | None]":
    """Read a trace, and find the critical path that was asked for, in the whole of it, before calls are left out.

    Raises:
        UsageError: it is standard input, or the text of a diagram, or something cannot be asked for.
        StorageError: it cannot be read, or is no trace.
    """
    from corotrace.integrations.command.choosing import chosen

    whole = load_whole(path)
    found = None if options.critical_path is None else whole.critical_path(options.critical_path)
    return chosen(whole, options), found


def read_pages(path: str) -> list[str]:
    """Read PlantUML text.

    Returns:
        Its diagrams, each from ``@startuml`` to ``@enduml``.

    Raises:
        UsageError: there is none in it.
        StorageError: it cannot be read.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StorageError(f"cannot read {path!r}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise StorageError(f"cannot read {path!r}: it is not text in UTF-8") from error
    pages = _PAGE.findall(text)
    if not pages:
        raise UsageError(f"{path!r} has no diagram: none of its lines begins with @startuml, or none with @enduml")
    return pages
