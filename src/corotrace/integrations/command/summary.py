"""``corotrace summary``: what a trace adds up to."""

import argparse
from typing import Any

from corotrace.integrations.command.choosing import add_choosing
from corotrace.integrations.command.help import add_command, add_trace
from corotrace.integrations.command.output import write_text
from corotrace.integrations.command.settings import fill
from corotrace.integrations.command.sources import load


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
    add_choosing(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Tell it."""
    fill(options)
    write_text(f"{load(options.trace, options).summary()}\n")
    return 0
