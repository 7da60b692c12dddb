"""Each help fits on a screen, and has an example that works."""

import re
import shlex
from pathlib import Path

import pytest

from corotrace.trace import SUFFIXES
from tests.integrations.command.conftest import Command, sales

COMMANDS = ("run", "render", "convert", "show", "summary", "diff", "doctor")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_it_fits_on_a_screen(corotrace: Command, command: str) -> None:
    done = corotrace(*command.split(), "--help")
    lines = done.out.splitlines()
    assert done.code == 0
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert done.out.isascii()


@pytest.mark.parametrize("command", COMMANDS)
def test_its_example_is_understood(corotrace: Command, command: str) -> None:
    (example,) = re.findall(r"^example: corotrace (.*?)(?: \|.*)?$", corotrace(command, "--help").out, re.MULTILINE)
    assert example.startswith(command)
    sales("visa").save("before.jsonl")
    sales("amex").save("after.jsonl")
    arguments = [part.replace("shop.", "*.").replace(".svg", ".puml") for part in shlex.split(example)]
    Path("app.py").write_text("import asyncio\nasync def main(): ...\nasyncio.run(main())\n")
    assert corotrace(*arguments).code == (command == "diff")


def test_it_names_whatever_can_be_written(corotrace: Command) -> None:
    told = {command: {*re.findall(r"\.[a-z]{3,5}\b", corotrace(command, "--help").out.partition("--format")[0])}
            for command in ("render", "convert")}  # fmt: skip
    assert told["render"] == {*SUFFIXES} - {".json", ".jsonl"}
    assert told["convert"] == {*SUFFIXES} - {".png", ".svg"}


@pytest.mark.parametrize("command", ["run", "render", "convert", "diff"])
def test_the_format_that_it_names_can_be_written(corotrace: Command, command: str) -> None:
    (suffix,) = re.findall(r"--format SUFFIX .* such as (\w+)", corotrace(command, "--help").out)
    sources = {"run": ["app.py"], "diff": ["trace.jsonl", "trace.jsonl"]}.get(command, ["trace.jsonl"])
    Path("app.py").write_text("import asyncio\nasync def main(): ...\nasyncio.run(main())\n")
    assert corotrace(command, "-o", "-", "--format", suffix, *sources).code == 0


def test_all_commands_are_told(corotrace: Command) -> None:
    told = re.findall(r"^    (\w+)  ", corotrace("--help").out, re.MULTILINE)
    assert tuple(told) == COMMANDS
