"""Recording under load; ``python tests/benchmarks/load.py`` does the same for a minute."""

from pathlib import Path

import pytest

from corotrace import Trace, record
from tests.benchmarks.load import Load


@pytest.mark.parametrize("spooled", [False, True])
def test_nothing_is_lost_or_mixed_up_under_load(tmp_path: Path, spooled: bool) -> None:
    load = Load(tasks=400, threads=4, seconds=0.5)
    path = tmp_path / "trace.jsonl" if spooled else None
    with record(spool=path) as trace:
        load.run()
    assert load.check(trace.events)["leaf"] > 1000
    if path is not None:
        load.check(Trace.load(path).events)
