"""``corotrace run``: record a program as it is."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corotrace.errors import StorageError
from corotrace.integrations.command.choosing import levels
from corotrace.integrations.command.drawing import add_engine, add_fold, add_order, add_view, given
from corotrace.integrations.command.help import Help
from corotrace.integrations.command.output import Output, add_outputs, outputs_of, write
from corotrace.integrations.command.settings import fill

if TYPE_CHECKING:
    from corotrace.trace import Trace


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Add the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "run",
        help="record a program as it is, and draw what it did",
        usage="corotrace run -o OUT [option ...] SCRIPT | -m MODULE [argument ...]",
        description="Records the coroutines of SCRIPT, or of MODULE; ends as the program ends.",
        epilog="example: corotrace run -o trace.svg app.py",
        formatter_class=Help,
        allow_abbrev=False,
    )
    parser.add_argument("-m", dest="module", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    parser.add_argument("program", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    add_outputs(parser, ".jsonl, .svg, .png, .puml, ...")
    parser.add_argument("--sync", action="store_true", help="plain functions and generators too")
    parser.add_argument(
        "--processes", action=argparse.BooleanOptionalAction, help="child processes too, in one diagram, or not"
    )
    parser.add_argument("--include", metavar="GLOB", action="append", help="only functions of such a name; repeatable")
    parser.add_argument("--exclude", metavar="GLOB", action="append", help="no functions of such a name; repeatable")
    parser.add_argument("--depth", metavar="N", type=levels, help="so many levels of calls; 1 is the outermost")
    parser.add_argument("--max-events", metavar="N", type=levels, help="so many events, the earliest ones")
    parser.add_argument(
        "--values", metavar="WHAT", choices=("safe", "repr", "none"), default="safe",
        help="what is shown of values: safe, repr or none",
    )  # fmt: skip
    parser.add_argument("--title", metavar="TEXT", help="what stands above it")
    add_view(parser)
    add_order(parser)
    add_fold(parser)
    add_engine(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Run the program, and write its trace."""
    from corotrace.integrations.running.process import end_as
    from corotrace.integrations.running.program import Program, run_program
    from corotrace.trace import SUFFIXES

    words = [*(options.module or ()), *options.program]  # argparse lets what is after -m end at a --
    if options.module is None and words[:1] == ["--"]:
        del words[0]
    if not words:
        options.parser.error("name a script, or a module after -m")
    fill(options)
    outputs = outputs_of(options, SUFFIXES, "")
    _require_directories(outputs)
    program = Program(
        target=words[0],
        arguments=tuple(words[1:]),
        is_module=options.module is not None,
        title=options.title,
        values=options.values,
        include=tuple(options.include or ()),
        exclude=tuple(options.exclude or ()),
        sync=options.sync,
        processes=bool(options.processes),
        max_events=options.max_events,
    )

    def deliver(trace: "Trace") -> None:
        shown = trace if options.depth is None else trace.select(depth=options.depth)
        write(outputs, lambda path: shown.save(path, **given(options, "view", "order", "fold", "engine", "server")))

    spool = next((output.path for output in outputs if output.path and output.suffix == ".jsonl"), None)
    code = run_program(program, deliver, spool)
    if code < 0:
        end_as(code)
    return code


def _require_directories(outputs: Sequence[Output]) -> None:
    for path in (output.path or Path() for output in outputs):
        if not path.parent.is_dir():  # nobody wants to hear that when the program has run for an hour
            raise StorageError(f"cannot write {str(path)!r}: create the directory {str(path.parent)!r} first")
