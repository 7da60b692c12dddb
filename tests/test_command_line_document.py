"""What docs/command-line.md shows of the command is what it does."""

import re
import shlex
from pathlib import Path

import pytest

from corotrace.integrations.command import main
from corotrace.integrations.command.settings.file import read_file
from corotrace.integrations.command.settings.known import KNOWN
from tests.test_examples import run_example

DOCUMENT = (Path(__file__).parents[1] / "docs" / "command-line.md").read_text(encoding="utf-8")
CONSOLES = re.findall(r"```console\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize("console", CONSOLES, ids=lambda console: console.partition("\n")[0])
def test_each_command_gives_what_is_shown(
    console: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for example in ("orders", "checkout"):
        run_example(example).save(f"{example}.jsonl")
    capsys.readouterr()
    for command, shown in re.findall(r"^\$ (.*)\n((?:[^$].*\n|\n)*)", console, re.MULTILINE):
        words = shlex.split(command)
        while "=" in words[0]:
            monkeypatch.setenv(*words.pop(0).split("=", 1))
        if words[1] == "diff":
            pytest.importorskip("corotrace.difference", reason="traces cannot be compared yet")
        main(words[1:])
        out, err = capsys.readouterr()
        assert out + err == shown, command


def test_the_settings_are_those_that_there_are(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
    assert [*read_file(tmp_path)] == [*KNOWN]
