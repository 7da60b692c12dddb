"""``corotrace summary``: what a trace adds up to."""

import argparse
from typing import Any

from corotrace.integrations.command.choosing import add_choosing, add_critical_path
from corotrace.integrations.command.help import add_command, add_trace
from corotrace.integrations.command.output import write_text
from corotrace.integrations.command.settings import fill
from corotrace.integrations.command.sources import load_with_path


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Add the subcommand."""
    parser = add_command(
        subparsers,
        "summary",
        takes="TRACE",
        does="tell how long a trace took, how much ran at once, what was slow",
        description="Tells what TRACE, a recording, adds up to: how long it took, how much ran at\n"
        "once, which calls were slow, what was waited for, and what failed.",
        example="corotrace summary trace.jsonl --root '*.checkout'",
    )
    add_trace(parser)
    add_critical_path(parser, "and what")
    add_choosing(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Tell it."""
    fill(options)
    trace, path = load_with_path(options.trace, options)
    write_text("\n\n".join(map(str, filter(None, [trace.summary(), path]))) + "\n")
    return 0
