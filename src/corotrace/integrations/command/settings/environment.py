"""Settings of the environment: ``COROTRACE_ORDER=structure`` and the like."""

import os
import re
from collections.abc import Callable
from typing import Any

from corotrace.errors import UsageError
from corotrace.integrations.command.settings.known import KNOWN, near

_PREFIX = "COROTRACE_"
#: Variables that are no settings: the first names a server for the library too, the other one is of corotrace's tests.
_OTHERS = ("COROTRACE_PLANTUML_URL", "COROTRACE_EXAMPLES")
_YES_OR_NO = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def read_environment() -> dict[str, Any]:
    """Read the settings of the environment.

    Returns:
        The settings by their names; an empty variable is an empty list, or else no setting.

    Raises:
        UsageError: a variable is no setting, or has a value that none can have.
    """
    variables = {f"{_PREFIX}{name.upper().replace('-', '_')}": name for name in KNOWN}
    settings = {}
    for variable, text in sorted(os.environ.items()):
        if not variable.startswith(_PREFIX) or variable in _OTHERS:
            continue
        if variable not in variables:
            raise UsageError(
                f"the environment has {variable}, which is no setting; {near(variable, (*variables, _OTHERS[0]))}"
            )
        name = variables[variable]
        if not text and _READ.get(name) is not _patterns:
            continue
        try:
            settings[name] = KNOWN[name](_READ.get(name, str)(text))
        except ValueError as error:
            raise UsageError(f"the environment has {variable}={text!r}, which cannot be; {error}") from None
    return settings


def _yes_or_no(text: str) -> Any:
    return _YES_OR_NO.get(text.lower(), text)


def _number(text: str) -> Any:
    return int(text) if text.isdecimal() else float(text) if re.fullmatch(r"\d*\.\d+", text) else text


def _patterns(text: str) -> list[str]:
    return re.findall(r"[^\s,]+", text)


#: From the text of a variable to what TOML would have; what cannot be read stays a text, and is refused.
_READ: dict[str, Callable[[str], Any]] = {
    "fold": _yes_or_no,
    "sync": _yes_or_no,
    "processes": _yes_or_no,
    "include": _patterns,
    "exclude": _patterns,
    "depth": _number,
    "max-events": _number,
    "slower-than": _number,
}
