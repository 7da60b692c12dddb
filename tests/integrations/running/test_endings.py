"""However a program ends, its trace is written, and its end is told as it was."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corotrace import Trace
from corotrace.events import Outcome
from tests.integrations.running.kit import environment, names, recorded, trace_in

WAITS = """
import asyncio, sys
async def wait(n):
    print("waits", flush=True)
    try:
        await asyncio.sleep(n)
    finally:
        await tidy()
async def tidy():
    print("tidied", flush=True)
asyncio.run(wait(60))
"""


def start(folder: Path, source: str, *words: str) -> "subprocess.Popen[bytes]":
    (folder / "waits.py").write_text(source)
    return subprocess.Popen(
        [sys.executable, *words, "waits.py"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def seconds(trace: Trace) -> float:
    """From the first event to the end of the recording."""
    return (trace.events[-1].time - trace.events[0].time) / 1e9


OURS = ("-m", "corotrace", "run", "-o", "trace.jsonl")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1])
@pytest.mark.parametrize("words", [(), OURS], ids=["plain", "recorded"])
def test_a_signal_ends_it_as_it_does_plainly(words: tuple[str, ...], number: signal.Signals, tmp_path: Path) -> None:
    begun = time.monotonic()
    process = start(tmp_path, WAITS, *words)
    assert process.stdout
    assert process.stdout.readline() == b"waits\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == -number
    assert out == (b"tidied\n" if number == signal.SIGINT else b"")
    assert (b"KeyboardInterrupt" in err) == (number == signal.SIGINT)
    if words:
        assert b"corotrace" not in err
        trace = trace_in(tmp_path)
        (call, *_) = trace.calls()
        assert call.outcome == (Outcome.CANCELLED if number == signal.SIGINT else None)
        assert 0.1 <= seconds(trace) <= time.monotonic() - begun  # the signal was handed on a tenth of a second later


def test_ctrl_c_at_a_terminal_reaches_the_program_once(tmp_path: Path) -> None:
    import pty

    (tmp_path / "waits.py").write_text(WAITS.replace("await tidy()", "await asyncio.sleep(0.5); await tidy()"))
    child, terminal = pty.fork()
    if not child:
        os.chdir(tmp_path)
        os.execve(sys.executable, [sys.executable, *OURS, "waits.py"], environment())
    said = b""
    while b"waits" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    for piece in until_closed(terminal):
        said += piece
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGINT
    assert b"tidied" in said
    assert names(trace_in(tmp_path)) == ["__main__.wait", "__main__.tidy"]


def until_closed(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(terminal, 1000)
        except OSError:
            return
        if not piece:
            return
        yield piece


def test_a_program_that_handles_sigterm_does_so(tmp_path: Path) -> None:
    source = """
import asyncio, signal
async def serve():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print("serves", flush=True)
    await stop.wait()
    return "stopped"
print(asyncio.run(serve()))
"""
    process = start(tmp_path, source, *OURS)
    assert process.stdout
    process.stdout.readline()
    process.terminate()
    out, _ = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, b"stopped\n")
    assert [call.value for call in trace_in(tmp_path).calls()] == ["'stopped'"]


def test_a_killed_recorder_takes_the_program_with_it_and_leaves_the_recording(tmp_path: Path) -> None:
    process = start(tmp_path, WAITS, *OURS)
    assert process.stdout
    process.stdout.readline()
    time.sleep(0.3)  # the spool is written 20 times a second
    process.kill()
    out, _ = process.communicate(timeout=30)  # the pipes are closed when the program is gone
    assert out == b""
    trace = Trace.load(tmp_path / "trace.jsonl")
    assert names(trace) == ["__main__.wait"]


@pytest.mark.parametrize(
    ("end", "code"),
    [("os._exit(3)", 3), ("os.kill(os.getpid(), 9)", -9), ("ctypes.string_at(0)", -signal.SIGSEGV), ("os.abort()", -6)],
)
def test_what_happened_before_a_sudden_death_is_there(end: str, code: int, tmp_path: Path) -> None:
    source = f"""
import asyncio, ctypes, os, time
async def work(): ...
async def main():
    await work()
    time.sleep(0.3)
    {end}
asyncio.run(main())
"""
    (tmp_path / "dies.py").write_text(source)
    ended = recorded(["dies.py"], tmp_path)
    assert ended.code == code
    trace = trace_in(tmp_path)
    assert names(trace) == ["__main__.main", "__main__.work"]
    assert [call.outcome for call in trace.calls()] == [None, Outcome.RETURNED]
    name = {-9: "SIGKILL killed the program, and ", -signal.SIGSEGV: "SIGSEGV killed", -6: "SIGABRT killed"}.get(
        code, ""
    )
    assert code > 0 or seconds(trace) >= 0.3
    assert f"The recording stopped here: {name}" in trace.to_puml()
    assert "the file ends before the recording did" in trace.to_puml()


def test_what_happens_at_the_very_end_is_recorded(tmp_path: Path) -> None:
    source = """
import asyncio, atexit, threading, time
async def late(n): ...
def later():
    time.sleep(0.2)
    asyncio.run(late(1))
threading.Thread(target=later).start()
atexit.register(lambda: asyncio.run(late(2)))
"""
    (tmp_path / "late.py").write_text(source)
    recorded(["late.py"], tmp_path)
    assert [call.started.arguments[0].text for call in trace_in(tmp_path).calls()] == ["1", "2"]
