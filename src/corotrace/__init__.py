"""corotrace shows what an asyncio program really did, as a UML sequence diagram.

The rooms of the house, each with its door in its ``__init__``; imports point downwards only:

- `corotrace.trace`: `Trace` and `record`, what a user holds
- `corotrace.emitters`: WRITE IT DOWN, an interaction or an outline as text
- `corotrace.renderers`: DRAW IT, text as a picture
- `corotrace.diagram`: WHAT IT MEANS, events as a UML interaction, or as an outline
- `corotrace.recording`: WATCH IT HAPPEN, inside the user's program
- `corotrace.events`: WHAT HAPPENED, frozen facts
- `corotrace.errors`: what can go wrong
- `corotrace.files`: files that are written whole or not at all
- `corotrace.testing`: a clock for tests
"""

from typing import TYPE_CHECKING

from corotrace.errors import (
    CorotraceError,
    NotTraceableError,
    RendererNotFoundError,
    RenderError,
    StorageError,
    UsageError,
)
from corotrace.recording import instrument, note, traced, uninstrument
from corotrace.trace import Trace, record

__all__ = [
    "CorotraceError",
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


if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name):
        if name == "__version__":
            from corotrace._version import __version__

            return __version__
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
