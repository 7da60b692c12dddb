"""Patterns for the full names of functions: ``module.Class.method``, where ``*`` stands for anything, dots too."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from fnmatch import fnmatchcase, translate

from corotrace.errors import UsageError

_NEAR = 3


def matcher(patterns: Iterable[str]) -> re.Pattern[str]:
    """What matches the full names that at least one of the patterns fits."""
    return re.compile("|".join(map(translate, patterns)) or r"(?!)")


def require_match(asked: str, pattern: str, names: Iterable[str]) -> None:
    """Refuse a pattern that fits no name at all.

    Args:
        asked: what was written, such as ``select(root='x')``.
        pattern: the pattern.
        names: the full names that there are.

    Raises:
        UsageError: no name fits; the message says which are near.
    """
    names = sorted(set(names))
    if any(fnmatchcase(name, pattern) for name in names):
        return
    if not names:
        raise UsageError(f"{asked}: the trace has no calls")
    near = _near(pattern, names)
    raise UsageError(
        f"{asked}: no recorded call has that full name; there is "
        f"{' and '.join(map(repr, near))}; write one of them, or a pattern such as '*.{_last(near[0])}'"
    )


def _near(pattern: str, names: list[str]) -> list[str]:
    """The names whose last part is like that of the pattern, or else the first ones that there are."""
    close = get_close_matches(_last(pattern), {_last(name) for name in names}, n=_NEAR)
    return [name for part in close for name in names if _last(name) == part][:_NEAR] or names[:_NEAR]


def _last(name: str) -> str:
    return name.rpartition(".")[2].strip("*?")
