"""How much room a text takes in a picture, about, and rather too much than too little.

Each engine has letters of its own; the numbers are those of the widest, at the size of 12 pixels.
"""

import unicodedata
from functools import lru_cache

from corotrace.emitters.visible import visible

_NARROW = frozenset(" !'(),-./:;I[]`fijlrt{|}›")
_WIDE = frozenset("%@MWmw…—")
#: More need not be looked at: no picture is so wide.
_MOST = 1_000


def pixels_of(text: str) -> int:
    """How many pixels a text takes on one line."""
    return sum(sum(map(_pixels, visible(character))) for character in text[:_MOST])


def fit_pixels(text: str, pixels: float) -> str:
    """The text, ended by ``…`` where it would take more than so many pixels."""
    if len(text) <= _MOST and pixels_of(text) <= pixels:
        return text
    room = pixels - _pixels("…")
    for index, character in enumerate(text[:_MOST]):
        room -= pixels_of(character)
        if room < 0:
            return f"{text[:index]}…"
    return f"{text[:_MOST]}…"


@lru_cache(4096)
def _pixels(character: str) -> int:
    if character in _NARROW:
        return 5
    if character in _WIDE:
        return 13
    if character.isascii():
        return 8 if character.islower() or character.isdigit() else 10
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 14 if unicodedata.east_asian_width(character) in "WF" else 10
