"""What the command line understands."""

import argparse
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from corotrace.integrations.command import convert, diff, doctor, render, run, show, summary
from corotrace.integrations.command.help import Help
from corotrace.integrations.command.settings.known import near

_SUBCOMMANDS = (run, render, convert, show, summary, diff, doctor)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the arguments.

    Args:
        arguments: them, without the name of the program.

    Returns:
        What was asked for; its ``run`` does it.

    Raises:
        SystemExit: there is nothing to do, or it cannot be understood; that has been said.
    """
    parser = make_parser()
    _offer_completion(parser)
    names = [subcommand.__name__.rpartition(".")[2] for subcommand in _SUBCOMMANDS]
    if arguments and not arguments[0].startswith("-") and arguments[0] not in names:
        parser.error(f"there is no command {arguments[0]!r}; {near(arguments[0], names)}")
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        options.parser.refuse(unknown)
    return options


def make_parser() -> "Parser":
    """The parser with all of its subcommands."""
    parser = Parser(
        prog="corotrace",
        usage="corotrace COMMAND ...",
        description="Shows what an asyncio program really did.",
        epilog="example: corotrace run -o trace.svg app.py\n\n"
        "corotrace COMMAND --help tells more, and so does docs/command-line.md.",
        formatter_class=Help,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show which corotrace this is, and exit")
    subparsers = parser.add_subparsers(title="commands", prog="corotrace", metavar="COMMAND", required=True)
    for subcommand in _SUBCOMMANDS:
        added = subcommand.add(subparsers)
        added.set_defaults(run=subcommand.run, parser=added)
    return parser


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and where help is."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")

    def refuse(self, unknown: Sequence[str]) -> NoReturn:
        """Say which arguments are not known, and what is near to the first."""
        first = unknown[0].partition("=")[0]
        if not first.startswith("-"):
            self.error(f"one argument too many: {first!r}")
        close = get_close_matches(first, self._option_string_actions, n=1)
        self.error(f"there is no option {first}" + (f"; did you mean {close[0]}?" if close else ""))


class _Version(argparse.Action):
    """Tells the version, which is looked up when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> None:
        from corotrace._version import __version__

        print("corotrace", __version__)  # noqa: T201 - it is a command
        parser.exit()


def _offer_completion(parser: argparse.ArgumentParser) -> None:
    """Answer the shell, where it asks what could follow, and end; else nothing."""
    try:
        import argcomplete
    except ImportError:  # it comes with corotrace[completion]
        return
    argcomplete.autocomplete(parser)
