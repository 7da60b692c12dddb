"""What two diagrams say that differs."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from corotrace.integrations.committed.words import Line, read_words

_CONTEXT = 2  # lines that are the same, before and after what differs
_MOST = 120  # nobody reads more
_MANY = 2_000  # lines from which difflib may take the frequent ones for noise, so that it does not take minutes


def difference(there: str, now: str) -> list[str]:
    """Compare two diagrams by what they say, in words.

    Args:
        there: the PlantUML text of one.
        now: that of the other.

    Returns:
        Lines that begin with ``-`` for what only the first says, with ``+`` for what only the second says, and with
        spaces for what is around; none where they say the same.
    """
    old, new = read_words(there), read_words(now)
    old_words, new_words = [line.words() for line in old], [line.words() for line in new]
    if old_words == new_words:
        return []
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=max(len(old), len(new)) > _MANY)
    lines = list(_lines(matcher, old, new))
    if len(lines) > _MOST:
        lines[_MOST:] = [f"  … and {len(lines) - _MOST:,} lines more"]
    return lines


def _lines(matcher: SequenceMatcher[str], old: list[Line], new: list[Line]) -> Iterator[str]:
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from _same(new[new_start:new_end], new_start == 0, new_end == len(new))
        else:
            yield from (_shown("-", line) for line in old[start:end])
            yield from (_shown("+", line) for line in new[new_start:new_end])


def _same(lines: list[Line], first: bool, last: bool) -> Iterator[str]:
    """The lines next to what differs, and how many more there are."""
    before, after = 0 if first else _CONTEXT, 0 if last else _CONTEXT
    left_out = len(lines) - before - after
    if left_out < 2:
        yield from (_shown(" ", line) for line in lines)
        return
    yield from (_shown(" ", line) for line in lines[:before])
    yield f"  … {left_out:,} lines the same"
    yield from (_shown(" ", line) for line in lines[len(lines) - after :])


def _shown(mark: str, line: Line) -> str:
    return f"{mark} {'  ' * line.depth}{line.words()}"
