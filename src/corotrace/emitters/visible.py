"""Characters that cannot be seen, or that would deceive the reader, made visible."""

import unicodedata
from functools import lru_cache

_BIDI = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
#: Controls, surrogates, private use; separators of lines and of paragraphs.
_NOT_DRAWN = frozenset(("Cc", "Cs", "Co", "Zl", "Zp"))


@lru_cache(4096)
def visible(character: str) -> str:
    """The character, or an escape that can be read where it would not be drawn or would deceive the reader."""
    code = ord(character)
    if (
        unicodedata.category(character) in _NOT_DRAWN
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or character in _BIDI
    ):
        return character.encode("unicode_escape").decode("ascii")
    return character
