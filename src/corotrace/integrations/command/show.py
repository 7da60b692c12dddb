"""``corotrace show``: a trace as a tree, as wide as the terminal."""

import argparse
from typing import Any

from corotrace.integrations.command.choosing import add_choosing
from corotrace.integrations.command.drawing import add_fold, given
from corotrace.integrations.command.help import add_command, add_trace
from corotrace.integrations.command.output import text_width, write_text
from corotrace.integrations.command.settings import fill
from corotrace.integrations.command.sources import load


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Add the subcommand."""
    parser = add_command(
        subparsers,
        "show",
        takes="TRACE",
        does="show a trace here, as a tree of calls",
        description="Shows TRACE, a recording, as a tree of calls: what called what, when, for how\n"
        "long, and how it ended. It is as wide as the terminal, or has 80 columns.",
        example="corotrace show trace.jsonl --depth 2 | less",
    )
    add_trace(parser)
    add_fold(parser)
    add_choosing(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Show it."""
    fill(options)
    trace = load(options.trace, options)
    write_text(trace.to_text(width=text_width(), **given(options, "fold")))
    return 0
