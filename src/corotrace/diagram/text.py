"""Lengths of texts: engines refuse lines of 2,000 characters, and a reader gives up long before."""

MESSAGE = 200
TITLE = 160
NAME = 80


def cut(text: str, length: int) -> str:
    """The text, ended by ``…`` where it is longer than `length` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"
