"""Settings: what holds where the command line says nothing, from the environment or a project's pyproject.toml."""

from argparse import Namespace
from pathlib import Path

from corotrace.integrations.command.settings.environment import read_environment
from corotrace.integrations.command.settings.file import find_file, read_file
from corotrace.integrations.command.settings.known import ENGINES, ORDERS, VALUES

__all__ = ["ENGINES", "ORDERS", "VALUES", "fill", "find_file", "read_environment", "read_file"]


def fill(options: Namespace) -> None:
    """Give each option that was not written what the settings say: those of the environment before those of the file.

    Args:
        options: what was written; an option without a value is None, and stays so where a setting is an empty list.

    Raises:
        UsageError: the settings cannot be read, or have something that is not known.
    """
    settings = {**read_file(Path.cwd()), **read_environment()}
    for name, value in settings.items():
        option = name.replace("-", "_")
        if getattr(options, option, value) is None and value != []:
            setattr(options, option, value)
