"""Texts of a PlantUML source, as they stand in the picture."""

import re

_MARKUP = re.compile(r"</?size(?::\d+)?>|</?color(?::(?P<colour>#\w+))?>")
_CODE = re.compile(r"<plain>(.*?)</plain>|<U\+([0-9A-F]{4,5})>")


def drawn_text(source: str) -> str:
    """What is drawn where this stands in the source."""
    return _decode(_MARKUP.sub("", source)).replace("\xa0", " ")


def colour_of(source: str) -> str | None:
    """The colour in which a text begins, or None."""
    found = _MARKUP.match(source)
    return found["colour"] if found else None


def _decode(source: str) -> str:
    return _CODE.sub(lambda found: chr(int(found[2], 16)) if found[2] else _decode(found[1]), source)
