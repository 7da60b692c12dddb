"""From what the user wrote to a selection, or to an error that says what to write instead."""

from collections.abc import Iterable
from typing import Any

from corotrace.errors import UsageError
from corotrace.events.calls import Call
from corotrace.events.selection.patterns import matcher, require_match
from corotrace.events.selection.wanted import Selection

_SECOND = 1_000_000_000


def selection_of(
    calls: tuple[Call, ...],
    *,
    include: str | Iterable[str] | None = None,
    exclude: str | Iterable[str] | None = None,
    depth: int | None = None,
    root: str | Call | None = None,
    between: tuple[float, float] | None = None,
    slower_than: float | None = None,
    failed: bool = False,
) -> Selection:
    """Check what the user asks for; `corotrace.Trace.select` describes it.

    Args:
        calls: the calls of the trace, to tell whether a name is among them.
        include: patterns.
        exclude: patterns.
        depth: levels.
        root: a pattern or a call.
        between: two moments, in seconds.
        slower_than: in seconds.
        failed: whether failed calls alone are wanted.

    Raises:
        UsageError: something cannot be asked for; the message says what, and what to write.
    """
    names = {call.started.function.full_name for call in calls}
    included, excluded = _patterns("include", include), _patterns("exclude", exclude)
    for pattern in included:
        require_match(f"select(include={pattern!r})", pattern, names)
    if depth is not None and (type(depth) is not int or depth < 1):
        raise UsageError(f"select(depth={depth!r}): write a whole number from 1 on; 1 is the outermost calls alone")
    if root is not None and not isinstance(root, str | Call):
        raise UsageError(f"select(root={root!r}): write the full name of a function, or give one of trace.calls()")
    if isinstance(root, str):
        require_match(f"select(root={root!r})", root, names)
    elif root is not None and all(root.started != call.started for call in calls):
        raise UsageError(f"select(root={root!r}): that is no call of this trace; give one of its calls()")
    if slower_than is not None and not _is_duration(slower_than):
        raise UsageError(f"select(slower_than={slower_than!r}): write a number of seconds, such as 0.1")
    return Selection(
        include=included,
        exclude=excluded,
        depth=depth,
        root=root.started.call if isinstance(root, Call) else root,
        root_name=_name(root) if isinstance(root, Call) else root or "",
        between=None if between is None else _window(between),
        slower_than=None if slower_than is None else round(slower_than * _SECOND),
        failed=failed,
    )


def one_call(calls: tuple[Call, ...], asked: str, wanted: str | Call, now: int) -> Call:
    """The call that is asked for.

    Args:
        calls: the calls of the trace.
        asked: what was written, for an error.
        wanted: one of them, or a pattern of names: then the one that took longest.
        now: the time until which calls have run that have not ended.

    Raises:
        UsageError: there is no such call; the message says which there are.
    """
    if isinstance(wanted, Call):
        found = [call for call in calls if call.started == wanted.started]
        if not found:
            raise UsageError(f"{asked}: that is no call of this trace; give one of its calls()")
        return found[0]
    if not isinstance(wanted, str):
        raise UsageError(f"{asked}: write the full name of a function, or give one of trace.calls()")
    fits = matcher([wanted]).match
    found = [call for call in calls if fits(call.started.function.full_name)]
    if not found:
        require_match(asked, wanted, {call.started.function.full_name for call in calls})
    return max(found, key=lambda call: (call.ended.time if call.ended else now) - call.started.time)


def _patterns(argument: str, given: str | Iterable[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    patterns = (given,) if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if not patterns or not all(isinstance(pattern, str) and pattern for pattern in patterns):
        raise UsageError(f"select({argument}={given!r}): write a pattern of full names, such as 'shop.*', or several")
    return patterns


def _window(between: Any) -> tuple[int, int]:
    try:
        start, end = between
    except (TypeError, ValueError):
        start = end = None
    if not (_is_duration(start) and _is_duration(end) and start <= end):
        raise UsageError(
            f"select(between={between!r}): write two moments, in seconds since the recording began, the earlier one "
            "first, such as (0.5, 1.5)"
        )
    return round(start * _SECOND), round(end * _SECOND)


def _is_duration(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < float("inf")


def _name(call: Call) -> str:
    return f"{call.name}({', '.join(map(str, call.started.arguments))})"
