"""Writes a value as bounded text: secrets masked, no work done that is not shown, and no code of the program run."""

import logging
from collections.abc import Callable
from typing import Any

from corotrace.recording.values.foreign import foreign_repr, guarded, is_in_foreign_code
from corotrace.recording.values.kinds import writer_of
from corotrace.recording.values.peek import type_name
from corotrace.recording.values.secret_names import SecretNames
from corotrace.recording.values.secret_texts import SecretTexts
from corotrace.recording.values.text import HIDDEN, MASK, cut

_log = logging.getLogger("corotrace")
#: How far beyond the room a string is searched: a secret that begins where it is cut has to be known as one.
_LOOK_AHEAD = 120
_PARTIAL = 40


class ValueWriter:
    """Writes values (see `contract.Writer`).

    Args:
        names: the names whose values are masked.
        texts: masks what is inside of strings.
        functions: the user's own, which are asked first what to show.
        with_repr: whether foreign objects are asked for their ``repr``.
    """

    def __init__(
        self, names: SecretNames, texts: SecretTexts, functions: tuple[Callable[..., Any], ...], *, with_repr: bool
    ) -> None:
        self.hides = names.hides
        self._texts = texts
        self._functions = functions
        self._with_repr = with_repr
        self._has_complained = False

    def value(self, value: Any, room: int, depth: int) -> str:
        """Write a value that has no name."""
        return self.named(None, value, room, depth)

    def named(self, name: str | None, value: Any, room: int, depth: int) -> str:
        """Write a value by the name that it has."""
        for function in self._functions:
            instead = self._asked(function, name, value)
            if instead is not value:
                return self.plain(instead, room) if issubclass(type(instead), str) else self._text(instead, room, depth)
        if name is not None and self.hides(name):
            return self._masked(value, room)
        return self._text(value, room, depth)

    def string(self, text: str, room: int) -> str:
        """Write a string in Python's notation, secrets inside of it masked."""
        return cut(repr(self._window(text, room)), room)

    def plain(self, text: str, room: int) -> str:
        """Write a string as it is, without quotation marks, secrets inside of it masked."""
        return cut(self._window(text, room), room)

    def _window(self, text: str, room: int) -> str:
        """The beginning of a string, masked; what is left out is shown by ``…``."""
        length = max(room, 0) + _LOOK_AHEAD
        masked = self._texts.mask(str.__getitem__(text, slice(length)))
        if str.__len__(text) <= length:
            return masked
        # where masks have made it shorter, the beginning of a secret may have come into view that is not known as one
        return (masked if masked.endswith(MASK) else masked[:-_PARTIAL]) + HIDDEN

    def _masked(self, value: Any, room: int) -> str:
        """What stands for a secret; a foreign object is told by its type, which says nothing of its value."""
        kind = type(value)
        return cut(_opaque(kind), room) if writer_of(kind) is None else MASK

    def _text(self, value: Any, room: int, depth: int) -> str:
        kind = type(value)
        write = writer_of(kind)
        try:
            if write is not None:
                return cut(write(self, value, room, depth), room)
            if self._with_repr and not is_in_foreign_code():
                return self.plain(foreign_repr(value, room + _LOOK_AHEAD + 1), room)
        except Exception:  # noqa: BLE001, S110 - such as a dictionary that another thread changes, or a half-made object
            pass
        return cut(_opaque(kind), room)

    def _asked(self, function: Callable[..., Any], name: str | None, value: Any) -> Any:
        """What the user's function gives in the place of a value: a mask where it fails."""
        if is_in_foreign_code():
            return MASK
        instead, failure = guarded(function, name, value)
        if failure is None:
            return instead
        if not self._has_complained:
            self._has_complained = True
            _log.warning("redact= raised %s; corotrace masks what it was asked about", failure)
        return MASK


def _opaque(kind: type) -> str:
    return f"<{type_name(kind)}>"
