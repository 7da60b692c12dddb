"""A sample of the diagrams of random programs goes through the real engines: none is refused."""

import pytest
from hypothesis import given

from corotrace.renderers import render
from tests.engines import require_engine, sample
from tests.properties import programs as p
from tests.properties.test_programs import run_recorded


@pytest.mark.parametrize(("engine", "examples"), [("embedded", 30), ("local", 4)])
def test_every_diagram_is_accepted(engine: str, examples: int) -> None:
    require_engine(engine)

    @sample(examples)
    @given(p.programs(eager=False))
    def accepted(program: p.Program) -> None:
        trace = run_recorded(program).trace
        for page in (
            *trace.to_puml_pages(fold=False),
            *trace.to_puml_pages(order="structure"),
            *trace.to_puml_pages(view="loop"),
            *(trace.to_puml_pages(view="timing") if engine == "embedded" else ()),
        ):
            assert render(page, "svg", engine=engine).rstrip().endswith(b"</svg>")

    accepted()
