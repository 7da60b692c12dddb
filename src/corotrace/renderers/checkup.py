"""What each engine can do here, found out by letting it draw."""

from collections.abc import Iterator
from dataclasses import dataclass

from corotrace.errors import RenderError, UsageError
from corotrace.renderers.choice import ENGINES, make
from corotrace.renderers.contract import Engine, Obstacle

_SECONDS = 30.0
# Without a font that has them, both are the same box.
_KOREAN = ("가", "힣")


@dataclass(frozen=True)
class Finding:
    """What an engine can do here.

    Args:
        engine: its name.
        about: its version, and where it is; empty where it cannot be used.
        draws: the formats that it draws.
        obstacle: why it does not draw all of them, where something is missing.
        failure: what went wrong when it drew, or an empty text.
        korean: whether Korean can be read in its pictures; None where that could not be found out.
    """

    engine: str
    about: str
    draws: tuple[str, ...]
    obstacle: Obstacle | None
    failure: str
    korean: bool | None


def check_engines() -> Iterator[Finding]:
    """Let each engine draw small pictures, one engine after the other; a server only where it was named."""
    for name in ENGINES:
        try:
            yield _check(name, make(name, None))
        except UsageError as error:  # the address of the server is none
            yield Finding(name, "", (), None, str(error), None)


def _check(name: str, engine: Engine) -> Finding:
    obstacles = {one: engine.obstacle(one) for one in ("svg", "png")}
    obstacle = obstacles["png"] or obstacles["svg"]  # what an .svg takes, a .png takes too
    free = [one for one, its in obstacles.items() if its is None]
    if not free:
        return Finding(name, "", (), obstacle, "", None)
    about, draws = engine.about(), []
    try:
        for one in free:
            pictures = [engine.draw(_diagram(syllable), one, _SECONDS) for syllable in _KOREAN]
            draws.append(one)
    except RenderError as error:
        return Finding(name, about, tuple(draws), obstacle, str(error), None)
    # an SVG has the text itself, and the fonts are those of whoever looks at it
    korean = len({*pictures}) > 1 if free[-1] == "png" else None
    return Finding(name, about, tuple(draws), obstacle, "", korean)


def _diagram(syllable: str) -> str:
    return f'@startuml\nparticipant "{syllable}" as p1\n@enduml\n'
