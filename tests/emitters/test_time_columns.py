"""Numbers below each other, and the line for the time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace.diagram import Row, RowKind, Spread
from corotrace.emitters.time_columns import align, number, time_line, took


def row(*spans: tuple[int, int], kind: RowKind = RowKind.CALL) -> Row:
    return Row(0, True, kind, "f", "", "", "", None, "", (1, 1), None, spans)


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0"), (1, "0.000000"), (499, "0.000000"), (501, "0.000001"), (45_000, "0.000045"), (123_456, "0.000123"),
        (1_234_567, "0.00123"), (9_999_999, "0.0100"), (100_000_000, "0.100"), (999_999_999, "1.00"),
        (1_000_000_000, "1.00"), (12_340_000_000, "12.3"), (99_990_000_000, "100"), (1_234_000_000_000, "1230"),
    ],
)  # fmt: skip
def test_numbers(nanoseconds: int, text: str) -> None:
    assert number(nanoseconds) == text


def test_of_several_stands_the_median() -> None:
    assert took(None) == ""
    assert took(Spread(1_000_000_000, 1_000_000_000, 1_000_000_000)) == "1.00"
    assert took(Spread(0, 1_000_000_000, 5_000_000_000)) == "~1.00"


def test_points_stand_below_each_other() -> None:
    assert align(["1.00", "~0.000123", "120", "", "0"], 7) == [
        "  1.00    ",
        " ~0.000123",
        "120       ",
        "          ",
        "  0       ",
    ]
    assert align(["1.00", "2.00"], 7) == ["   1.00", "   2.00"]
    assert align([], 7) == []


@pytest.mark.parametrize(
    ("spans", "line"),
    [
        ([(0, 100)], "━━━━━━━━━━"),
        ([(0, 50)], "━━━━━     "),
        ([(50, 100)], "     ━━━━━"),
        ([(0, 44)], "━━━━      "),
        ([(0, 46)], "━━━━━     "),
        ([(0, 45)], "━━━━━     "),  # of two that meet in the middle, the first one fills it
        ([(45, 100)], "     ━━━━━"),
        ([(3, 4)], "·         "),
        ([(99, 100)], "         ·"),
        ([(100, 100)], "         ·"),
        ([(0, 0)], "·         "),
        ([(2, 3), (4, 9), (31, 32)], "━  ·      "),
        ([(0, 2), (20, 40)], "· ━━      "),
        ([(20, 40), (39, 40)], "  ━━      "),
        ([], "          "),
        ([(-20, 20), (90, 130)], "━━       ━"),  # threads may write in another order than they read the clock
        ([(-9, -9), (130, 131)], "·        ·"),
    ],
)
def test_the_line_for_the_time(spans: list[tuple[int, int]], line: str) -> None:
    assert time_line(row(*spans), 100, 10) == line


def test_waits_have_a_line_of_their_own() -> None:
    assert time_line(row((0, 100), kind=RowKind.WAIT), 100, 4) == "┄┄┄┄"


def test_all_in_a_moment() -> None:
    assert time_line(row((0, 0)), 0, 4) == "·   "


@given(st.integers(1, 10**12), st.integers(8, 40), st.data())
def test_one_after_the_other_never_fill_the_same_column(duration: int, columns: int, data: st.DataObject) -> None:
    first, second, third = sorted(data.draw(st.tuples(*[st.integers(0, duration)] * 3)))
    before = time_line(row((first, second)), duration, columns)
    after = time_line(row((second, third)), duration, columns)
    assert not any("━" in one + other and one == other for one, other in zip(before, after, strict=True))
    if (third - second) * columns >= duration:
        assert "━" in after
