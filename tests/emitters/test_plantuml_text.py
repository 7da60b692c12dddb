"""What stands as itself, and what is written by its code; the tests of the renderers read it back from pictures."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace.emitters.plantuml_text import LONGEST, escape
from tests.emitters.hostile import ANY_TEXT, CORPUS, LONG, as_drawn, is_drawn
from tests.properties.plantuml_reader import unescape


@pytest.mark.parametrize(
    "text",
    [
        "say_hello('AAA', n=3)",
        "f(g(h(x)), key=(1, 2))",
        "'not paid'",
        "[1, 2, {'a': [3]}]",
        "-1",
        "ValueError('no!')",
        'say "x"',
        "x == y or a -> b | c",
        "50% of 3 < 4; R & D",
        "x <= 3, f('50%')",
        "_private/path.py:12 #3 ^ `x` {y} *z?",
        "새 루프 태스크 “é” 😀 👨\u200d👩\u200d👧",
    ],
)
def test_behind_a_colon_ordinary_texts_stand_as_they_are(text: str) -> None:
    assert escape(text, after_colon=True) == text


@pytest.mark.parametrize(
    "text",
    [
        "say_hello_AAA",
        "asyncio.sleep",
        "_private",
        "Worker 2",
        "worker[1] of 3",
        "my-worker",
        "end_session",
        "class a.B (x)",
        "주문",
    ],
)
def test_ordinary_names_stand_as_they_are(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("%date()", "<U+0025>date()"),
        ("a__b", "a_<U+005F>b"),
        ("<b>", "<U+003C>b>"),
        ("[[x]]", "[<U+005B>x]]"),
        ("a\nb", "a<U+005C>nb"),
        ("C:\\temp", "C:<plain><U+005C></plain>temp"),
        ("~@start", "<plain><U+007E></plain><U+0040>start"),
        ("\x07 \ud800 \ue000 \u2028", "<U+005C>x07 <U+005C>ud800 <U+005C>ue000 <U+005C>u2028"),
        ("&#65;", "<U+0026>#65<U+003B>"),
        ("http://x", "http:/<U+002F>x"),
        ("x /' y '/", "x /<U+0027> y '/"),
        ("# x", "<U+0023> x"),
        (" a  b ", "<U+00A0>a <U+00A0>b<U+00A0>"),
        ("a – b", "a <U+2013> b"),
        ("abc" * LONGEST, "abc" * 599 + "ab…"),
    ],
)
def test_marks_are_written_by_their_code(text: str, source: str) -> None:
    assert escape(text, after_colon=True) == source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ('a "b"', "a <U+0022>b<U+0022>"),
        ("“b” «c»", "<U+201C>b<U+201D> <U+00AB>c<U+00BB>"),
        ("'x'", "<U+0027>x'"),
        ("!include x", "<U+0021>include x"),
        ("-1", "<U+002D>1"),
        ("x->y", "<U+0078>->y"),
        ("a[b]", "a[b<U+005D>"),
        ("End Title", "<U+0045>nd Title"),
    ],
)
def test_without_a_colon_more_marks_are(text: str, source: str) -> None:
    assert escape(text) == source
    assert escape(text, after_colon=True) == text


@given(ANY_TEXT, st.booleans())
def test_the_source_is_one_line_without_any_mark_that_is_obeyed(text: str, after_colon: bool) -> None:
    source = escape(text, after_colon=after_colon)
    assert len(source.splitlines()) <= 1
    assert len(source.encode("utf-16-le")) <= 2 * LONGEST  # no surrogate is left, or it could not be encoded
    rest = re.sub(r"</?plain>|<U\+[0-9A-F]{4,5}>", "", source)
    assert not re.search(r"[\\~]|[<&%$@;](?![ 0-9=,')])", re.sub("…$", " ", rest))
    assert after_colon or not re.search('["“”«»]', rest)


@given(ANY_TEXT, st.booleans())
def test_the_codes_undone_give_the_text(text: str, after_colon: bool) -> None:
    assert unescape(escape(text, after_colon=after_colon)) == as_drawn(text)


def test_the_corpus_is_large_and_its_long_texts_are_cut() -> None:
    assert len(CORPUS) >= 300
    for text in (*CORPUS, *LONG):
        drawn = unescape(escape(text))
        assert is_drawn(text, drawn)
        assert drawn.endswith("…") == (text in LONG or text.endswith("…"))
