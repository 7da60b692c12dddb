"""``corotrace diff``: what two runs did differently."""

import argparse
from typing import Any

from corotrace.integrations.command.choosing import add_choosing
from corotrace.integrations.command.drawing import add_engine, add_fold, given
from corotrace.integrations.command.help import add_command, add_trace
from corotrace.integrations.command.output import add_outputs, outputs_of, text_width, write, write_text
from corotrace.integrations.command.settings import fill
from corotrace.integrations.command.sources import load

_DIFFER = 1


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Add the subcommand."""
    parser = add_command(
        subparsers,
        "diff",
        takes="OLD NEW",
        does="tell what two runs did differently",
        description="Compares two recordings, in causal order: the times don't count. The exit code\n"
        "is 0 where both did the same, 1 where they differ, and 2 where it is not known.",
        example="corotrace diff before.jsonl after.jsonl -o difference.svg",
    )
    add_trace(parser, "old")
    add_trace(parser, "new")
    add_outputs(parser, ".svg, .png, .puml or .txt", required=False)
    add_fold(parser)
    add_choosing(parser)
    add_engine(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Compare them."""
    from corotrace.difference import SUFFIXES

    fill(options)
    outputs = outputs_of(options, SUFFIXES, "; Mermaid cannot tell what differs")
    old, new = load(options.old, options), load(options.new, options)
    difference = old.diff(new, **given(options, "fold"))
    write(outputs, lambda path: difference.save(path, **given(options, "engine", "server")))
    if not outputs:
        write_text(difference.to_text(width=text_width()))
    return _DIFFER if difference else 0
