"""Runs programs plainly and recorded."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import corotrace
from corotrace import Trace

HOME = Path(corotrace.__file__).parents[1]
MODULES = {
    "broken.py": "def f(:\n",
    "raises.py": "import asyncio\nasync def f(): ...\nraise ValueError('in a module')\n",
    "sibling.py": "import asyncio\n\n\nasync def work():\n    '''Work.'''\n    await asyncio.sleep(0)\n    return __name__\n",
    "package/__init__.py": "",
    "package/inner.py": "async def work():\n    return __name__\n",
}


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def write_modules(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in MODULES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(HOME), "PYTHONDONTWRITEBYTECODE": "1", **more}


def execute(words: list[str], folder: Path, flags: list[str], env: dict[str, str]) -> Ended:
    done = subprocess.run(
        [sys.executable, *flags, *words], cwd=folder, env=env, input=b"typed", capture_output=True, timeout=60
    )
    return Ended(done.returncode, tidied(done.stdout), tidied(done.stderr))


def tidied(output: bytes) -> str:
    """What was said, but for addresses and the numbers of processes, which are others on each run."""
    return re.sub(
        r"0x[0-9a-f]+|pid=\d+|\d+(?=: DeprecationWarning: This process)", "…", output.decode("utf-8", "replace")
    )


def plain(words: list[str], folder: Path, *flags: str, **env: str) -> Ended:
    return execute(words, folder, list(flags), environment(**env))


def recorded(words: list[str], folder: Path, *flags: str, options: tuple[str, ...] = (), **env: str) -> Ended:
    command = ["-m", "corotrace", "run", "-o", str(folder / "trace.jsonl"), *options, *words]
    return execute(command, folder, list(flags), environment(**env))


def trace_in(folder: Path) -> Trace:
    return Trace.load(folder / "trace.jsonl")


def names(trace: Trace) -> list[str]:
    return [call.started.function.full_name for call in trace.calls()]
