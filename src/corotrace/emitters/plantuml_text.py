"""Any text as PlantUML source that is drawn as exactly that text, on one line, and never obeyed.

An allow-list says what may stand there as itself; the rest is written ``<U+XXXX>``, which every engine draws as the
character. It was found by experiment: docs/decisions/0007-what-stands-for-itself.md.
"""

import re
from bisect import bisect_right
from itertools import accumulate

from corotrace.emitters.visible import visible

#: Characters of source: engines refuse lines of 2,000, and an arrow with its colours stands beside the text.
LONGEST = 1_800

#: Marks that mean nothing.
_FREE = frozenset("()]}'>,:?!+^`=#|")
#: Marks that mean something when doubled.
_SINGLE = frozenset('"*-./[_{')
#: Marks that make of what they begin a list, a table, a heading or a colour.
_NOT_FIRST = frozenset("*=#|")
#: Marks that begin a tag, an entity, a function, a directive or an image's data, unless one of these comes next.
_BEGINS_NAME = frozenset("<&%$@;")
_NO_NAME = frozenset(" 0123456789=,')")
#: Without a colon before: a comment, a directive, a colour, the head of an arrow, the end of a block of lines.
_BEGINS_COMMAND = re.compile(r"['!\[]|[ox]?[-/]|end ?(title|legend)\Z", re.IGNORECASE)
#: Engines in Java look for a tab, and for an escaped ``@start``, once more when they have read the codes.
_APART = frozenset(("\\t", "~@"))
#: What one engine or the other takes for the end of a quoted name.
_QUOTES = frozenset('"“”«»')
#: Some engines draw an en dash as a hyphen; a no-break space is what stands for a space that they would drop.
_CHANGED = frozenset("\u2013\u00a0\ufeff")


def escape(text: str, *, after_colon: bool = False) -> str:
    r"""Write a text for any place of a PlantUML source.

    Args:
        text: any text.
        after_colon: whether it will stand behind the colon of a message or a note, where more stands for itself than
            in a name between quotation marks or on a line of its own.

    Returns:
        One line of source; one of more than `LONGEST` characters is cut and ends with ``…``. Characters that no engine
        draws, or that would deceive the reader, are written visibly, as ``\x07``.
    """
    shown = "".join(map(visible, text[: LONGEST + 1]))
    pieces = [
        character if _stands(character, before, after, after_colon) else _code(character, after)
        for before, character, after in zip(["", *shown], shown, [*shown[1:], ""], strict=False)
    ]
    if not after_colon and _BEGINS_COMMAND.match(shown):
        pieces[0] = _code(shown[0], shown[1:2])
    sizes = list(accumulate(map(_size, pieces), initial=0))
    if sizes[-1] > LONGEST:
        pieces[bisect_right(sizes, LONGEST - 1) - 1 :] = "…"
    return "".join(pieces)


def _stands(character: str, before: str, after: str, after_colon: bool) -> bool:
    """Whether a character between two others, or at an end of the text, may stand as itself."""
    if character.isalnum() or not character.isascii():
        return character not in _CHANGED and (after_colon or character not in _QUOTES)
    if character == " ":
        return before not in ("", " ") and after != ""
    if character in _BEGINS_NAME:
        return after in _NO_NAME
    if not before and character in _NOT_FIRST:
        return False
    if not after_colon and (character in _QUOTES or (character == "]" and not after)):  # a group's second label
        return False
    if character in _SINGLE:
        return before != character
    return character in _FREE and before + character != "/'"  # a comment


def _code(character: str, after: str) -> str:
    """A character by its code."""
    if character == " ":
        return "<U+00A0>"
    code = f"<U+{ord(character):04X}>"
    return f"<plain>{code}</plain>" if character + after in _APART else code


def _size(piece: str) -> int:
    """How many characters an engine counts, in UTF-16."""
    return len(piece) + (piece > "\uffff")
