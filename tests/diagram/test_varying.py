"""What several texts have in common, and how that is said."""

from hypothesis import given
from hypothesis import strategies as st

from corotrace.diagram.varying import Varying


def varied(first: str, *others: str) -> Varying:
    varying = Varying(first)
    for other in others:
        varying.add(other)
    return varying


def test_numbers_go_from_the_lowest_to_the_highest() -> None:
    assert str(varied("3", "1", "20", "2")) == "1 … 20"
    assert str(varied("-1.5", "2")) == "-1.5 … 2"


def test_what_is_the_same_is_said_once() -> None:
    assert str(varied("3", "3", "3")) == "3"


def test_numbers_do_not_look_like_a_range_where_something_else_is_among_them() -> None:
    assert str(varied("1", "None", "3")) == "1 … None"
    assert str(varied("None", "1", "3")) == "None … 3"
    assert str(varied("'a'", "'b'", "'c'")) == "'a' … 'c'"


@given(st.lists(st.sampled_from(["1", "2", "30", "None", "'x'"]), min_size=1), st.data())
def test_taken_together_in_any_parts_it_says_as_much(texts: list[str], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(texts)))
    together = varied(*texts[:cut])
    if texts[cut:]:
        together.add_all(varied(*texts[cut:]))
    said = str(together)
    distinct = {*texts}
    if len(distinct) == 1:
        assert said == texts[0]
    elif distinct <= {"1", "2", "30"}:
        assert said == f"{min(distinct, key=int)} … {max(distinct, key=int)}"
    else:
        first, other = said.split(" … ")
        assert first == texts[0]
        assert other in distinct - {first}
        assert not (first.isdecimal() and other.isdecimal())
