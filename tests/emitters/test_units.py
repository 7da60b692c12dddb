"""Durations in seconds, with three significant digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace.emitters.units import seconds


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0 s"),
        (1, "0.00000000100 s"),
        (12_345, "0.0000123 s"),
        (1_234_567, "0.00123 s"),
        (999_600_000, "1.00 s"),
        (1_001_000_000, "1.00 s"),
        (3_004_900_000, "3.00 s"),
        (12_345_678_901, "12.3 s"),
        (123_456_789_012, "123 s"),
        (1_234_567_890_123, "1230 s"),
    ],
)
def test_examples(nanoseconds: int, text: str) -> None:
    assert seconds(nanoseconds) == text


@given(st.integers(1, 10**15))
def test_it_is_the_duration_to_half_a_percent(nanoseconds: int) -> None:
    value = float(seconds(nanoseconds).removesuffix(" s"))
    assert value == pytest.approx(nanoseconds / 1e9, rel=0.005)
