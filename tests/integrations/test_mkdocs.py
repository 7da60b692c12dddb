"""The recipe for MkDocs, as docs/mkdocs.md tells it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mkdocs", reason="mkdocs is not installed")
pytest.importorskip("markdown_exec", reason="markdown-exec is not installed")

RECIPE = Path(__file__).parents[2] / "docs" / "mkdocs.md"


def recipe() -> tuple[str, str]:
    text = RECIPE.read_text(encoding="utf-8")
    settings = re.search(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    page = re.search(r"^````md\n(.*?)^````$", text, re.DOTALL | re.MULTILINE)
    assert settings
    assert page
    return settings[1], page[1]


def build(folder: Path, page: str) -> "subprocess.CompletedProcess[str]":
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(recipe()[0], encoding="utf-8")
    (folder / "docs" / "index.md").write_text(f"# Shop\n\n{page}\n\nThe end.\n", encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_the_page_holds_the_picture(tmp_path: Path) -> None:
    done = build(tmp_path, recipe()[1])
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    figure = re.search(
        r'<figure role="img" aria-label="check_out starts pay.*?">\s*<svg.*?</svg>\s*</figure>', page, re.DOTALL
    )
    assert figure
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", figure[0])
    assert {"two customers", "check_out", "asyncio.sleep"} <= {text.strip() for text in texts}
    assert "asyncio.run" not in page
    assert page.index("</figure>") < page.index("The end.")


def test_a_block_that_raises_fails_a_strict_build(tmp_path: Path) -> None:
    done = build(tmp_path, recipe()[1].replace("asyncio.sleep(0.1)", "nothing.sleep(0.1)"))
    assert done.returncode == 1
    assert "NameError: name 'nothing' is not defined" in done.stderr
