"""What a notebook shows of a trace: its tree as text, and its diagram for whoever can draw it; never by the network."""

from corotrace.errors import RendererNotFoundError, RenderError

#: What takes longer to draw, or to read, than one waits for at the end of a cell.
MOST_EVENTS = 20_000
_MOST_LINES = 200
_SECONDS = 20.0
#: Those that draw on this machine; a server is asked only where the user says so.
_ENGINES = ("embedded", "local")


def shorten(tree: str) -> str:
    """The beginning of a long tree."""
    lines = tree.splitlines()
    if len(lines) <= _MOST_LINES:
        return "\n".join(lines)
    return "\n".join([*lines[:_MOST_LINES], f"… {len(lines) - _MOST_LINES:,} more lines: print(trace)"])


def draw_here(source: str) -> str | None:
    """Draws a diagram as SVG, where an engine on this machine can do it soon.

    Args:
        source: PlantUML text.

    Returns:
        The picture, or None.
    """
    from corotrace.renderers import render  # most programs never need a picture, and engines are heavy

    for engine in _ENGINES:
        try:
            return render(source, "svg", engine=engine, time_limit=_SECONDS).decode()
        except RendererNotFoundError:
            continue
        except RenderError:
            return None
    return None
