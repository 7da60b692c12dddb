"""Options that choose what of a trace is shown, and how: those of `Trace.select`, and the title."""

import argparse
from typing import TYPE_CHECKING

from corotrace.errors import UsageError

if TYPE_CHECKING:
    from corotrace.trace import Trace

_CHOOSING = ("include", "exclude", "depth", "root", "between", "slower_than", "failed")


def add_choosing(parser: argparse.ArgumentParser) -> None:
    """Add the options that leave out calls, and the title."""
    parser.add_argument("--include", metavar="GLOB", action="append", help="only functions of such a name; repeatable")
    parser.add_argument("--exclude", metavar="GLOB", action="append", help="no functions of such a name; repeatable")
    parser.add_argument("--depth", metavar="N", type=levels, help="so many levels of calls; 1 is the outermost")
    parser.add_argument("--root", metavar="GLOB", help="only what calls of this function did")
    parser.add_argument("--failed", action="store_true", default=None, help="only failed calls, and their callers")
    parser.add_argument("--slower-than", metavar="SECONDS", type=_seconds, help="only calls that took longer")
    parser.add_argument(
        "--between", nargs=2, metavar=("FROM", "TO"), type=_seconds, help="only calls that ran between these seconds"
    )
    parser.add_argument("--title", metavar="TEXT", help="what stands above it")


def add_critical_path(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the call whose critical path is asked for.

    Args:
        parser: the parser.
        what: what is done with it, in a few words.
    """
    parser.add_argument("--critical-path", metavar="GLOB", help=f"{what} took the time of such a call")


def given_choosing(options: argparse.Namespace) -> list[str]:
    """Which of these options were written."""
    return [f"--{name.replace('_', '-')}" for name in (*_CHOOSING, "title") if getattr(options, name) is not None]


def chosen(trace: "Trace", options: argparse.Namespace) -> "Trace":
    """What of a trace was asked for, under the title that was asked for.

    Raises:
        UsageError: something cannot be asked for, or no call has such a name.
    """
    from dataclasses import replace

    from corotrace.trace import Trace

    if options.between and options.between[0] > options.between[1]:
        first, second = options.between
        raise UsageError(f"--between {first:g} {second:g}: write the earlier moment first")
    asked = {name: value for name in _CHOOSING if (value := getattr(options, name)) is not None}
    if asked:
        trace = trace.select(**asked)
    if options.title is None:
        return trace
    events = trace.events
    return Trace(replace(trace.header, title=options.title), lambda: events)


def levels(text: str) -> int:
    """Read a whole number from 1 on."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, such as 0.5")
    return seconds
