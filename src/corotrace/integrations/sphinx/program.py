"""Runs a program in a process of its own, within a time limit, and brings its trace back."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corotrace.errors import CorotraceError

_CHILD = Path(__file__).with_name("child.py")
_LAST_LINES = 8


class ProgramError(CorotraceError):
    """A program failed, took too long or recorded nothing; the message ends with the last lines that it wrote."""


@dataclass(frozen=True)
class Program:
    """What is run.

    Args:
        title: what the document calls it; the diagram's title, unless the program records itself.
        file: the path of the file, or None where it is a module.
        module: the module that is imported, or None where it is a file.
        function: what is called in it; None to run the file as Python does.
        folder: the directory that it runs in.
    """

    title: str
    file: str | None
    module: str | None
    function: str | None
    folder: str


@dataclass(frozen=True)
class Finished:
    """What a program left behind.

    Args:
        trace: the lines of its trace, as they are saved.
        source: the file that was run.
        files: all files of modules that it consists of, the standard library and installed packages left out.
    """

    trace: bytes
    source: str
    files: tuple[str, ...]


def run(program: Program, time_limit: float) -> Finished:
    """Run a program to its end.

    Args:
        program: what to run.
        time_limit: seconds after which it is ended, with the processes that it has started.

    Returns:
        Its trace, and the files that it consists of.

    Raises:
        ProgramError: it failed, took too long or recorded nothing.
    """
    with tempfile.TemporaryDirectory(prefix="corotrace-") as name:
        desk = Path(name)
        (desk / "request.json").write_text(json.dumps({**asdict(program), "path": sys.path}), encoding="utf-8")
        # a file, not a pipe: a process that the program leaves behind would keep a pipe open
        with (desk / "said").open("wb") as said, _started(desk, program.folder, said.fileno()) as process:
            try:
                code = process.wait(time_limit)
            except subprocess.TimeoutExpired:
                raise ProgramError(
                    f"{program.title} was still running after {time_limit:g} s, and was ended; "
                    "let it do less, or give it more with :time-limit:"
                ) from None
        if code:
            raise ProgramError(f"{program.title} failed: {_last_lines(desk / 'said', code)}")
        if not (desk / "report.json").exists():
            raise ProgramError(f"{program.title} ended by itself before its trace could be read (os._exit?)")
        report = json.loads((desk / "report.json").read_text(encoding="utf-8"))
        return Finished((desk / "trace.jsonl").read_bytes(), report["source"], tuple(report["files"]))


@contextmanager
def _started(desk: Path, folder: str, said: int) -> Iterator[subprocess.Popen[bytes]]:
    # -P: what lies beside child.py is not what the program means by these names
    process = subprocess.Popen(  # noqa: S603 - running the documents' programs is what this is for
        [sys.executable, "-P", str(_CHILD), str(desk)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)  # it leads a group of its own
    else:
        process.kill()
    process.wait()


def _last_lines(said: Path, code: int) -> str:
    lines = said.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:]
    if not lines:
        return f"it ended with code {code}, and said nothing"
    return lines[0] if len(lines) == 1 else "\n" + "\n".join(f"  {line}" for line in lines)
