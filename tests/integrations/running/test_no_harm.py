"""A program that is recorded says, and ends, as it does without us."""

from pathlib import Path

import pytest

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
    assert ours.code == (alone.code or int(bool(said_by_us)))
