"""What stands as itself, and what is written by its code; test_mermaid_pictures.py reads it back from pictures."""

import html
import re

import pytest
from hypothesis import given

from corotrace.emitters.mermaid_text import LONGEST, escape
from tests.emitters.hostile import ANY_TEXT, CORPUS, LONG, as_drawn, is_drawn


def unescape(source: str) -> str:
    numbered = re.sub("#(lt|gt|amp);", lambda code: f"#{ord(html.unescape(f'&{code[1]};'))};", source)
    return re.sub(r"#(\d+);", lambda code: chr(int(code[1])), numbered).replace("\u2002", " ")


@pytest.mark.parametrize(
    "text",
    [
        "say_hello('AAA', n=3)",
        "f(g(h(x)), key=(1, 2))",
        "[1, 2, {'a': [3]}]",
        "-1",
        'say "x" -- or \\n: end',
        "x == y | c @ home/path.py:12 ^ `x` *z? ~ $1.50 50%",
        "새 루프 태스크 “é” 😀 👨\u200d👩\u200d👧 Straße 20 °C",
    ],
)
def test_ordinary_texts_stand_as_they_are(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("<Session>", "#lt;Session#gt;"),
        ("R&D", "R#amp;D"),
        ("#1; x", "#35;1#59; x"),
        ("%%{init}%%", "%#37;{init}%#37;"),
        ("$$x$$", "$#36;x$#36;"),
        (" a  b ", "#8194;a #8194;b#8194;"),
        ("a\u00a0b", "a#8194;b"),
        ("\u3000a\ufeff", "#12288;a#65279;"),
        ("wrap: x", "#119;rap: x"),
        (":nowrap:x", "#58;nowrap:x"),
        ("style: x", "#115;tyle: x"),
        ("classDef", "#99;lassDef"),
        ("ﬂ°lt¶ß", "#64258;°lt#182;ß"),
        ("a\nb\x07\ud800\u2028", "a\\nb\\x07\\ud800\\u2028"),
        ("", "#8194;"),
        ("abc" * LONGEST, "abc" * 599 + "ab…"),
    ],
)
def test_marks_are_written_by_their_code(text: str, source: str) -> None:
    assert escape(text) == source


@given(ANY_TEXT)
def test_the_source_is_one_line_without_any_mark_that_is_obeyed(text: str) -> None:
    source = escape(text)
    assert len(source.splitlines()) == 1
    assert source == source.strip("\ufeff \u2002")
    assert len(source.encode("utf-16-le")) <= 2 * LONGEST  # no surrogate is left, or it could not be encoded
    rest = re.sub(r"#\w+;", "#;", source)
    assert not re.search(r"[<>&ﬂ¶\u00a0]|%%|\$\$|  |style|classDef", rest)
    assert not re.search(r"#(?!;)|(?<!#);", rest)


@given(ANY_TEXT)
def test_the_codes_undone_give_the_text(text: str) -> None:
    assert unescape(escape(text)).strip() == as_drawn(text).replace("\u2002", " ").strip()


def test_the_long_texts_of_the_corpus_are_cut_and_no_others() -> None:
    for text in (*CORPUS, *LONG):
        source = escape(text)
        assert source.endswith("…") == (text in LONG or text.endswith("…"))
        assert is_drawn(text, unescape(source)) or not text.strip()
