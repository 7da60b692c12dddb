"""Fixtures that every room's tests use."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corotrace.testing import FakeClock

GOLDEN = Path(__file__).parent / "golden"

#: Given the name of a file and a text, it compares them.
Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text, whole, with a file in tests/golden; ``pytest --update-golden`` writes the files anew."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def run_python() -> Callable[..., str]:
    """Runs a program in an interpreter of its own, every warning an error; gives what it printed."""

    def run(program: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-W", "error", "-c", program],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run
