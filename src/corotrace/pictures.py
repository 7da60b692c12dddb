"""Pages of PlantUML text saved as pictures."""

from collections.abc import Sequence
from pathlib import Path

from corotrace.errors import UsageError
from corotrace.files import write_pages
from corotrace.progress import working

_MOST_PAGES = 200  # nobody reads more, and drawing them takes minutes


def save_pictures(
    path: Path, pages: Sequence[str], advice: str, *, engine: str | None, server: str | None, time_limit: float
) -> tuple[Path, ...]:
    """Draw pages, and write them.

    Args:
        path: where the first is to stand; its suffix tells what kind of picture.
        pages: the text of each.
        advice: what to do if there are too many.
        engine: as in `corotrace.renderers.render`.
        server: as there.
        time_limit: as there.

    Returns:
        Where they stand.
    """
    from corotrace.renderers import render  # a picture is not always wanted, and engines are heavy

    if len(pages) > _MOST_PAGES:
        raise UsageError(
            f"cannot save to {str(path)!r}: the diagram has {len(pages):,} pages, and more than {_MOST_PAGES} are "
            f"not drawn; {advice}"
        )
    suffix = path.suffix.lower()[1:]
    drawn = []
    with working("drawing the picture") as say:
        for number, page in enumerate(pages, start=1):
            say(f"drawing page {number} of {len(pages)}")
            drawn.append(render(page, suffix, engine=engine, server=server, time_limit=time_limit))
    return write_pages(path, drawn)
