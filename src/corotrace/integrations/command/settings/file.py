"""Settings of a project: the table ``[tool.corotrace]`` of its pyproject.toml."""

import tomllib
from pathlib import Path
from typing import Any

from corotrace.errors import UsageError
from corotrace.integrations.command.settings.known import KNOWN, near

_NAME = "pyproject.toml"


def read_file(here: Path) -> dict[str, Any]:
    """Read the settings of the project that a directory belongs to.

    Args:
        here: the directory.

    Returns:
        The settings by their names; none where no pyproject.toml from here upwards has that table.

    Raises:
        UsageError: the file cannot be read, or has a setting that is not known, or a value that none can have.
    """
    found = find_file(here)
    if found is None:
        return {}
    settings = {}
    for name, value in _table(found).items():
        where = f"{str(found)!r}, [tool.corotrace]"
        if name not in KNOWN:
            raise UsageError(f"{where}: there is no setting {name!r}; {near(name, KNOWN)}")
        try:
            settings[name] = KNOWN[name](value)
        except ValueError as error:
            raise UsageError(f"{where}: {name} = {value!r} cannot be; {error}") from None
    return settings


def find_file(here: Path) -> Path | None:
    """The nearest pyproject.toml that has the table, from a directory upwards, or None.

    Raises:
        UsageError: one on the way cannot be read.
    """
    paths = (folder / _NAME for folder in (here, *here.parents))
    return next((path for path in paths if path.is_file() and _table(path)), None)


def _table(path: Path) -> dict[str, Any]:
    try:
        tool = tomllib.loads(path.read_text(encoding="utf-8")).get("tool")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"cannot read the settings in {str(path)!r}: {reason}") from None
    table = tool.get("corotrace") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UsageError(f"{str(path)!r}: tool.corotrace is to be a table, [tool.corotrace]")
    return table or {}
