"""What the plugin says at the end of a test run."""

from collections.abc import Iterator
from pathlib import Path

from corotrace.integrations.pytest_plugin.account import Account

_MOST_NAMES = 20


class Summary:
    """Adds up what became of all the tests.

    Args:
        directory: where diagrams are written, or None.
        here: where the user is.
    """

    def __init__(self, directory: Path | None, here: Path) -> None:
        self._directory = directory
        self._here = here
        self._tests = 0
        self._files = 0
        self._nothing = 0
        self._updated: dict[str, None] = {}
        self._problems: dict[str, None] = {}

    def add(self, account: Account) -> None:
        """One more report of a test."""
        self._tests += account.written > 0
        self._files += account.written
        self._nothing += account.nothing
        self._updated |= dict.fromkeys(account.updated)
        self._problems |= dict.fromkeys(account.problems)

    def lines(self) -> Iterator[str]:
        """What there is to say, in lines."""
        if self._directory is not None:
            files = f" ({self._files:,} files)" if self._files > self._tests else ""
            nothing = f"; {_count(self._nothing, 'test')} recorded nothing" if self._nothing else ""
            yield f"{_count(self._tests, 'diagram')}{files} in {self._shown(self._directory)}{nothing}"
        for path in list(self._updated)[:_MOST_NAMES]:
            yield f"updated {self._shown(Path(path))}"
        if len(self._updated) > _MOST_NAMES:
            yield f"updated {_count(len(self._updated) - _MOST_NAMES, 'diagram')} more"
        yield from list(self._problems)[:_MOST_NAMES]
        if len(self._problems) > _MOST_NAMES:
            yield f"{len(self._problems) - _MOST_NAMES:,} problems more"

    def _shown(self, path: Path) -> str:
        return str(path.relative_to(self._here) if path.is_relative_to(self._here) else path)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
