"""What docs/diff.md shows is what its program prints, and its table knows the signs and colours that are drawn."""

import contextlib
import io
import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[1] / "docs" / "diff.md"


def test_the_tree_in_the_document_is_true() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    program, printed = (re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL) for kind in ("python", "text"))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(program[0], str(DOCUMENT), "exec"), {"__name__": "document"})
    assert [said.getvalue()] == printed
