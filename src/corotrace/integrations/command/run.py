"""``corotrace run``: record a program as it is."""

import argparse
from typing import TYPE_CHECKING, Any

from corotrace.errors import CorotraceError
from corotrace.integrations.command.choosing import levels
from corotrace.integrations.command.drawing import add_engine, add_fold, add_order, add_view, given
from corotrace.integrations.command.help import Help
from corotrace.integrations.command.output import add_outputs, outputs_of, write
from corotrace.integrations.command.settings import VALUES, fill
from corotrace.integrations.command.words import in_options

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
    parser.add_argument(
        "--sync", action=argparse.BooleanOptionalAction, help="plain functions and generators too, or not"
    )
    parser.add_argument(
        "--processes", action=argparse.BooleanOptionalAction, help="child processes too, in one diagram, or not"
    )
    parser.add_argument("--include", metavar="GLOB", action="append", help="only functions of such a name; repeatable")
    parser.add_argument("--exclude", metavar="GLOB", action="append", help="no functions of such a name; repeatable")
    parser.add_argument("--depth", metavar="N", type=levels, help="so many levels of calls; 1 is the outermost")
    parser.add_argument("--max-events", metavar="N", type=levels, help="so many events, the earliest ones")
    parser.add_argument("--values", metavar="WHAT", choices=VALUES, help="what is shown of values: safe, repr or none")
    parser.add_argument("--title", metavar="TEXT", help="what stands above it")
    add_view(parser)
    add_order(parser)
    add_fold(parser)
    add_engine(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Run the program, and write its trace."""
    from corotrace.files import require_place
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
    for output in outputs:
        if output.path is not None:  # nobody wants to hear of it when the program has run for an hour
            require_place(output.path)
    program = Program(
        target=words[0],
        arguments=tuple(words[1:]),
        is_module=options.module is not None,
        title=options.title,
        values=options.values or "safe",
        include=tuple(options.include or ()),
        exclude=tuple(options.exclude or ()),
        sync=bool(options.sync),
        processes=bool(options.processes),
        max_events=options.max_events,
    )

    def deliver(trace: "Trace") -> None:
        shown = trace if options.depth is None else trace.select(depth=options.depth)
        try:
            write(outputs, lambda path: shown.save(path, **given(options, "view", "order", "fold", "engine", "server")))
        except CorotraceError as error:
            raise CorotraceError(in_options(str(error))) from error

    spool = next((output.path for output in outputs if output.path and output.suffix == ".jsonl"), None)
    code = run_program(program, deliver, spool)
    if code < 0:
        end_as(code)
    return code
