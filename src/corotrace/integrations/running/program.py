"""A program is run, recorded and drawn."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corotrace.errors import CorotraceError, UsageError
from corotrace.events import dump_lines, show_nothing
from corotrace.files import write_whole
from corotrace.integrations.running.ends import earliest, with_its_end
from corotrace.integrations.running.gathering import gather
from corotrace.integrations.running.process import run_process, signals_kept
from corotrace.integrations.running.request import Request
from corotrace.integrations.running.rescue import rescued
from corotrace.recording import MAX_MESSAGE, MAX_VALUE, Values, read_policy
from corotrace.trace import Trace

_NOT_WRITTEN = 1
#: The exit code after an exception, and where there is nothing to run; standard error says why.
_PYTHON_FAILED = 1


@dataclass(frozen=True)
class Program:
    """What is run, and what is recorded of it.

    Args:
        target: the path of a script, of a directory or archive with a ``__main__.py``, or the name of a module.
        arguments: what the program gets in ``sys.argv``.
        is_module: whether `target` is the name of a module, as after ``-m``.
        title: what stands above the diagram; by default the target.
        values: what is shown of values, as in `corotrace.record`.
        include: patterns of full names, such as ``"shop.*"``; where there are some, only functions that one of them
            fits are traced, and those of an installed package whose name stands there.
        exclude: patterns of functions that are not traced.
        sync: whether plain functions and generators are traced, beside coroutine functions and async generators.
        processes: whether child processes are recorded, too.
        max_events: so many of the earliest events make the trace, or None for all.

    Raises:
        UsageError: there is no such file, or an option makes no sense, or not on this system.
    """

    target: str
    arguments: tuple[str, ...] = ()
    is_module: bool = False
    title: str | None = None
    values: Values = "safe"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    sync: bool = False
    processes: bool = False
    max_events: int | None = None

    def __post_init__(self) -> None:
        if not self.is_module and not Path(self.target).exists():
            raise UsageError(f"cannot run {self.target!r}: there is no such file")
        if self.max_events is not None and self.max_events < 1:
            raise UsageError(f"cannot keep {self.max_events} events; write a whole number from 1 on")
        if self.processes and not hasattr(os, "fork"):
            raise UsageError("cannot record child processes on this system; leave --processes out")
        read_policy(self.values, (), MAX_VALUE, MAX_MESSAGE)


def run_program(program: Program, write: Callable[[Trace], object], spool: Path | None = None) -> int:
    """Run a program in a process of its own, and write the trace when that has ended, in whatever way.

    Args:
        program: what is run.
        write: writes its trace; where it fails, the recording is kept.
        spool: the file that events go to while the program runs, by default a temporary one.

    Returns:
        The program's exit code, or minus the number of the signal that killed it. Where that is 0, and its trace could
        not be written, 1; standard error says why, and also where there is nothing to write.
    """
    # a child that goes on may leave a file there just now
    with tempfile.TemporaryDirectory(prefix="corotrace-", ignore_cleanup_errors=True) as name:
        desk = Path(name)
        family = desk / "family"
        family.mkdir()
        recording = (spool or desk / "trace.jsonl").absolute()
        with signals_kept() as blocked:
            request = desk / "request.json"
            _request(program, recording, blocked, family).write(request)
            code = run_process(request)
            ended = time.perf_counter_ns()
        try:
            trace = with_its_end(Trace.load(recording), code, ended)
            if program.processes:
                trace = gather(trace, family)
                lines = dump_lines(trace.header, trace.events)
                write_whole(recording, "".join(lines).encode())  # all of it is kept, should it not be drawn
            if not show_nothing(trace.events):
                _deliver(program, trace, write, recording, is_kept=spool is not None)
            elif reason := _reason(program, trace, code):
                _say(f"nothing was recorded of {program.target!r}{reason}")
        except CorotraceError as error:
            _say(str(error))
            return code or _NOT_WRITTEN
    return code


def _deliver(
    program: Program, trace: Trace, write: Callable[[Trace], object], recording: Path, *, is_kept: bool
) -> None:
    if program.max_events is not None:
        trace = earliest(trace, program.max_events)
    try:
        write(trace)
    except CorotraceError as error:
        kept = recording if is_kept else rescued(recording, program.target)
        raise CorotraceError(f"{error}; the recording is in {str(kept)!r}") from error


def _reason(program: Program, trace: Trace, code: int) -> str:
    """Why nothing was recorded; an empty text where the program was killed, or has told of an error by itself."""
    if code < 0 or code == _PYTHON_FAILED:
        return ""
    if getattr(trace.events[-1], "failure", None) is not None:
        return " before its recording broke off, as it does with os._exit and os.exec…"
    if program.include or program.exclude:
        return ": no function was called that --include and --exclude leave"
    if program.sync:
        return ": no function of its own code was called"
    return ": no coroutine function of its own code was called; --sync records plain functions too"


def _say(line: str) -> None:
    print(f"corotrace: {line}", file=sys.stderr)  # noqa: T201 - to who waits for the trace


def _request(program: Program, spool: Path, blocked: list[int], family: Path) -> Request:
    return Request(
        target=program.target,
        arguments=list(program.arguments),
        is_module=program.is_module,
        spool=str(spool),
        title=program.target if program.title is None else program.title,
        values=program.values,
        include=list(program.include),
        exclude=list(program.exclude),
        sync=program.sync,
        blocked_signals=blocked,
        family=str(family) if program.processes else None,
    )
