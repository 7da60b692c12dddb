"""The command line, ``corotrace``: traces drawn, written, shown, compared and added up.

A subcommand is a module with two functions: ``add(subparsers)`` says what it takes, ``run(options)`` does it and gives
the exit code: 0 for done, 1 where the answer is no, such as "they differ". `main` turns errors into 2, an interruption
into 130. What a subcommand needs is imported when it runs, so that ``corotrace --help`` and completion need not wait.
"""

import sys
from collections.abc import Sequence

from corotrace.errors import CorotraceError
from corotrace.integrations.command.output import flush
from corotrace.integrations.command.parser import parse
from corotrace.integrations.command.words import in_options

_FAILED = 2
_INTERRUPTED = 130  # as a shell tells it: 128 and the number of the signal


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for.

    Args:
        arguments: the arguments, by default those of this process.

    Returns:
        The exit code: 0 done, 1 done with "no" for an answer, 2 it could not be done, 130 interrupted.
    """
    try:
        return _do(sys.argv[1:] if arguments is None else arguments)
    except CorotraceError as error:
        _say(f"corotrace: {in_options(str(error))}")
        return _FAILED
    except KeyboardInterrupt:
        _say("corotrace: interrupted")
        return _INTERRUPTED


def _do(arguments: Sequence[str]) -> int:
    try:
        options = parse(arguments)
    except SystemExit as end:  # --help, --version, or what argparse has refused
        flush()
        return end.code if isinstance(end.code, int) else _FAILED
    code: int = options.run(options)
    return code


def _say(line: str) -> None:
    if sys.stderr is None:  # it is closed; print() would take standard output instead
        return
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - it is a command
    except OSError:
        pass  # nobody listens
