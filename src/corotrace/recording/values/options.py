"""The options of the user: checked where they are written, for what comes later runs inside of the program."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from corotrace.errors import UsageError
from corotrace.recording.values.secret_names import words_of

Values = Literal["none", "safe", "repr"]
_One = str | re.Pattern[str] | Callable[[str | None, Any], Any]
#: What is to be masked: names, regular expressions, and functions that are asked; one of them or several.
Redact = _One | Iterable[_One]

_LEAST = {"max_value": 10, "max_message": 20}


@dataclass(frozen=True)
class Redaction:
    """What is masked beside what is masked by default.

    Args:
        names: names of values, in words.
        patterns: what is searched in names and in texts.
        functions: each is asked for every value, with its name or None, and gives it back or something else to show.
    """

    names: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    functions: tuple[Callable[[str | None, Any], Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.patterns or self.functions)

    def __add__(self, other: "Redaction") -> "Redaction":
        return Redaction(
            self.names + other.names, self.patterns + other.patterns, self.functions + other.functions
        )  # fmt: skip


NOTHING_FURTHER = Redaction()


@dataclass(frozen=True, eq=False)
class Options:
    """What one function's decorator says; ``values`` is None where it leaves that to the recording."""

    values: Values | None
    redaction: Redaction


def read_options(values: Values | None, redact: Redact) -> Options | None:
    """Check the options of a decorator.

    Returns:
        The options, or None where all is left to the recording.

    Raises:
        UsageError: one of them is none.
    """
    if values is not None:
        check_values(values, "@traced")
    redaction = read_redaction(redact, "@traced")
    return None if values is None and not redaction else Options(values, redaction)


def check_values(values: object, where: str) -> None:
    """Refuse what is not one of `Values`.

    Raises:
        UsageError: it is not.
    """
    if type(values) is not str or values not in get_args(Values):
        raise UsageError(f"{where}(values={values!r}): write 'none', 'safe' or 'repr'")


def check_limit(name: str, limit: object) -> None:
    """Refuse what is not a sensible number of characters.

    Raises:
        UsageError: it is not.
    """
    if type(limit) is not int or limit < _LEAST[name]:
        raise UsageError(f"record({name}={limit!r}): write a number of characters, at least {_LEAST[name]}")


def read_redaction(redact: Redact, where: str) -> Redaction:
    """Sort what the user wants masked by its kinds.

    Raises:
        UsageError: something in it is of none of them.
    """
    if isinstance(redact, str | re.Pattern) or callable(redact):
        given: list[Any] = [redact]
    else:
        try:
            given = [*redact]
        except TypeError:
            given = [redact]
    names = [one for one in given if isinstance(one, str)]
    patterns = [one for one in given if isinstance(one, re.Pattern)]
    functions = [one for one in given if not isinstance(one, str | re.Pattern)]
    for name in names:
        if not words_of(name) or not re.fullmatch(r"[\w\s.-]+", name):
            raise UsageError(
                f"{where}(redact={name!r}): a string is a name, such as 'customer_id'; write a regular expression as "
                "re.compile(…)"
            )
    for pattern in patterns:
        if not isinstance(pattern.pattern, str):
            raise UsageError(f"{where}(redact={pattern!r}): the regular expression is one of bytes; write one of text")
    for function in functions:
        if not callable(function):
            raise UsageError(
                f"{where}(redact=…): {type(function).__name__!r} is neither a name, nor a regular expression of "
                "re.compile(), nor a function of a name and a value"
            )
    return Redaction(tuple(names), tuple(patterns), tuple(functions))
