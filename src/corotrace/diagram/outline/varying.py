"""One text for several: what they say, or from where to where it goes."""

from collections.abc import Iterable


def common_text(texts: Iterable[str]) -> str:
    """Write several texts as one.

    Args:
        texts: at least one.

    Returns:
        The text, if all are equal. Else the lowest and the highest, of numbers, or two that differ, with ``…`` between
        them: that they are not all can be seen.
    """
    distinct = list(dict.fromkeys(texts))
    if len(distinct) > 1:
        numbers = [_number(text) for text in distinct]
        known = [number for number in numbers if number is not None]
        if len(known) == len(distinct):
            distinct = [text for _, text in sorted(zip(known, distinct, strict=True))]
        return f"{distinct[0]} … {distinct[-1]}"
    return distinct[0]


def _number(text: str) -> float | None:
    for kind in (int, float):
        try:
            return kind(text) if text[:1] in "-0123456789" else None
        except ValueError:
            pass
    return None
