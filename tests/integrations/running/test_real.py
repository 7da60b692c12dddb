"""Programs that stand on public libraries, which come with the extra ``dev``."""

import re
import shutil
from pathlib import Path

import pytest

from corotrace.events import Outcome
from tests.integrations.running.kit import names, plain, recorded, trace_in

REAL = Path(__file__).parents[3] / "docs" / "examples" / "real"
DIAGRAMS = REAL.parents[2] / "diagrams"


@pytest.mark.parametrize("name", ["web", "books", "shelves"])
def test_they_are_the_same_and_drawn_as_in_the_documents(name: str, tmp_path: Path) -> None:
    for module in {"web": ("uvicorn", "starlette", "httpx"), "books": ("aiosqlite",), "shelves": ()}[name]:
        pytest.importorskip(module)
    shutil.copy(REAL / f"{name}.py", tmp_path)
    options = ("--processes", "--sync") if name == "shelves" else ()
    alone, ours = plain([f"{name}.py"], tmp_path), recorded([f"{name}.py"], tmp_path, options=options)
    assert ours == alone
    assert alone.code == 0
    recorded([f"{name}.py"], tmp_path, options=(*options, "-o", "now.puml", "--title", f"docs/examples/real/{name}.py"))
    # how many of a function run at once, and so have lifelines, depends on the machine
    now, drawn = (
        set(re.findall(r'^participant "(\D+?)(?: \d+)?"', path.read_text(), re.MULTILINE))
        for path in (tmp_path / "now.puml", DIAGRAMS / f"{name}.puml")
    )
    assert now == drawn
    trace = trace_in(tmp_path)
    assert not any(call.outcome is None for call in trace.calls())
    if name == "web":
        assert sorted(names(trace)) == sorted([
            "__main__.main", "__main__.serve", *["__main__.ask"] * 4, *["__main__.one"] * 3, *["__main__.count"] * 5,
            "__main__.every", "__main__.lines",
        ])  # fmt: skip
        (failed,) = [call for call in trace.calls() if call.outcome is Outcome.RAISED]
        assert failed.value == "KeyError('fig')"
        assert failed.parent
        assert failed.parent.parent
        assert failed.parent.parent.name == "serve"
    elif name == "shelves":
        found = [(call.name, call.parent and call.parent.name) for call in trace.calls() if call.name != "shelf"]
        assert found == [("main", None), *[("count", "shelf")] * 3, ("report", "main"), ("write", "report")]
    else:
        assert names(trace) == [f"__main__.{name}" for name in ("main", "fill", "longer_than", "all_pages")]
