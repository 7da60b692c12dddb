"""The trees in docs/text.md are those that the programs beside them give."""

import importlib
import re
from pathlib import Path
from typing import Any

from tests.test_examples import run_example
from tests.test_shapes import SHAPES

DOCUMENT = Path(__file__).parents[1] / "docs" / "text.md"


def test_the_trees_in_the_document_are_true(tmp_path: Path, monkeypatch: Any) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    group, failed, folded = re.findall(r"```text\n(.*?)\n```", text, re.DOTALL)
    assert group == str(SHAPES["exception_group"].run())
    assert failed == str(run_example("orders").select(failed=True))
    program = re.findall(r"```python\n(import .*?)```", text, re.DOTALL)[0]
    (tmp_path / "the_program_of_the_document.py").write_text(program, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert folded == str(importlib.import_module("the_program_of_the_document").trace)
