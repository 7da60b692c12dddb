"""What a user holds who has compared two traces."""

from os import PathLike
from pathlib import Path

from corotrace.diagram import Comparison, split_pages
from corotrace.emitters import emit_difference, emit_plantuml
from corotrace.errors import UsageError
from corotrace.files import write_whole
from corotrace.pictures import save_pictures

#: What a difference can be saved as.
SUFFIXES = (".png", ".puml", ".svg", ".txt")
_LEAST_WIDTH = 40


class Difference:
    """What differs between two traces: calls that were added, removed, changed or moved.

    `Trace.diff` makes it. It is true if they differ: ``if old.diff(new): …``.

    Args:
        comparison: what was found.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    def __bool__(self) -> bool:
        return not self.is_empty

    def __repr__(self) -> str:
        return f"<Difference: {self.summary}>"

    def __str__(self) -> str:
        return self.to_text().removesuffix("\n")

    @property
    def is_empty(self) -> bool:
        """Whether the traces show the same calls, with the same arguments and results, in the same causal order."""
        return not self._comparison.rows

    @property
    def summary(self) -> str:
        """How much differs, in one line."""
        return self._comparison.interaction.remarks[0]

    def to_text(self, *, width: int = 80) -> str:
        """The difference as a tree in plain text, for the terminal: what ``print(difference)`` shows.

        Before a line that differs stands ``+`` for what only the new trace has, ``-`` for what only the old one has,
        ``~`` for what has changed, and ``>`` for what has moved. What is as it was is only counted.

        Args:
            width: how many columns a line may take; longer values end with ``…``.

        Returns:
            The lines, each with its line end.

        Raises:
            UsageError: so few columns are too narrow.
        """
        if type(width) is not int or width < _LEAST_WIDTH:
            raise UsageError(f"to_text(width={width!r}): write a number of columns, {_LEAST_WIDTH} or more")
        return emit_difference(self._comparison, width)

    def to_puml(self) -> str:
        """Both traces as one sequence diagram in PlantUML's language: what differs has a sign and a colour.

        Added is green, removed red, changed amber, moved blue. One that is too long for a page has several, one after
        the other.
        """
        return "\n".join(self.to_puml_pages())

    def to_puml_pages(self) -> tuple[str, ...]:
        """The pages of the diagram, each from ``@startuml`` to ``@enduml``; most diagrams have one."""
        return tuple(map(emit_plantuml, split_pages(self._comparison.interaction)))

    def save(
        self,
        path: str | PathLike[str],
        *,
        engine: str | None = None,
        server: str | None = None,
        time_limit: float = 60.0,
    ) -> tuple[Path, ...]:
        """Write the difference to a file, whole or not at all.

        Args:
            path: its suffix decides what is written: ``.puml`` PlantUML text, ``.svg`` or ``.png`` a picture, ``.txt``
                the tree of `to_text`.
            engine: as in `Trace.save`.
            server: as there.
            time_limit: as there.

        Returns:
            The files that were written, one for each page.

        Raises:
            UsageError: the suffix or the engine is unknown, or it is too much for pictures.
            RendererNotFoundError: there is no engine that could draw it.
            RenderError: the engine refused the diagram, failed or took too long.
            StorageError: the file cannot be written.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise UsageError(
                f"cannot save a difference to {str(path)!r}: its suffix says nothing of what to write; use one of "
                f"{', '.join(SUFFIXES)}"
            )
        if suffix in (".puml", ".txt"):
            write_whole(path, (self.to_puml() if suffix == ".puml" else self.to_text()).encode())
            return (path,)
        advice = "leave calls out of both traces with select(), or save it as .txt"
        pages = self.to_puml_pages()
        return save_pictures(path, pages, advice, engine=engine, server=server, time_limit=time_limit)
