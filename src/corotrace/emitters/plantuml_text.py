"""Any text as PlantUML source that is drawn as exactly that text, on one line, and never evaluated.

What the engines do to text was found by experiment; docs/decisions/0004-escaping-for-plantuml.md tells it.
"""

#: Harmless in themselves, unless first in the text or doubled.
_PLAIN = frozenset("(),.;:?+=")
#: Harmless unless first, doubled, or beside the other half of a comment.
_SINGLE = frozenset("_-/*'{}|#^`>\"")
_BIDI = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
_BREAKS_OR_CHANGES = frozenset("\u00a0\u2013\u2028\u2029\ufeff")


def escape(text: str, *, quoted: bool = False) -> str:
    r"""Write a text for a place of a PlantUML source.

    Args:
        text: any text.
        quoted: whether it will stand between quotation marks.

    Returns:
        One line of source. Characters that no engine can draw are written visibly, as ``\\x07``.
    """
    shown = "".join(map(_visible, text))
    written: list[str] = []
    begun = False  # whether something stands before that makes a mark harmless
    for index, character in enumerate(shown):
        before = shown[index - 1] if index else ""
        after = shown[index + 1] if index + 1 < len(shown) else ""
        if not begun and character == " ":
            written.append(character)
            continue
        safe = _is_safe(character, before, after, begun=begun, quoted=quoted)
        written.append(character if safe else f"<U+{ord(character):04X}>")
        if character == "\\" and after == "t":
            written.append("\u200b")  # the engine of 2025 takes an escaped backslash and a t for a tab
        begun = True
    return "".join(written)


def _is_safe(character: str, before: str, after: str, *, begun: bool, quoted: bool) -> bool:
    if not character.isascii():
        return character not in _BREAKS_OR_CHANGES
    if character.isalnum() or character == " ":
        return True
    if not begun or character in (before, after):
        return False
    if character in _PLAIN:
        return True
    if character == '"' and quoted:
        return False
    in_comment = (character == "/" and "'" in (before, after)) or (character == "'" and "/" in (before, after))
    return character in _SINGLE and not in_comment


def _visible(character: str) -> str:
    """The character, or an escape that can be read where it would not be drawn or would deceive the reader."""
    code = ord(character)
    if (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0xD800 <= code <= 0xF8FF  # surrogates and the private use area
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
        or code >= 0xF0000
        or character in _BIDI
    ):
        return character.encode("unicode_escape").decode("ascii")
    return character
