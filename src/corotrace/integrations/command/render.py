"""``corotrace render``: draw a trace."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corotrace.errors import UsageError
from corotrace.integrations.command.choosing import add_choosing, add_critical_path, given_choosing
from corotrace.integrations.command.drawing import add_engine, add_fold, add_order, add_view, given
from corotrace.integrations.command.help import add_command, add_trace
from corotrace.integrations.command.output import add_outputs, outputs_of, write
from corotrace.integrations.command.settings import fill
from corotrace.integrations.command.sources import is_text, load_with_path, read_pages


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Add the subcommand."""
    parser = add_command(
        subparsers,
        "render",
        takes="TRACE -o OUT",
        does="draw a trace, as pictures or as the text of the diagram",
        description="Draws TRACE, a recording or PlantUML text (.puml), as OUT: -o is repeatable.",
        example="corotrace render trace.jsonl -o trace.svg --failed",
    )
    add_trace(parser)
    add_outputs(parser, ".svg, .png, .puml, .mmd or .txt")
    add_view(parser)
    add_order(parser)
    add_fold(parser)
    add_critical_path(parser, "in bold: what")
    add_choosing(parser)
    add_engine(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Draw it."""
    from corotrace.renderers import FORMATS
    from corotrace.trace import SUFFIXES

    if is_text(options.trace):
        return _draw_text(options, [f".{one}" for one in FORMATS])
    fill(options)
    suffixes = [suffix for suffix in SUFFIXES if not suffix.startswith(".json")]
    outputs = outputs_of(options, suffixes, "; corotrace convert writes .json and .jsonl")
    trace, in_bold = load_with_path(options.trace, options)
    how = given(options, "view", "order", "fold", "engine", "server")
    write(outputs, lambda path: trace.save(path, bold=in_bold, **how))
    return 0


def _draw_text(options: argparse.Namespace, suffixes: Sequence[str]) -> int:
    drawn = [
        *given(options, "view", "order"),
        *(["critical-path"] if options.critical_path is not None else []),
        *(["fold"] if options.fold is not None else []),
    ]
    if options_of_traces := [*(f"--{name}" for name in drawn), *given_choosing(options)]:
        raise UsageError(
            f"{', '.join(options_of_traces)}: {options.trace!r} is the text of a diagram, in which that is settled; "
            "give the trace instead"
        )
    fill(options)
    outputs = outputs_of(options, suffixes, f"; {options.trace!r} is the text of a diagram already")
    pages = read_pages(options.trace)

    def save(path: Path) -> Sequence[Path]:
        from corotrace.files import write_pages
        from corotrace.progress import working
        from corotrace.renderers import render

        with working(f"drawing {options.trace!r}"):
            suffix = path.suffix.lower()[1:]
            drawn = [render(page, suffix, **given(options, "engine", "server")) for page in pages]
        return write_pages(path, drawn)

    write(outputs, save)
    return 0
