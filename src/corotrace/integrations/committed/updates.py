"""Whether committed diagrams are to be written anew, and which have been; a test run says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corotrace.files import naming, write_whole


class Updates:
    """The diagrams that a test run has written.

    Args:
        wanted: whether it may write any.
    """

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self._texts: dict[Path, str] = {}
        self._untold: list[Path] = []

    def write(self, path: Path, text: str) -> bool:
        """Write a diagram.

        Args:
            path: the file.
            text: the diagram.

        Returns:
            Whether that could be done: not where this run has written another diagram there.

        Raises:
            StorageError: it cannot be written there.
        """
        if self._texts.setdefault(path, text) != text:
            return False
        with naming(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
        self._untold.append(path)
        return True

    def told(self) -> list[Path]:
        """The files that were written since this was asked last."""
        untold, self._untold = self._untold, []
        return untold


_runs = [Updates(wanted=False)]


def current_updates() -> Updates:
    """Those of the innermost test run."""
    return _runs[-1]


@contextmanager
def updating(updates: Updates) -> Iterator[None]:
    """Let `assert_diagram` go by these, as long as a test run lasts; one may run inside of another."""
    _runs.append(updates)
    try:
        yield
    finally:
        _runs.remove(updates)
