"""Random programs on small pages: together they say what the whole diagram says, and each stands alone."""

import sys
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace.diagram import ORDERS, Order
from corotrace.renderers import render
from tests.engines import require_engine, sample
from tests.properties import determined as d
from tests.properties import programs as p
from tests.properties.pages_reader import join_pages, with_frames
from tests.properties.plantuml_reader import read_plantuml
from tests.properties.test_programs import run_recorded, thorough
from tests.properties.test_structure import run
from tests.properties.whole import pages_of, whole


@given(p.programs(eager=sys.version_info >= (3, 12)), st.integers(1, 12), st.integers(2, 8))
@thorough
def test_the_pages_together_are_the_whole(program: p.Program, elements: int, participants: int) -> None:
    trace = run_recorded(program).trace
    with pages_of(elements, participants):
        text = trace.to_puml(fold=False)
        texts = trace.to_puml_pages(fold=False)
    assert text == "\n".join(texts)
    assert read_plantuml(text) == read_plantuml(whole(trace, fold=False))
    assert drawn(join_pages(text)) == drawn(whole(trace, fold=False).splitlines())


@given(d.programs(), st.sampled_from(ORDERS), st.integers(1, 12), st.integers(2, 8))
@thorough
def test_frames_go_on_from_page_to_page(program: d.Node, order: Order, elements: int, participants: int) -> None:
    trace = run(program, 1)
    with pages_of(elements, participants):
        text = trace.to_puml(order=order)
    assert drawn(join_pages(text)) == drawn(with_frames(whole(trace, order=order).splitlines()))


def drawn(lines: list[str]) -> list[str]:
    """The lines without the legend, and without those that only make room, as may be needed at the top of a page."""
    return [line for line in takewhile(lambda line: line != "legend right", lines) if "[hidden]" not in line]


@pytest.mark.parametrize(("engine", "examples"), [("embedded", 10), ("local", 2)])
def test_every_page_is_accepted(engine: str, examples: int) -> None:
    require_engine(engine)

    @sample(examples)
    @given(p.programs(eager=False), d.programs())
    def accepted(program: p.Program, other: d.Node) -> None:
        with pages_of(10, 4):
            texts = run_recorded(program).trace.to_puml_pages(fold=False)
            framed = run(other, 1).to_puml_pages(order="structure")
        for text in (*texts, *framed):
            assert render(text, "svg", engine=engine).rstrip().endswith(b"</svg>")

    accepted()
