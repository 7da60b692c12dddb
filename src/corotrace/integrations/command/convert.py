"""``corotrace convert``: write a trace as text or data."""

import argparse
from typing import Any

from corotrace.integrations.command.choosing import add_choosing
from corotrace.integrations.command.drawing import add_fold, add_order, add_view, given
from corotrace.integrations.command.help import add_command, add_trace
from corotrace.integrations.command.output import add_outputs, outputs_of, write
from corotrace.integrations.command.settings import fill
from corotrace.integrations.command.sources import load


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Add the subcommand."""
    parser = add_command(
        subparsers,
        "convert",
        takes="TRACE -o OUT",
        does="write a trace as text, or what is chosen of it as a trace",
        description="Writes TRACE, a recording, as text or as a trace again: -o is repeatable.\n"
        "No engine is needed, and nothing is sent anywhere.",
        example="corotrace convert trace.jsonl -o shop.jsonl --include 'shop.*'",
    )
    add_trace(parser)
    add_outputs(parser, ".jsonl, .json, .puml, .mmd or .txt")
    add_view(parser)
    add_order(parser)
    add_fold(parser)
    add_choosing(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Write it."""
    from corotrace.renderers import FORMATS
    from corotrace.trace import SUFFIXES

    fill(options)
    suffixes = [suffix for suffix in SUFFIXES if suffix[1:] not in FORMATS]
    outputs = outputs_of(options, suffixes, "; corotrace render draws pictures")
    trace = load(options.trace, options)
    write(outputs, lambda path: trace.save(path, **given(options, "view", "order", "fold")))
    return 0
