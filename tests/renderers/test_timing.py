"""A timing diagram in the real engines: texts come out as they went in, and states stand where they were."""

import re
from xml.etree import ElementTree

import pytest

from corotrace.diagram import StateKind, Timing
from corotrace.emitters import emit_timing
from corotrace.renderers import render
from tests.emitters.hostile import CORPUS, is_drawn
from tests.emitters.timings import EVERY_STATE, SECOND, lane, state
from tests.engines import require_engine
from tests.renderers.pictures import SVG
from tests.renderers.test_texts import Draw, draw  # noqa: F401 - a fixture

#: So many texts in a diagram.
_TEXTS = 40
_ENDED = "returned after 1.00 s, ran 0 s"


def named(some: list[str]) -> str:
    """Each text is the title or the name of a lane, and what it waits for."""
    lanes = tuple(lane(state(StateKind.WAITING, 0, 1, text), name=text) for text in some)
    return emit_timing(Timing(some[0], lanes, SECOND, SECOND // 40))


@pytest.mark.parametrize(
    ("draw", "corpus"),
    [("embedded", CORPUS), ("program", CORPUS[::18])],
    ids=["embedded", "program"],
    indirect=["draw"],
)
def test_any_text_is_drawn_as_it_is(draw: Draw, corpus: tuple[str, ...]) -> None:  # noqa: F811
    parts = [list(corpus[start : start + _TEXTS]) for start in range(0, len(corpus), _TEXTS)]
    for some, drawn in zip(parts, draw([named(part) for part in parts]), strict=True):
        title, unit, _, *rest = drawn
        assert is_drawn(some[0], title)
        assert unit == "Time in milliseconds."
        for text in some:
            name = rest.pop(0)
            if not name.endswith(_ENDED):  # an engine that draws them apart
                name = f"{name}  {rest.pop(0)}"
            assert is_drawn(text, name.removesuffix(f"  {_ENDED}"))
            assert is_drawn(text, rest.pop(0))
        assert rest[-1].strip() == "waits"


@pytest.mark.parametrize("engine", ["embedded", "local"])
def test_states_stand_where_they_were(engine: str) -> None:
    require_engine(engine)
    picture = ElementTree.fromstring(render(emit_timing(EVERY_STATE), "svg", engine=engine))
    marks = {
        round(float(line.get("x1", 0))) for line in picture.iter(f"{SVG}line") if "stroke-dasharray" in str(line.attrib)
    }
    zero = min(marks)
    assert {zero + 100 * step for step in range(11)} <= marks, "100 pixels are 200 milliseconds"

    def where(colour: str) -> list[tuple[float, float]]:
        """From where to where there is something of a colour."""
        found = []
        for area in picture.iter(f"{SVG}polygon"):
            if area.get("fill") == colour:
                across = [float(number) for number in re.findall(r"[\d.]+", area.get("points", ""))][::2]
                found.append((min(across) - zero, max(across) - zero))
        return found

    assert (250, 500) in where("#FFF176"), "ready from 0.5 s to 1 s"
    assert (500, 750) in where("#FFAFA8"), "a hold from 1 s to 1.5 s"
    assert (125, 250) in where("#81C784"), "runs from 0.25 s to 0.5 s"
    assert (-11, 12) in where("#81C784"), "an hourglass: a pixel between its points, which are 12 wide"
    assert (250, 500) in where("#DCEDC8"), "a stretch from 0.5 s to 1 s"
