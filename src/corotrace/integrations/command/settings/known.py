"""Which settings there are, and what each may be."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

# The names of `recording.Values`, `diagram.ORDERS` and `renderers.choice.ENGINES`, which are not loaded for --help.
VALUES = ("safe", "repr", "none")
ORDERS = ("time", "structure")
ENGINES = ("embedded", "local", "server")


def _one_of(*names: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in names:
            raise ValueError(f"write {' or '.join(map(repr, names))}")
        return str(value)

    return check


def _yes_or_no(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError("write true or false")
    return value


def _patterns(value: Any) -> list[str]:
    patterns = [value] if isinstance(value, str) else value
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) and pattern for pattern in patterns):
        raise ValueError("write a pattern of full names, such as 'shop.*', or a list of them")
    return patterns


def _levels(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("write a whole number from 1 on")
    return value


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < float("inf"):
        raise ValueError("write a number of seconds, such as 0.5")
    return float(value)


#: Each takes a value as TOML has it, and gives it back, or raises ValueError with what to write.
KNOWN: dict[str, Callable[[Any], Any]] = {
    "order": _one_of(*ORDERS),
    "fold": _yes_or_no,
    "include": _patterns,
    "exclude": _patterns,
    "depth": _levels,
    "slower-than": _seconds,
    "engine": _one_of(*ENGINES),
    "values": _one_of(*VALUES),
    "sync": _yes_or_no,
    "processes": _yes_or_no,
    "max-events": _levels,
}


def near(name: str, names: Iterable[str]) -> str:
    """The end of a sentence about a name that is not known: which one is near, or which there are."""
    close = get_close_matches(name, names := list(names), n=1)
    return f"did you mean {close[0]}?" if close else f"there are {', '.join(names)}"
