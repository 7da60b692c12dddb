"""Which engine draws: the one that was asked for, or the first that is there."""

import os

from corotrace.errors import RendererNotFoundError, UsageError
from corotrace.renderers.contract import Engine
from corotrace.renderers.embedded import EmbeddedEngine
from corotrace.renderers.local import LocalEngine
from corotrace.renderers.server import VARIABLE, ServerEngine

ENGINES = ("embedded", "local", "server")


def choose(picture_format: str, engine: str | None, server: str | None) -> Engine:
    """Finds the engine to draw with.

    Args:
        picture_format: ``png`` or ``svg``.
        engine: one of ``ENGINES``; None for the first that is there, or the server where one was given.
        server: the address of a server; None for that of the environment, if any.

    Returns:
        An engine that is ready to draw.

    Raises:
        UsageError: there is no such engine, or a server was given to one that is none.
        RendererNotFoundError: none of them can be used here.
    """
    if engine is not None and engine not in ENGINES:
        raise UsageError(f"no such engine: {engine!r}; there are {', '.join(ENGINES)}")
    if server is not None and engine not in (None, "server"):
        raise UsageError(f"engine={engine!r} does not ask a server; leave out engine or server")
    if server is not None:
        engine = "server"
    obstacles = {}
    for name in ENGINES if engine is None else (engine,):
        candidate = make(name, server)
        obstacle = candidate.obstacle(picture_format)
        if obstacle is None:
            return candidate
        obstacles[name] = obstacle
    reasons = "".join(f"\n  {name}: {obstacle.reason}" for name, obstacle in obstacles.items())
    cure = next(iter(obstacles.values())).cure
    raise RendererNotFoundError(f"no engine is there to draw a .{picture_format}:{reasons}\n{cure}")


def make(name: str, server: str | None) -> Engine:
    """The engine of a name, whether it can draw here or not; ``server`` as in `choose`."""
    match name:
        case "embedded":
            return EmbeddedEngine()
        case "local":
            return LocalEngine()
        case _:
            return ServerEngine(server or os.environ.get(VARIABLE))
