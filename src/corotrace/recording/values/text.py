"""Finished texts, and their lengths."""


class Text(str):
    """Text that is finished, unlike a ``str`` that is a recorded value."""

    __slots__ = ()


#: What stands for a secret, …
MASK = Text("***")
#: … and for what is not shown.
HIDDEN = Text("…")


def cut(text: str, length: int) -> str:
    """The text, ended by ``…`` where it is longer than `length` characters."""
    return text if len(text) <= length else text[: max(length - 1, 0)].rstrip(HIDDEN) + HIDDEN
