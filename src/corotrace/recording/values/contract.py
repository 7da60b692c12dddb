"""What the writer of one kind of value is given, and what it gives."""

from collections.abc import Callable
from typing import Any, Protocol


class Writer(Protocol):
    """Writes values of any kind; ``room`` is the number of characters there is, ``depth`` the containers inside."""

    def value(self, value: Any, room: int, depth: int) -> str:
        """Write a value that has no name."""

    def named(self, name: str | None, value: Any, room: int, depth: int) -> str:
        """Write a value by the name that it has; what a name says is secret, is masked."""

    def string(self, text: str, room: int) -> str:
        """Write a string in Python's notation, secrets inside of it masked."""

    def hides(self, name: str) -> bool:
        """Whether what has this name is secret."""


#: Writes values of one kind: the writer for what is inside, the value, the room, the depth.
Write = Callable[[Writer, Any, int, int], str]
