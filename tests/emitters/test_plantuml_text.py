"""The escape: one line, nothing that an engine would obey; the renderers' tests read it back from pictures."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace.emitters.plantuml_text import escape


@pytest.mark.parametrize(
    "text",
    [
        "say_hello('AAA', n=3)",
        "main()",
        "새 루프 태스크",
        "a, b. c; d: e? f + g = h",
        "get(0.5, key='x')",
        "ValueError('no')",
    ],
)
def test_ordinary_calls_stand_as_they_are(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("%date()", "<U+0025>date()"),
        ("a__b", "a<U+005F><U+005F>b"),
        ("<b>", "<U+003C>b>"),
        ("[x]", "<U+005B>x<U+005D>"),
        ("!include x", "<U+0021>include x"),
        ("a\nb", "a<U+005C>nb"),
        ("C:\\temp", "C:<U+005C>\u200btemp"),
        ("\x07 \ud800 \ue000", "<U+005C>x07 <U+005C>ud800 <U+005C>ue000"),
        ("&#65;", "<U+0026>#65;"),
        ("a\u2028b", "a<U+2028>b"),
        ("http://x", "http:<U+002F><U+002F>x"),
        ("/' no comment '/", "<U+002F><U+0027> no comment <U+0027><U+002F>"),
        ('say "x"', 'say "x"'),
    ],
)
def test_marks_are_written_by_their_code(text: str, source: str) -> None:
    assert escape(text) == source


def test_a_quotation_mark_never_ends_a_quoted_name() -> None:
    assert escape('a "b" c', quoted=True) == "a <U+0022>b<U+0022> c"


@given(st.text(st.characters(codec=None)), st.booleans())  # type: ignore[arg-type]
def test_the_source_is_one_line_without_any_mark_that_is_obeyed(text: str, quoted: bool) -> None:
    source = escape(text, quoted=quoted)
    assert len(source.splitlines()) <= 1
    source.encode()  # no surrogate is left
    rest = re.sub(r"<U\+[0-9A-F]{4,5}>", "", source)
    assert not set(rest) & set("%!@&<[]\\~$")
    assert not quoted or '"' not in rest
