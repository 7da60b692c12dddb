"""Texts as a terminal shows them: harmless, on one line, and no wider than they may be."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace.emitters.columns import columns_of, fit, share, wrap
from tests.emitters.hostile import CORPUS, LONG, PIECES, as_drawn

hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map("".join)


def shown_columns(text: str) -> int:
    """How many columns a terminal takes for a text, at the most; found by another way than the emitter's."""
    wide = sum(unicodedata.east_asian_width(character) in ("W", "F") for character in text)
    marks = sum(unicodedata.category(character) in ("Mn", "Me", "Cf") for character in text if character != "\ufe0f")
    return len(text) + wide - marks


def is_harmless(text: str) -> bool:
    """Whether nothing in a text moves the cursor, or reorders what stands there."""
    return text.splitlines() in ([], [text]) and as_drawn(text) == text.replace("\u00a0", " ")


@pytest.mark.parametrize("text", [*CORPUS, *LONG])
def test_any_text_is_one_harmless_line(text: str) -> None:
    for columns in (0, 1, 2, 17, 5_000):
        fitting = fit(text, columns)
        assert is_harmless(fitting)
        assert shown_columns(fitting) <= columns
        assert len(fitting) <= 12 * columns + 1


@pytest.mark.parametrize("text", CORPUS)
def test_what_fits_is_whole(text: str) -> None:
    assert fit(text, 300).replace("\u00a0", " ") == as_drawn(text)


@given(hostile, st.integers(1, 40))
def test_what_does_not_fit_ends_with_an_ellipsis(text: str, columns: int) -> None:
    whole, fitting = as_drawn(text), fit(text, columns).replace("\u00a0", " ")
    assert shown_columns(fitting) <= columns
    if shown_columns(whole) <= columns and len(text) <= 4 * columns:
        assert fitting == whole
    else:
        assert fitting[-1] == "…"
        assert whole.startswith(fitting[:-1])


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("한국어", 6), ("é", 1), ("e\u0301", 1), ("😀", 2), ("❤\ufe0f", 2), ("─│…×→", 5), ("ｗ", 2), ("", 0)],
)
def test_columns(text: str, columns: int) -> None:
    assert columns_of(text) == columns


def test_an_escape_is_not_cut_in_two() -> None:
    assert fit("ab\x1b[31mc", 5) == "ab…"
    assert fit("ab\x1b[31mc", 7) == "ab\\x1b…"


def test_marks_without_end_are_cut() -> None:
    assert len(fit("a" + "\u0301" * 1_000, 10)) <= 41


def test_the_last_of_several_texts_is_cut_least() -> None:
    assert share(["12345", "123"], 8) == ["12345", "123"]
    assert share(["1234567890", "123"], 8) == ["1234…", "123"]
    assert share(["123", "1234567890"], 8) == ["123", "1234…"]
    assert share(["1234567890", "1234567890"], 9) == ["12…", "12345…"]
    assert share(["12", "12"], 0) == ["", ""]


@given(hostile, st.integers(8, 40))
def test_wrapping_keeps_all(text: str, columns: int) -> None:
    lines = list(wrap(text, columns))
    assert all(is_harmless(line) and shown_columns(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "").replace("\u00a0", "") == as_drawn(text).replace(" ", "")
