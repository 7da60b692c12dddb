"""DRAW IT: PlantUML text becomes a picture. The only room that starts processes and speaks to the network."""

import re

from corotrace.errors import RenderError, UsageError
from corotrace.renderers.choice import ENGINES, choose

__all__ = ["ENGINES", "FORMATS", "render"]

FORMATS = ("png", "svg")

_BEGINS = re.compile(r"^@startuml\b", re.MULTILINE)
_DIAGRAM = re.compile(r"@startuml\b.*^@enduml\s*\Z", re.DOTALL | re.MULTILINE)


def render(
    source: str,
    picture_format: str,
    *,
    engine: str | None = None,
    server: str | None = None,
    time_limit: float = 60.0,
) -> bytes:
    """Draws one diagram.

    Args:
        source: PlantUML text, from ``@startuml`` on its first line to ``@enduml`` on its last.
        picture_format: one of ``FORMATS``.
        engine: one of ``ENGINES``: ``embedded`` (comes with ``corotrace[render]``), ``local`` (the jar that
            ``PLANTUML_JAR`` names, or ``plantuml`` on PATH) or ``server``. None for the first that is there, in
            this order; a server only where its address was given.
        server: the address of a PlantUML server, such as ``http://127.0.0.1:8080/plantuml``; what is in the
            diagram is sent there. None for the one that the environment's ``COROTRACE_PLANTUML_URL`` names.
        time_limit: the seconds that the picture may take.

    Returns:
        The whole picture: a PNG, or an SVG in UTF-8. It carries nothing of the source beside what is drawn.

    Raises:
        UsageError: an unknown format or engine, or the address of a server is none.
        RendererNotFoundError: no engine is there; the message says why, engine by engine, and what to install.
        RenderError: the text was refused (its ``line`` says where, from 1), the time limit was reached, the engine
            failed, or the picture would not be whole.
    """
    if picture_format not in FORMATS:
        raise UsageError(f"no such picture format: {picture_format!r}; there are {', '.join(FORMATS)}")
    if not _DIAGRAM.match(source):
        raise RenderError("not a PlantUML diagram: its first line must be @startuml, and its last @enduml")
    if (count := len(_BEGINS.findall(source))) > 1:
        raise RenderError(f"the text has {count} diagrams, of which one alone would be drawn; draw one after the other")
    return choose(picture_format, engine, server).draw(source, picture_format, time_limit)
