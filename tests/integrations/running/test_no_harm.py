"""A program that is recorded says, and ends, as it does without us."""

import re
from pathlib import Path

import pytest

from tests.integrations.running.children import CHILDREN
from tests.integrations.running.corpus import CORPUS
from tests.integrations.running.kit import plain, recorded, write_modules


@pytest.mark.parametrize("options", [(), ("--sync",)], ids=["default", "sync"])
@pytest.mark.parametrize("name", CORPUS)
def test_a_program_is_the_same(name: str, options: tuple[str, ...], tmp_path: Path) -> None:
    write_modules(tmp_path)
    (tmp_path / "program.py").write_text(CORPUS[name], encoding="latin-1" if "latin" in name else "utf-8")
    alone = plain(["program.py", "an argument", "--option"], tmp_path)
    ours = recorded(["program.py", "an argument", "--option"], tmp_path, options=options)
    said_by_us = [line for line in ours.err.splitlines() if line.startswith("corotrace: ")]
    for line in said_by_us:
        assert "nothing was recorded" in line
    err = "".join(line for line in ours.err.splitlines(keepends=True) if not line.startswith("corotrace: "))
    assert (ours.out, err) == (alone.out, alone.err)
    assert ours.code == alone.code


@pytest.mark.parametrize("name", CHILDREN)
def test_so_are_its_children(name: str, tmp_path: Path) -> None:
    for folder in ("alone", "ours"):
        write_modules(tmp_path / folder / "here")
        (tmp_path / folder / "here" / "program.py").write_text(CHILDREN[name])
    words, temporary = ["program.py"], tmp_path / "temporary"
    temporary.mkdir()
    alone = plain(words, tmp_path / "alone" / "here", TMPDIR=str(temporary))
    ours = recorded(words, tmp_path / "ours" / "here", options=("--processes",), TMPDIR=str(temporary))
    assert ours.code == alone.code
    assert without_pids(ours.out, "ours") == without_pids(alone.out, "alone")
    assert without_pids(ours.err, "ours") == without_pids(alone.err, "alone")
    assert not list(temporary.glob("corotrace*"))


def without_pids(said: str, folder: str) -> str:
    """The lines that a child says without those that differ on each run."""
    said = re.sub(r"ForkServerProcess-|Process-|(?<=process )\d+", "", said.replace(f"/{folder}/here", "/here"))
    return "".join(line for line in said.splitlines(keepends=True) if not line.startswith("corotrace: nothing was"))
