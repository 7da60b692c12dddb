"""Any text as Mermaid source that is drawn as exactly that text, on one line, and never obeyed.

An allow-list says what may stand there as itself; the rest is written ``#CODE;``, which Mermaid puts into its picture
as a reference to the character, when everything else is done. It was found by experiment:
docs/decisions/0022-mermaid.md.
"""

import re
from bisect import bisect_right
from itertools import accumulate

from corotrace.emitters.visible import visible

#: Characters of source; also what PlantUML gets.
LONGEST = 1_800

#: Marks that mean nothing within a line.
_FREE = frozenset("()[]{}'\".,:?!+-*/=_^`|~@\\")
#: Marks that mean something when doubled: comments and formulas.
_SINGLE = frozenset("%$")
#: What can be read; everything else has its number.
_NAMED = {"<": "#lt;", ">": "#gt;", "&": "#amp;"}
#: Mermaid writes codes with these letters while it works, and takes them back wherever they stand.
_INTERNAL = frozenset("ﬂ¶")
#: As wide as a space, but not dropped or merged with the next one.
_SPACE = "#8194;"
#: How a text begins that Mermaid would wrap; and words after which a line loses the end of its last code.
_OBEYED = re.compile(r"\A:?(?:no)?wrap:|style|classDef")
_CODE = re.compile(r"#\w+;")


def escape(text: str, longest: int = LONGEST) -> str:
    r"""Write a text for any place of a Mermaid source.

    Args:
        text: any text.
        longest: so many characters of source it may take.

    Returns:
        One line of source; a longer one is cut and ends with ``…``. Characters that cannot be drawn, or that would
        deceive the reader, are written visibly, as ``\x07``; where there is nothing to see, a blank.
    """
    shown = "".join(map(visible, text[: longest + 1]))
    obeyed = {found.start() for found in _OBEYED.finditer(shown)}
    pieces = [
        character if index not in obeyed and _stands(character, before, after) else _code(character)
        for index, (before, character, after) in enumerate(zip(["", *shown], shown, [*shown[1:], ""], strict=False))
    ]
    sizes = list(accumulate(map(_size, pieces), initial=0))
    if sizes[-1] > longest:
        pieces[bisect_right(sizes, longest - 1) - 1 :] = "…"
    return "".join(pieces) or _SPACE


def _stands(character: str, before: str, after: str) -> bool:
    """Whether a character between two others, or at an end of the text, may stand as itself."""
    if character == "\u00a0":
        return False
    if character.isspace() or character == "\ufeff":
        return before not in ("", " ") and after != ""
    if character.isalnum() or not character.isascii():
        return character not in _INTERNAL
    if character in _SINGLE:
        return before != character
    return character in _FREE


def _code(character: str) -> str:
    """A character by its code."""
    return _SPACE if character in " \u00a0" else _NAMED.get(character) or f"#{ord(character)};"


def _size(piece: str) -> int:
    """How many characters a viewer counts, in UTF-16."""
    return len(piece) + (piece > "\uffff")
