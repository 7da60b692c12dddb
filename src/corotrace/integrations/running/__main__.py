"""``python -m corotrace.integrations.running``: records a program."""

import argparse

from corotrace.errors import CorotraceError
from corotrace.integrations.running import Outputs, Program, end_as, run_program


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
    try:
        program = Program(
            words[0], tuple(words[1:]), options.module is not None, options.title, options.values,
            tuple(options.include), tuple(options.exclude), options.sync,
        )  # fmt: skip
        outputs = Outputs(tuple(options.output) or ("-",), options.depth, options.max_events, options.order)
    except CorotraceError as error:
        parser.exit(2, f"corotrace: {error}\n")
    return run_program(program, outputs)


if __name__ == "__main__":
    end_as(main())
