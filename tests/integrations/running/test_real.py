"""The programs of docs/programs.md; what some of them stand on comes with the extra ``dev``."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from corotrace.events import Outcome
from tests.integrations.running.kit import names, plain, recorded, trace_in

REAL = Path(__file__).parents[3] / "docs" / "examples" / "real"
DIAGRAMS = REAL.parents[2] / "diagrams"


NEEDED = {"web": ("uvicorn", "starlette", "httpx"), "books": ("aiosqlite",)}
OPTIONS = {"in_threads": ("--sync",), "shelves": ("--processes", "--sync")}

#: How often each function is called.
CALLS = {
    "web": Counter(main=1, serve=1, ask=4, one=3, count=5, every=1, lines=1),
    "books": Counter(main=1, fill=1, longer_than=1, all_pages=1),
    "say_after": Counter(main=1, one_by_one=1, as_tasks=1, as_group=1, say_after=6),
    "factorials": Counter(main=1, factorial=3, multiply=6),
    "too_late": Counter(main=1, impatient=1, with_a_limit=1, shielded=1, letter=1, eternity=2),
    "workers": Counter(main=1, worker=2, wash=5),
    "echo": Counter(main=1, call=1, echo=1),
    "programs": Counter(main=1, run=2),
    "in_threads": Counter(main=1, tick=1, read_file=2),
    "shelves": Counter(main=1, shelf=3, count=3, report=1, write=1),
}
#: How often their calls end otherwise than by returning.
FAILED = {"web": {Outcome.RAISED: 1}, "too_late": {Outcome.TIMED_OUT: 2}, "workers": {Outcome.CANCELLED: 2}}


@pytest.mark.parametrize("name", sorted(path.stem for path in REAL.glob("[!_]*.py")))
def test_they_are_the_same_and_drawn_as_in_the_documents(name: str, tmp_path: Path) -> None:
    for module in NEEDED.get(name, ()):
        pytest.importorskip(module)
    shutil.copy(REAL / f"{name}.py", tmp_path)
    alone, ours = plain([f"{name}.py"], tmp_path), recorded([f"{name}.py"], tmp_path)
    assert ours == alone
    assert alone.code == 0
    how = ("-o", "now.puml", "--title", f"docs/examples/real/{name}.py", *OPTIONS.get(name, ()))
    recorded([f"{name}.py"], tmp_path, options=how)
    # how many of a function run at once, and so have lifelines, depends on the machine
    now, drawn = (
        set(re.findall(r'^participant "(\D+?)(?: \d+)?"', path.read_text(), re.MULTILINE))
        for path in (tmp_path / "now.puml", DIAGRAMS / f"{name}.puml")
    )
    assert now == drawn
    trace = trace_in(tmp_path)
    assert Counter(name.removeprefix("__main__.") for name in names(trace)) == CALLS[name]
    assert Counter(call.outcome for call in trace.calls()) == {
        Outcome.RETURNED: CALLS[name].total() - sum(FAILED.get(name, {}).values()), **FAILED.get(name, {}),
    }  # fmt: skip
    if name == "web":
        (failed,) = [call for call in trace.calls() if call.outcome is Outcome.RAISED]
        assert failed.value == "KeyError('fig')"
        assert failed.parent
        assert failed.parent.parent
        assert failed.parent.parent.name == "serve"
