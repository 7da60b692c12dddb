"""``corotrace doctor``: what draws pictures here, and what to install."""

import argparse
import platform
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corotrace.errors import UsageError
from corotrace.integrations.command.help import add_command
from corotrace.integrations.command.output import write_text
from corotrace.integrations.command.settings import find_file, read_environment, read_file

if TYPE_CHECKING:
    from corotrace.renderers.checkup import Finding

_WIDTH = 80
_INDENT = " " * 10


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Add the subcommand."""
    return add_command(
        subparsers,
        "doctor",
        takes="",
        does="tell what draws pictures here, and what to install",
        description="Lets each engine draw a small picture, and tells which can, their versions,\n"
        "whether Korean can be read, and what to install. A PlantUML server is asked\n"
        "only where COROTRACE_PLANTUML_URL names one. The exit code is 1 where no engine\n"
        "draws both .svg and .png, or the settings cannot be read.",
        example="corotrace doctor",
    )


def run(_: argparse.Namespace) -> int:
    """Tell it."""
    from corotrace._version import __version__
    from corotrace.progress import working
    from corotrace.renderers.checkup import check_engines

    with working("letting each engine draw a picture"):
        findings = list(check_engines())
    whole = [finding for finding in findings if len(finding.draws) > 1 and not finding.failure]
    settings, settled = _settings()
    lines = [
        f"corotrace {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        "",
    ]
    for finding in findings:
        lines += _told(finding)
    lines += ["", *settings]
    lines += [
        "",
        f"Pictures are drawn by the engine {whole[0].engine!r}." if whole else "No engine draws pictures here.",
    ]
    write_text("\n".join([*map(_wrapped, lines), ""]))
    return 0 if whole and settled else 1


def _wrapped(line: str) -> str:
    return textwrap.fill(line, _WIDTH, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False)


def _told(finding: "Finding") -> Iterator[str]:
    name = f"{finding.engine:<{len(_INDENT)}}"
    formats = " and ".join(f".{one}" for one in finding.draws)
    if finding.failure:
        yield f"{name}fails: {finding.failure}"
    elif not formats and finding.obstacle:
        yield f"{name}is not here: {finding.obstacle.reason}"
    else:
        yield f"{name}draws {formats}{', and Korean' if finding.korean else ''}"
    if finding.about:
        yield f"{_INDENT}{finding.about}"
    if formats and finding.obstacle:
        yield f"{_INDENT}for the rest: {finding.obstacle.reason}"
    if finding.korean is False:
        yield f"{_INDENT}Korean comes out as boxes; install a font that has it, such as fonts-nanum"
    if finding.obstacle:
        yield f"{_INDENT}{finding.obstacle.cure}"


def _settings() -> tuple[list[str], bool]:
    """What is set, and whether that could be read."""
    name = f"{'settings':<{len(_INDENT)}}"
    try:
        here = Path.cwd()
        file, told = find_file(here), []
        if file is not None:
            told.append(f"{', '.join(read_file(here))} in {file}")
        if environment := read_environment():
            told.append(f"{', '.join(environment)} in the environment")
    except UsageError as error:
        return [f"{name}fail: {error}"], False
    return [f"{name}{told[0]}" if told else f"{name}none", *(f"{_INDENT}{line}" for line in told[1:])], True
