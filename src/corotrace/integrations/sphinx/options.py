"""What the directive's options mean: how each is written, and which argument of a trace it becomes."""

import math
import re
from collections.abc import Callable
from typing import Any

from docutils.parsers.rst import directives


def _patterns(text: str) -> list[str]:
    return re.findall(r"[^\s,]+", directives.unchanged_required(text))


def _seconds(text: str) -> float:
    seconds = _number(text)
    if seconds <= 0:
        raise ValueError("write a number of seconds above 0")
    return seconds


def _window(text: str) -> tuple[float, float]:
    times = _patterns(text)
    if len(times) != 2:
        raise ValueError("write two numbers: the first and the last second")
    return _number(times[0]), _number(times[1])


def _number(text: str) -> float:
    try:
        number = float(text)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("write a number of seconds")
    return number


def _order(text: str) -> str:
    return directives.choice(text, ("time", "structure"))


def _view(text: str) -> str:
    return directives.choice(text, ("calls", "loop", "timing"))


def _yes_or_no(text: str) -> bool:
    return directives.choice(text, ("yes", "no")) == "yes"


def _flag(text: str) -> bool:
    directives.flag(text)
    return True


_Options = dict[str, Callable[[str], Any]]

#: Those that `Trace.select` takes.
SELECTING: _Options = {
    "include": _patterns,
    "exclude": _patterns,
    "depth": directives.positive_int,
    "root": directives.unchanged_required,
    "between": _window,
    "slower-than": _seconds,
    "failed": _flag,
}

#: Those that say how the trace is drawn.
DRAWING: _Options = {"view": _view, "order": _order, "fold": _yes_or_no}

OPTIONS: _Options = {
    "function": directives.unchanged_required,
    "trace": directives.unchanged_required,
    **SELECTING,
    **DRAWING,
    "caption": directives.unchanged_required,
    "alt": directives.unchanged_required,
    "show-source": _flag,
    "time-limit": _seconds,
}


def given(among: _Options, options: dict[str, Any]) -> dict[str, Any]:
    """The options that were written, as arguments.

    Args:
        among: the ones that are looked for.
        options: all that were written.

    Returns:
        Each under the name of the argument that it becomes.
    """
    return {name.replace("-", "_"): options[name] for name in among if name in options}
