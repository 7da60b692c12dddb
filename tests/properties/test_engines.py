"""A sample of the diagrams of random programs goes through the real engines: none is refused."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from corotrace.errors import RendererNotFoundError
from corotrace.renderers import render
from corotrace.renderers.choice import choose
from tests.properties import programs as p
from tests.properties.test_programs import run_recorded


@pytest.mark.parametrize(("engine", "examples"), [("embedded", 30), ("local", 4)])
def test_every_diagram_is_accepted(engine: str, examples: int) -> None:
    try:
        choose("svg", engine, None)
    except RendererNotFoundError as error:
        pytest.skip(f"the {engine} engine is not here: {error}")

    @settings(
        max_examples=examples, deadline=None, derandomize=True, phases=[Phase.generate], database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
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
