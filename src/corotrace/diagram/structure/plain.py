"""Texts without what differs from run to run."""

import re

from corotrace.events import Argument

_ADDRESS = re.compile(r"\bat 0x[0-9A-Fa-f]+")


def plain(text: str) -> str:
    """The text without the addresses that Python writes for objects which have no better name."""
    return _ADDRESS.sub("at …", text) if "at 0x" in text else text


def plain_arguments(arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """The arguments, written so; the very same if they are."""
    if not any("at 0x" in argument.text for argument in arguments):
        return arguments
    return tuple([Argument(plain(argument.text), argument.name) for argument in arguments])
