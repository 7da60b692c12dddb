"""What the user of the pytest plugin may ask for, on the command line or in the configuration file."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

#: What holds an event loop for fewer seconds is not recorded.
LEAST_BLOCKING = 0.01


@dataclass(frozen=True)
class Options:
    """What was asked for.

    Args:
        directory: where the diagram of every test is written, or None.
        formats: as what, such as ``puml``.
        update: whether committed diagrams are written anew.
        max_blocking: so many seconds may a test hold its event loop, or None for any time.
        apart: goes before the name of each file, where another process runs the same tests.
    """

    directory: Path | None
    formats: tuple[str, ...]
    update: bool
    max_blocking: float | None
    apart: str


def add(parser: pytest.Parser) -> None:
    """Tell pytest the options."""
    group = parser.getgroup("corotrace", "sequence diagrams of what the tests did (corotrace)")
    group.addoption(
        "--corotrace-dir", metavar="DIR", help="record every test, and write a diagram of each into this directory"
    )
    group.addoption(
        "--corotrace-format",
        metavar="FORMATS",
        help="what to write: a suffix of Trace.save(), such as svg, or several with commas between; puml by default",
    )
    group.addoption(
        "--corotrace-update", action="store_true", help="write the diagrams anew that assert_diagram() compares with"
    )
    group.addoption(
        "--corotrace-max-blocking",
        metavar="SECONDS",
        help="record every test, and fail those that hold their event loop for longer at a time, such as 0.1",
    )
    parser.addini("corotrace_dir", "as --corotrace-dir; relative to the rootdir", default="")
    parser.addini("corotrace_format", "as --corotrace-format", default="")
    parser.addini("corotrace_max_blocking", "as --corotrace-max-blocking", default="")


def read(config: pytest.Config) -> Options:
    """Read the options.

    Args:
        config: pytest's configuration.

    Returns:
        What was asked for.

    Raises:
        pytest.UsageError: it cannot be done.
    """
    worker = getattr(config, "workerinput", {})
    directory = Path(worker["corotrace_dir"]) if worker.get("corotrace_dir") else _directory(config)
    format_option = config.getoption("corotrace_format")
    if format_option and directory is None:
        raise pytest.UsageError("--corotrace-format says what to write; say where with --corotrace-dir=DIR")
    update = config.getoption("corotrace_update")
    if update and os.environ.get("CI", "").lower() not in ("", "0", "false"):
        raise pytest.UsageError(
            "--corotrace-update would make every diagram right, and CI is set in the environment: update where you can "
            "look at the difference, and commit it"
        )
    formats = _formats(format_option or config.getini("corotrace_format") or "puml") if directory else ()
    longest = config.getoption("corotrace_max_blocking") or config.getini("corotrace_max_blocking")
    return Options(
        directory,
        formats,
        update,
        _seconds(longest) if longest else None,
        f"{worker['workerid']}-" if worker.get("corotrace_apart") else "",
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not seconds >= LEAST_BLOCKING:
        raise pytest.UsageError(
            f"--corotrace-max-blocking={text}: write a number of seconds, {LEAST_BLOCKING} or more, such as 0.1"
        )
    return seconds


def _directory(config: pytest.Config) -> Path | None:
    if option := config.getoption("corotrace_dir"):
        return Path(config.invocation_params.dir, Path(option).expanduser())
    if ini := config.getini("corotrace_dir"):
        return Path(config.rootpath, Path(ini).expanduser())
    return None


def _formats(text: str) -> tuple[str, ...]:
    from corotrace.trace import SUFFIXES

    formats = dict.fromkeys(part.removeprefix(".").lower() for part in re.split(r"[\s,]+", text) if part)
    for one in formats:
        if f".{one}" not in SUFFIXES:
            there_are = ", ".join(suffix[1:] for suffix in SUFFIXES)
            raise pytest.UsageError(f"corotrace cannot write diagrams as {one!r}; there are {there_are}")
    return tuple(formats)
