"""Random programs, recorded into memory and into a file: the same comes out."""

import re
import sys
import tempfile
from pathlib import Path

from hypothesis import given, settings

from corotrace import Trace, record
from tests.properties import programs as p
from tests.properties.oracle import Oracle
from tests.properties.test_bounds import comparable
from tests.properties.test_programs import EXAMPLES, thorough


@given(p.programs(eager=sys.version_info >= (3, 12)))
@settings(thorough, max_examples=EXAMPLES // 4)
def test_what_is_spooled_is_what_is_kept_in_memory(program: p.Program) -> None:
    oracle = Oracle(program, traced=True)
    with record("a program", clock=oracle.clock) as kept:
        oracle.run()
    oracle = Oracle(program, traced=True)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "trace.jsonl")
        with record("a program", clock=oracle.clock, spool=path) as spooled:
            oracle.run()
        loaded = Trace.load(path)
    assert loaded.events == spooled.events
    assert comparable(spooled.events) == comparable(kept.events)
    assert [event.seq for event in spooled.events] == [event.seq for event in kept.events]
    assert drawn(spooled) == drawn(kept)


def drawn(trace: Trace) -> str:
    """The diagram, without what each run calls its threads."""
    return re.sub(
        r"asyncio_\d+|ThreadPoolExecutor-\d+_\d+|Thread-\d+| \(\d+\)(?=\")",
        "",
        trace.to_puml(fold=False) + trace.to_puml(order="structure"),
    )
