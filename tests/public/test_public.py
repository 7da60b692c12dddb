"""One public project's tests end as they do untraced; ``python tests/public/run.py`` runs all of them."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).with_name("run.py")


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, RUN, *arguments], capture_output=True, text=True, timeout=900)


@pytest.mark.network
def test_the_tests_of_aiostream_end_as_they_do_untraced() -> None:
    done = run("aiostream")
    if done.returncode == 2 and "no network" in done.stderr:
        pytest.skip(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "aiostream: same" in done.stdout


def test_the_projects_are_listed() -> None:
    done = run("--list")
    assert done.returncode == 0
    assert "aiosqlite 0.22.1" in done.stdout.splitlines()


def test_an_unknown_project_is_bad_usage() -> None:
    done = run("nothing-of-the-kind")
    assert done.returncode == 2
    assert "unknown: nothing-of-the-kind; known are: aiosqlite, " in done.stderr
