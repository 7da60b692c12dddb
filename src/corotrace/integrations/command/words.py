"""Errors of the library, in the words of the command line."""

import re

_ARGUMENT = re.compile(r"^(?:select\((\w+)=|(critical_path)\()(.*?)\): ")
_OPTION = re.compile(r"\b(view|order|engine|server)=(?:'(\w+)'|\.\.\.)")
_SELECT = re.compile(r"\b(?:trace\.)?select\(\)")


def in_options(message: str) -> str:
    """A message that names what Python code would write, with the options that a shell takes instead."""
    message = _ARGUMENT.sub(lambda found: f"--{(found[1] or found[2]).replace('_', '-')} {found[3]}: ", message)
    message = _OPTION.sub(lambda found: f"--{found[1]} {found[2] or 'URL'}", message)
    return _SELECT.sub("--depth, --include or --exclude", message)
