"""Values as text: bounded, and never by running code of the program."""

import enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace.recording.values import MAX_LENGTH, Text, describe_error, snapshot, write, write_plain


class Colour(enum.Enum):
    RED = 1


class Wordy(str):
    __slots__ = ()

    def __repr__(self) -> str:
        raise AssertionError("repr was run")


class Meta(type):
    @property
    def __name__(cls) -> str:
        raise AssertionError("__name__ was run")


class Odd(metaclass=Meta):
    pass


def itself() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (3, "3"),
        (1.5, "1.5"),
        (2j, "2j"),
        (..., "Ellipsis"),
        ("AAA", "'AAA'"),
        ("새 루프", "'새 루프'"),
        (b"bytes", "bytes(5)"),
        ([], "[]"),
        ((), "()"),
        (set(), "set()"),
        ({}, "{}"),
        ([1, "a", None], "[1, 'a', None]"),
        ((1,), "(1,)"),
        ({1}, "{1}"),
        (frozenset({1}), "{1}"),
        ({"n": 1, "ok": [True]}, "{'n': 1, 'ok': [True]}"),
        (list(range(100)), "[0, 1, 2, 3, 4, 5, 6, 7, …]"),
        ([[[["deep"]]]], "[[[[…]]]]"),
        (itself(), "[[[[…]]]]"),
        (Wordy("x"), "<Wordy>"),
        (Odd(), "<Odd>"),
        (Colour.RED, "<Colour>"),
        (snapshot, "snapshot"),
        ("x" * 1000, "'" + "x" * 78 + "…"),
    ],
)
def test_values_are_written_as_python_would(value: object, text: str) -> None:
    assert write(snapshot(value)) == text


def test_an_integer_too_long_to_write_is_told_by_its_size() -> None:
    assert write(snapshot(10**5000)) == "int(16610 bits)"


def test_a_class_is_told_by_its_name_whatever_its_metaclass_says() -> None:
    assert write(snapshot([Odd, Colour])) == "[Odd, Colour]"


def test_a_string_is_plain_in_a_name() -> None:
    assert write_plain(snapshot("AAA")) == "AAA"
    assert write_plain(snapshot(["AAA"])) == "['AAA']"


def test_errors_are_their_type_and_arguments() -> None:
    assert describe_error(ValueError("no stock", 3)) == "ValueError('no stock', 3)"
    assert describe_error(KeyError(object())) == "KeyError(<object>)"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=30,
)


@given(values)
def test_the_text_is_never_longer_than_allowed(value: object) -> None:
    assert len(write(snapshot(value))) <= MAX_LENGTH


@given(st.lists(st.integers(0, 9), max_size=5) | st.dictionaries(st.integers(0, 9), st.booleans(), max_size=4))
def test_a_small_value_is_written_whole(value: object) -> None:
    assert write(snapshot(value)) == repr(value)


@given(values)
def test_nothing_mutable_is_kept(value: object) -> None:
    assert type(snapshot(value)) in (type(None), bool, int, float, str, Text)
