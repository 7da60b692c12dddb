"""corotrace shows what an asyncio program really did, as a UML sequence diagram.

The rooms of the house, each with its door in its ``__init__``; imports point downwards only:

- `corotrace.integrations`: STREET DOORS, pytest and syrupy
- `corotrace.session`: `record`, the block that is recorded; `corotrace.trace`: `Trace`, what a user holds
- `corotrace.difference`: what differs between two traces; `corotrace.drawing`: which diagram is drawn
- `corotrace.critical_path`: what determined how long a call took; `corotrace.chrome_trace`: to zoom in other programs
- `corotrace.summary`: ADD IT UP, how long, how much at once, what was slow
- `corotrace.emitters`: WRITE IT DOWN, an interaction or an outline as text
- `corotrace.renderers`: DRAW IT, text as a picture
- `corotrace.diagram`: WHAT IT MEANS, events as a UML interaction, or as an outline
- `corotrace.recording`: WATCH IT HAPPEN, inside the user's program
- `corotrace.events`: WHAT HAPPENED, frozen facts
- `corotrace.errors`: what can go wrong
- `corotrace.files`: files that are written whole or not at all; `corotrace.pictures`: pages drawn into such files
- `corotrace.progress`: what long work says at a terminal
- `corotrace.notebook`: what a notebook shows of a trace
- `corotrace.testing`: a test kit, with a clock and the comparison of diagrams

The rooms are entered when something of theirs is first asked for: a test run that has corotrace installed, and does not
use it, loads its pytest plugin and with that this file, and need not wait for the rest (PYTEST_DONT_REWRITE: there is
nothing in here to be rewritten, and so nothing to warn of where corotrace is imported before pytest).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corotrace.difference import Difference
    from corotrace.errors import (
        CorotraceError,
        NotTraceableError,
        RendererNotFoundError,
        RenderError,
        StorageError,
        UsageError,
    )
    from corotrace.recording import instrument, note, traced, uninstrument
    from corotrace.session import record
    from corotrace.trace import Trace

    __version__: str

__all__ = [
    "CorotraceError",
    "Difference",
    "NotTraceableError",
    "RenderError",
    "RendererNotFoundError",
    "StorageError",
    "Trace",
    "UsageError",
    "instrument",
    "note",
    "record",
    "traced",
    "uninstrument",
]

if not TYPE_CHECKING:
    _ROOMS = {
        **dict.fromkeys(__all__, "corotrace.errors"),
        **dict.fromkeys(("instrument", "note", "traced", "uninstrument"), "corotrace.recording"),
        "Trace": "corotrace.trace",
        "record": "corotrace.session",
        "Difference": "corotrace.difference",
        "__version__": "corotrace._version",
    }

    def __getattr__(name):
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_ROOMS[name]), name)
        return value

    def __dir__():
        return sorted({*globals(), *_ROOMS})
