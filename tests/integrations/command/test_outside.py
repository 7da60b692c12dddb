"""The command as a shell sees it: exit codes, pipes, signals, what it loads."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corotrace import __version__
from tests.integrations.command.conftest import Command, sales

COROTRACE = [sys.executable, "-m", "corotrace"]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and devices are those of POSIX")


def test_done_no_and_cannot_are_0_1_and_2(process: Command) -> None:
    shown = process("show", "trace.jsonl")
    assert (shown.code, shown.err) == (0, "")
    assert "checkout('stolen')" in shown.out
    missing = process("show", "missing.jsonl")
    assert missing == type(missing)(2, "", "corotrace: cannot read 'missing.jsonl': No such file or directory\n")
    assert process("doctor", "too much").code == 2


def test_the_version(process: Command) -> None:
    assert process("--version").out == f"corotrace {__version__}\n"


def test_whoever_reads_the_output_may_stop_reading(process: Command, here: Path) -> None:
    sales(*(f"card {number}" for number in range(3000))).save("long.jsonl")
    arguments = [*COROTRACE, "show", "--no-fold", "long.jsonl"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as command:
        assert command.stdout
        assert command.stderr
        assert command.stdout.readline() == b"sales\n"
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 0


@pytest.mark.parametrize("arguments", ["show trace.jsonl", "summary trace.jsonl", "--help", "--version"])
def test_nobody_may_read_the_output_at_all(process: Command, arguments: str) -> None:
    with subprocess.Popen([*COROTRACE, *arguments.split()], stdout=-1, stderr=-1) as command:
        assert command.stdout
        assert command.stderr
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 0


@POSIX
def test_where_nothing_can_be_written_it_says_so(process: Command) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COROTRACE, "show", "trace.jsonl"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr == b"corotrace: cannot write to standard output: No space left on device\n"
    closed = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *COROTRACE, "show", "trace.jsonl"], capture_output=True)
    assert (closed.returncode, closed.stderr) == (2, b"corotrace: cannot write to standard output: it is closed\n")


@POSIX
def test_ctrl_c_is_one_line_and_130(process: Command, here: Path) -> None:
    os.mkfifo("never.jsonl")  # whoever reads it waits
    with subprocess.Popen([*COROTRACE, "show", "never.jsonl"], stdout=-1, stderr=-1) as command:
        writer = os.open("never.jsonl", os.O_WRONLY)  # returns when it is being read
        time.sleep(0.2)
        command.send_signal(signal.SIGINT)
        out, err = command.communicate(timeout=60)
        os.close(writer)
    assert (command.returncode, out, err) == (130, b"", b"corotrace: interrupted\n")


def test_what_the_terminal_cannot_write_does_not_stop_it(process: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    shown = process("show", "trace.jsonl")
    assert shown.code == 0
    assert "? checkout('visa') ? None" in shown.out
    for command in ("render", "convert", "show", "summary", "diff", "doctor"):
        assert process(command, "--help").code == 0
    assert process("--help").out.startswith("usage: corotrace COMMAND ...\n")


@pytest.mark.parametrize("arguments", ["--help", "show --help", "--version"])
def test_help_loads_no_room(process: Command, arguments: str) -> None:
    code = (
        "import sys; from corotrace.integrations.command import main; "
        f"main({arguments.split()!r}); print(*sorted(name for name in sys.modules if name.startswith('corotrace.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[1] for name in done.stdout.splitlines()[-1].split()}
    assert loaded <= {"integrations", "errors", "_version"}


def test_completion_in_the_shell(process: Command, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("argcomplete")

    def offered(line: str) -> list[str]:
        for name, value in {
            "_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "\n", "_ARGCOMPLETE_STDOUT_FILENAME": "offered",
            "COMP_LINE": line, "COMP_POINT": str(len(line)), "COMP_TYPE": "9",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        subprocess.run(COROTRACE, capture_output=True, check=False)
        return [one.strip() for one in Path("offered").read_text(encoding="utf-8").split("\n")]

    assert offered("corotrace re") == ["render"]
    assert offered("corotrace render --eng") == ["--engine"]
    assert offered("corotrace render --engine ") == ["embedded", "local", "server"]
    assert offered("corotrace show tra") == ["trace.jsonl"]
