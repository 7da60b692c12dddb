"""Pictures are drawn on this machine, or not at all: what a test did is sent to no server."""

from pathlib import Path

from corotrace.errors import RendererNotFoundError
from corotrace.renderers import render
from corotrace.trace import Trace

_ENGINES = ("embedded", "local")
_MOST_PAGES = 3  # of a picture in a report; a page takes a second or two


def save(trace: Trace, path: Path) -> None:
    """Save a trace, whatever its suffix.

    Args:
        trace: what was recorded.
        path: the file.

    Raises:
        CorotraceError: that cannot be done.
    """
    for engine in _ENGINES:
        try:
            trace.save(path, engine=engine)
            return
        except RendererNotFoundError:
            continue
    raise _no_engine()


def draw_pages(trace: Trace) -> dict[str, bytes]:
    """Draw the first pages of a trace, in the order of time, for a report.

    Args:
        trace: what was recorded.

    Returns:
        A title and an SVG for each.

    Raises:
        RenderError: there is no engine, or it failed.
    """
    pages = trace.to_puml_pages()
    names = [f"diagram, page {number} of {len(pages)}" for number in range(1, len(pages) + 1)]
    if len(pages) == 1:
        names = ["diagram"]
    return {name: _draw(page) for name, page in zip(names, pages[:_MOST_PAGES], strict=False)}


def _draw(page: str) -> bytes:
    for engine in _ENGINES:
        try:
            return render(page, "svg", engine=engine)
        except RendererNotFoundError:
            continue
    raise _no_engine()


def _no_engine() -> RendererNotFoundError:
    return RendererNotFoundError(
        'nothing on this machine draws pictures; pip install "corotrace[render]", or install PlantUML'
    )
