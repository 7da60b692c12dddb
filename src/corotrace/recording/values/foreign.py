"""Runs the program's own code, where the user asks for it: guarded, so that the program does not notice."""

from collections.abc import Callable
from threading import get_ident
from typing import Any

from corotrace.recording.active import active
from corotrace.recording.values.peek import type_name


def is_in_foreign_code() -> bool:
    """Whether this thread runs such code now."""
    return get_ident() in active.ignored


def foreign_repr(value: Any, length: int) -> str:
    """Ask an object for its ``repr``.

    Args:
        value: the object.
        length: how many characters are wanted.

    Returns:
        The beginning of what it says, or, in angle brackets, what its ``repr`` raised.
    """
    text, failure = guarded(repr, value)
    if failure is not None:
        return f"<{type_name(type(value))}, whose repr raised {failure}>"
    return str.__getitem__(text, slice(length))


def guarded(function: Callable[..., Any], *arguments: Any) -> tuple[Any, str | None]:
    """Call a function of the program's; not inside of another one, whose end would be taken for the end of both.

    Ctrl-C is let through: it is the user's, not the function's.

    Returns:
        What the function gave and None, or None and the type of what it raised.
    """
    ident = get_ident()
    active.ignore(ident)
    try:
        return function(*arguments), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - the program must not notice, not even that it exits
        return None, type_name(type(error))
    finally:
        active.heed(ident)
