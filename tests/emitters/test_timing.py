"""Timing diagrams as PlantUML text; the renderers' tests show that the engines draw it."""

import re

import pytest

from corotrace.diagram import Ending, Lane, StateKind, Timing
from corotrace.diagram.timing.pages import MOST_LANES, split_lanes
from corotrace.emitters import emit_timing
from corotrace.emitters.time_axis import TimeAxis
from corotrace.emitters.widths import fit_pixels
from tests.conftest import Golden
from tests.emitters.timings import EVERY_STATE, SECOND, lane, state


def test_every_state_has_its_look(golden: Golden) -> None:
    golden("timing.puml", emit_timing(EVERY_STATE))


def test_nothing_to_draw(golden: Golden) -> None:
    golden("timing_empty.puml", emit_timing(Timing("", (), 1_000, 25)))


@pytest.mark.parametrize(
    ("duration", "unit", "step"),
    [
        (1_000, "nanoseconds", 100),
        (10_000, "microseconds", 1),
        (1_000_000, "microseconds", 100),
        (12_000_000, "milliseconds", 1),
        (12_000_001, "milliseconds", 2),
        (SECOND, "milliseconds", 100),
        (13 * SECOND, "seconds", 2),
        (600 * SECOND, "seconds", 50),
        (36_000 * SECOND, "seconds", 5_000),
    ],
)
def test_the_axis_is_some_thousand_pixels_long(duration: int, unit: str, step: int) -> None:
    axis = TimeAxis.of(duration)
    assert (axis.unit, axis.step) == (unit, step)
    assert 980 <= axis.width(duration) <= 1_000
    assert axis.pixels >= 80, "there is room for a number at each mark"
    assert axis.width(axis.time(24)) == pytest.approx(24, abs=0.5)


def test_a_moment_is_told_to_the_nanosecond() -> None:
    axis = TimeAxis.of(SECOND)
    assert axis.number(1_234_567) == "1.234567"
    assert axis.number(1_000_001) == "1.000001"
    assert axis.number(20_000_000) == "20"
    assert TimeAxis.of(1_000).number(17) == "17"


def states_of(text: str, number: int = 1) -> list[tuple[float, str]]:
    """What a lane is said to be, and when, in the unit of the axis."""
    found, now = [], 0.0
    for line in text.splitlines():
        if re.fullmatch(r"@[\d.]+", line):
            now = float(line[1:])
        elif line.startswith(f"t{number} is "):
            found.append((now, line.removeprefix(f"t{number} is ")))
    return found


def timing_of(*lanes: Lane) -> Timing:
    return Timing("", lanes, 2 * SECOND, SECOND // 20)


def test_a_moment_is_a_pixel_wide_around_where_it_was() -> None:
    text = emit_timing(
        timing_of(
            lane(
                state(StateKind.WAITING, 0, 1, "one"),
                state(StateKind.RUNNING, 1, 1, "runs"),
                state(StateKind.WAITING, 1, 2, "two"),
            )
        )
    )
    (_, one), (begin, runs), (end, two), (last, hidden) = states_of(text)
    assert (begin, end, last) == (999, 1001, 2000)
    assert (one, two, hidden) == ('"one" #ECEFF1;line:90A4AE', '"two" #ECEFF1;line:90A4AE', "{hidden}")
    assert runs == '"" #81C784;line:2E7D32'


@pytest.mark.parametrize(
    ("text", "within", "seconds", "drawn"),
    [
        ("sleep(1)", "nap", 0.4, "nap › sleep(1)"),
        ("sleep(1)", "nap", 0.2, "sleep(1)"),
        ("sleep(1.23456789)", "", 0.2, "sleep(1.2…"),
        ("WWWWWWWWWWWWWWWWW", "", 0.2, "WWWW…"),
        ("한국어로 쓴 이름", "", 0.2, "한국어로 …"),
        ("sleep(1)", "", 0.1, ""),
        ("x", "", 0.1, "x"),
        ("x", "", 0.04, ""),
        ("\0" * 9, "", 0.2, "<U+005C>x00…"),
    ],
)
def test_a_text_takes_no_more_room_than_there_is(text: str, within: str, seconds: float, drawn: str) -> None:
    (_, first), *_ = states_of(emit_timing(timing_of(lane(state(StateKind.WAITING, 0, seconds, text, within)))))
    assert first.partition(" #")[0] == f'"{drawn}"'


def test_what_is_said_of_a_lane_is_cut_where_an_engine_would_crop_it() -> None:
    waits = state(StateKind.WAITING, 0, 2, "x")
    long = lane(waits, name="n" * 80, value="v" * 80, ending=Ending.RAISED, group="event loop of " + "t" * 60)
    whose, name = f"<color:#757575>event loop of {'t' * 23}…:</color>", f"{'n' * 29}…"
    ending = f"<color:#C62828>raised {'v' * 28}… after 2.00 s</color><color:#757575>, ran 0 s</color>"
    assert f'\nconcise "{whose} {name}  {ending}" as t1\n' in emit_timing(timing_of(long))


@pytest.mark.parametrize(
    ("text", "pixels", "fitting"),
    [
        ("abc", 24, "abc"), ("abc", 23, "a…"), ("iii", 15, "iii"), ("a\u0301b", 16, "a\u0301b"),
        ("x" * 3_000, 1e6, "x" * 1_000 + "…"),
    ],
)  # fmt: skip
def test_a_text_is_cut_by_the_room_that_it_takes(text: str, pixels: float, fitting: str) -> None:
    assert fit_pixels(text, pixels) == fitting


def test_the_legend_tells_the_colours_that_are_used() -> None:
    text = emit_timing(timing_of(lane(state(StateKind.WAITING, 0, 2, "x"))))
    assert text.split("legend right\n")[1] == (f"<back:#ECEFF1>{'<U+00A0>' * 5}</back> waits\nend legend\n@enduml\n")
    assert "hourglass" not in text
    assert "hourglass" in emit_timing(EVERY_STATE)


def test_many_lanes_are_drawn_on_pages_of_about_the_same_length() -> None:
    lanes = tuple(
        lane(state(StateKind.RUNNING, 0, 2, "runs"), name=str(number)) for number in range(2 * MOST_LANES + 1)
    )
    assert split_lanes(timing_of(*lanes[:MOST_LANES])) == (timing_of(*lanes[:MOST_LANES]),)
    pages = split_lanes(timing_of(*lanes))
    assert [len(page.lanes) for page in pages] == [40, 40, 41]
    assert [one for page in pages for one in page.lanes] == list(lanes)
    assert "page 2 of 3</color>" in emit_timing(pages[1])
