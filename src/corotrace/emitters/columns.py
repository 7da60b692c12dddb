"""How many columns of a terminal a text takes, and what of it fits."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corotrace.emitters.visible import visible

#: So many characters a column, at the most: marks above and below letters take none.
_DENSEST = 4
_NO_COLUMNS = frozenset(("Mn", "Me", "Cf"))
#: It makes an emoji of a narrow sign.
_EMOJI_SIGN = "\ufe0f"


def columns_of(text: str) -> int:
    """How many columns a text takes that is shown as it is."""
    return len(text) if text.isascii() else sum(map(_columns_of_character, text))


def fit(text: str, columns: int) -> str:
    """Any text as one line, harmless to a terminal.

    Args:
        text: the text; characters that could not be seen, or would deceive, or be obeyed, become escapes.
        columns: so many it may take; what is longer is cut, and ends with ``…``.
    """
    most = columns * _DENSEST
    if len(text) <= columns and text.isascii() and text.isprintable():
        return text
    pieces = [*map(visible, text[:most])]
    whole = len(text) <= most
    if whole and sum(map(columns_of, pieces)) <= columns:
        return "".join(pieces)
    fitting = []
    room = columns - 1
    for piece in pieces:
        room -= columns_of(piece)
        if room < 0:
            break
        fitting.append(piece)
    return "".join(fitting) + "…" if columns > 0 else ""


def share(texts: Sequence[str], columns: int) -> list[str]:
    """Some texts side by side: where they need more columns than there are, they are cut, the last ones least."""
    needed = [columns_of(fit(text, columns + 1)) for text in texts]
    shown: list[str] = []
    for index in reversed(range(len(texts))):
        granted = min(needed[index], max(columns - sum(needed[:index]), columns * 2 // 3))
        shown.insert(0, fit(texts[index], granted))
        columns -= granted
    return shown


def wrap(text: str, columns: int) -> Iterator[str]:
    """Any text as several lines."""
    line = ""
    for word in "".join(map(visible, text)).split(" "):
        longer = f"{line} {word}" if line else word
        if columns_of(longer) <= columns:
            line = longer
            continue
        if line:
            yield line
        line = word
        while columns_of(line) > columns:
            fitting = fit(line, columns + 1)[:-1]
            yield fitting
            line = line[len(fitting) :]
    yield line


@lru_cache(4096)
def _columns_of_character(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in _NO_COLUMNS and character != _EMOJI_SIGN else 1
