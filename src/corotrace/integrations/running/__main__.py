"""``python -m corotrace.integrations.running``: records a program."""

import argparse
import sys
from pathlib import Path

from corotrace.errors import CorotraceError
from corotrace.integrations.running import Program, end_as, run_program
from corotrace.trace import Trace


def main() -> int:
    """Read the command line, and run the program."""
    parser = argparse.ArgumentParser(prog="corotrace run", allow_abbrev=False)
    parser.add_argument("-o", "--output", action="append", default=[])
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--exclude", action="append", default=[])
    parser.add_argument("--sync", action="store_true")
    parser.add_argument("--depth", type=int)
    parser.add_argument("--max-events", type=int)
    parser.add_argument("--order", choices=("time", "structure"), default="time")
    parser.add_argument("--values", choices=("safe", "repr", "none"), default="safe")
    parser.add_argument("--title")
    parser.add_argument("-m", dest="module", nargs=argparse.REMAINDER)
    parser.add_argument("program", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    words = options.module or options.program
    if not words:
        parser.error("name a script, or a module after -m")
    paths = [Path(path) for path in options.output]

    def write(trace: Trace) -> None:
        trace = trace if options.depth is None else trace.select(depth=options.depth)
        if not paths:
            sys.stdout.write(trace.to_text())
        for path in paths:
            trace.save(path, order=options.order)

    try:
        program = Program(
            words[0], tuple(words[1:]), options.module is not None, options.title, options.values,
            tuple(options.include), tuple(options.exclude), options.sync, options.max_events,
        )  # fmt: skip
    except CorotraceError as error:
        parser.exit(2, f"corotrace: {error}\n")
    return run_program(program, write, next((path for path in paths if path.suffix == ".jsonl"), None))


if __name__ == "__main__":
    end_as(main())
