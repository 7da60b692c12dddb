"""Texts without what differs from run to run."""

import re
from collections.abc import Iterable

from corotrace.events import Argument

_ADDRESS = re.compile(r"\bat 0x[0-9A-Fa-f]+")


def plain(text: str) -> str:
    """The text without the addresses that Python writes for objects which have no better name."""
    return _ADDRESS.sub("at …", text) if "at 0x" in text else text


def plain_arguments(arguments: Iterable[Argument]) -> tuple[Argument, ...]:
    """The arguments, written so."""
    return tuple(
        argument if "at 0x" not in argument.text else Argument(plain(argument.text), argument.name)
        for argument in arguments
    )
