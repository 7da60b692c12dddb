"""How a subcommand is added, and how its help looks: one screen, an example in it."""

import argparse
from typing import Any


class Help(argparse.RawDescriptionHelpFormatter):
    """Help in 80 columns, for which its lines are written."""

    def __init__(self, prog: str, **_: object) -> None:
        super().__init__(prog, max_help_position=25, width=80)


def add_command(
    subparsers: Any, name: str, *, takes: str, does: str, description: str, example: str
) -> argparse.ArgumentParser:
    """Add a subcommand.

    Args:
        subparsers: where to.
        name: what it is called.
        takes: its arguments as they are written, such as ``TRACE``; each stands in the options in small letters.
        does: what it does, in a line.
        description: that in more lines, as they are shown.
        example: how it is used.

    Returns:
        Its parser, for its options.
    """
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=does,
        usage=f"corotrace {name} {takes} [option ...]".replace("  ", " "),
        description=description,
        epilog=f"example: {example}",
        formatter_class=Help,
        allow_abbrev=False,
    )
    return parser


def add_trace(parser: argparse.ArgumentParser, name: str = "trace") -> None:
    """Add a file that is read; the description tells what it is."""
    parser.add_argument(name, metavar=name.upper(), help=argparse.SUPPRESS)
