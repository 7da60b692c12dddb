"""Names of files that are made of pytest's ids."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corotrace.integrations.pytest_plugin.names import file_name

PART = st.text(st.sampled_from("aAbé\u0301[]-_./: \\x\ud800\x00*안"), min_size=0, max_size=200)
IDS = st.builds("{}.py::{}".format, PART, PART)


def on_disk(name: str) -> str:
    """What file systems make of a name that ignore capitals and how letters are composed."""
    return unicodedata.normalize("NFC", name).casefold()


@pytest.mark.parametrize(
    ("node_id", "name"),
    [
        ("test_it.py::test_add", "test_it.py--test_add"),
        ("tests/shop/test_cart.py::test_add", "tests-shop-test_cart.py--test_add"),
    ],
)
def test_plain_ids_stand_for_themselves(node_id: str, name: str) -> None:
    assert file_name(node_id) == name


@pytest.mark.parametrize(
    ("node_id", "pattern"),
    [
        ("test_it.py::TestCart::test_add", r"test_it\.py--TestCart--test_add-[0-9a-f]{8}"),
        ("test_it.py::test_add[1-2]", r"test_it\.py--test_add_1-2-[0-9a-f]{8}"),
        ("test_it.py::test_add[값]", r"test_it\.py--test_add_값-[0-9a-f]{8}"),
        ("test_it.py::test_e\u0301", r"test_it\.py--test_\u00e9-[0-9a-f]{8}"),
        ("aux.py::test_add", r"test-aux\.py--test_add-[0-9a-f]{8}"),
        ("../test_it.py::test_add", r"test_it\.py--test_add-[0-9a-f]{8}"),
    ],
)
def test_other_ids_are_told_apart_by_a_number(node_id: str, pattern: str) -> None:
    assert re.fullmatch(pattern, file_name(node_id))


@given(IDS)
@example("con.py::a")
@example("a.py::" + "b" * 300)
def test_names_are_safe_on_every_file_system(node_id: str) -> None:
    name = file_name(node_id)
    assert re.fullmatch(r"\w[\w.-]*", name)
    assert len(name.encode()) <= 120
    assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name, re.IGNORECASE)


@given(st.lists(IDS, unique=True, min_size=2, max_size=20))
@example(["a/b.py::c", "a-b.py::c"])
@example(["a.py::B::c", "a.py::b::c"])
@example(["a.py::e\u0301", "a.py::é"])
@example(["a.py::" + "b" * 300, "a.py::" + "b" * 301])
def test_no_two_tests_have_one_name(node_ids: list[str]) -> None:
    assert len({on_disk(file_name(node_id)) for node_id in node_ids}) == len(node_ids)
