"""The command in this process, and in processes of its own."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from corotrace import Trace, note, record, traced
from corotrace.integrations.command import main
from corotrace.testing import FakeClock
from tests.integrations.conftest import SOURCE


@traced
async def pay(card: str) -> str:
    await asyncio.sleep(0.5)
    if card == "stolen":
        raise ValueError("declined")
    return "paid"


@traced
async def pack(item: str) -> str:
    await asyncio.sleep(2)
    return item


@traced
async def checkout(card: str) -> None:
    note("checking out")
    await asyncio.gather(pay(card), pack("book"), return_exceptions=True)


@traced
async def sell(*cards: str) -> None:
    for card in cards:
        await checkout(card)


def sales(*cards: str) -> Trace:
    clock = FakeClock()
    with record("sales", clock=clock) as trace:
        clock.run(sell(*cards))
    return trace


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("COROTRACE_")] + ["PLANTUML_JAR", "PYTHONUNBUFFERED"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory that the command is used in, with the trace of two sales."""
    monkeypatch.chdir(tmp_path)
    sales("visa", "stolen").save("trace.jsonl")
    return tmp_path


@pytest.fixture
def corotrace(here: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command in this process."""

    def run(*arguments: object) -> Done:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run


@pytest.fixture
def process(here: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command in a process of its own, ``python -m corotrace``."""
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))

    def run(*arguments: object) -> Done:
        command = [sys.executable, "-m", "corotrace", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    return run
