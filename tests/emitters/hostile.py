"""Texts that an engine might obey, change, refuse or draw in pieces: the corpus that every emitter is tested with.

The texts are grouped by what they try. `as_drawn` says what a reader of the picture must see of each.
"""

import unicodedata

from hypothesis import strategies as st

DIRECTIVES = (
    "!include /etc/passwd", "!include <C4/C4_Container>", "!includeurl http://127.0.0.1:9/x", "!include_many a",
    "!import a.zip", "!includesub a!B", "!define X Y", "!definelong X", "!enddefinelong", "!undef X", "!$x = 1",
    "!x = 1", "!if (1)", "!ifdef X", "!ifndef X", "!else", "!elseif", "!endif", "!while 1", "!endwhile",
    "!foreach $i in [1]", "!function f() !return 1", "!unquoted procedure f()", "!procedure $f()", "!endprocedure",
    "!return 1", "!theme spacelab", "!pragma teoz true", "!assert 0", "!exit", "!log hello", "!dump_memory",
    "!startsub X", "!endsub", "!option handwritten true", " !include /etc/passwd", "!", "!!", "hello!",
    "x\n!include /etc/passwd", "x\r\n!include /etc/passwd\r\n", "x !include y",
)  # fmt: skip

FUNCTIONS = (
    '%getenv("HOME")', 'x %getenv("PATH") y', "%date()", '%date("yyyy")', "%newline()", "%chr(65)", "%dirpath()",
    "%filename()", '%file_exists("/etc/passwd")', '%load_json("/etc/passwd")', "%get_variable_value(x)",
    '%set_variable_value("x", 1)', '%invoke_procedure("x")', '%call_user_func("x")', "%version()", "%true()",
    "%not(1)", "%splitstr(a, b)", "%strlen(abc)", '%upper("a")', "%lower(A)", "%string(1)", "%random()", "%n%", "%n",
    "%s", "%d items", "100%", "50% of it", "%%", "%", "%(", "%g", "%PATH%", "%date%", "%undefined(1)", "$x", "$f(1)",
    "${x}", "$(x)", "$1.50", "$$", "$", "a$b", "##", "a##b", "x ## y",
)  # fmt: skip

KEYWORDS = (
    "@enduml", "@startuml", "@enduml\n@startuml", "x @enduml", "x@startuml", "^@startuml", "~@startuml", "\\@enduml",
    "@start", "@unpause", "@", "@@", "user@example.com", "end", "end note", "endnote", "end title", "endtitle",
    "End Title", "End  Title", "end legend", "endlegend", "end ref", "end box", "end group", "endpoint", "END", "else",
    "else x", "alt", "group x", "loop 3", "par", "newpage", "autonumber", "title x", "header x", "footer x", "legend",
    "note left", "note over p1 : x", "ref over p1 : x", "activate p1", "deactivate p1", "destroy p1", "create p1",
    "return x", "participant x", "actor x", "box x", "hide footbox", "skinparam handwritten true", "skinparam",
    "scale 3", "as p1", "x as y", "order 10", "...", "....", "...5 minutes...", "||", "|||", "||45||", "==", "== x ==",
    "=", "==x", "=x=", "--", "---", "____", "....x", "++", "--++", "**", "!!", " ++ #red", "&", "& a -> b", "{start}",
    "{a} <-> {b} : x", "{{", "{{\nwbs\n}}", "}}",
)  # fmt: skip

ARROWS = (
    "->", "-->", "->>", "-->>", "<-", "<--", "<<-", "<->", "->x", "-x", "x<-", "->o", "o->", "x->", "o->>", "\\-",
    "-\\", "-/", "/-", "//--", "-\\\\", "\\\\--", "o\\\\--", "x-1", "o-b", "x/-", "X-1", "O->", "a -> b", "a->b : c",
    "p1 -> p1 : x", "[->", "->]", "?->", "->?", "[x->", "->x]", "-[#red]>", "-[hidden]>", "-[#red,dashed]->", "]<-",
    "<-]", "=>", "<=", "==>", "<=>", "-1", "- 1", "- x", "--x", "a - b", "a -- b", "a--b--c", "1-2-3", "~>", "|>",
    "<|--", "*--", "o--", "..>", "-|>", "0..1", "->*", "*->",
)  # fmt: skip

CREOLE = (
    "**bold**", "a**b**c", "//italics//", "a//b//c", "http://x//y", "__init__", "a__b__c", "__", "--strike--",
    "~~wave~~", '""mono""', 'a""b""c', '"', '""', '"""', 'say "hello"', "* item", "** item", "*", "# one", "## two",
    "#", "#red", "#FF0000", "#red:x", "#lightblue x", "= heading", "=== heading", "|a|b|", "|= a |= b |", "|a",
    "||a||", "a|b", "a || b", "|_ tree", "----", "====", "....", "____", "..x..", "--x--", "==x==", "~", "~~", "~*",
    "a~b", "~<b>", "~~~", "|", "/", "//", "///", "/* x */", "*/", "_", "_x_", "`x`", "```", "{x}", "{", "}", "[", "]",
    "[ ]", "[x]", "(", ")", "((", "))", "()", "(x)", ":", "::", ";", ",", ".", "?", "+", "-", "<", ">", "^", "'", "''",
)  # fmt: skip

LINKS_AND_IMAGES = (
    "[[http://127.0.0.1:9/]]", "[[http://127.0.0.1:9/ x]]", "[[http://127.0.0.1:9/{tip} x]]", "[[[x]]]", "[[x", "x]]",
    "[[", "]]", "[[1, 2], [3, 4]]", "[[[]]]", "[[{x}]]", "http://example.com/a?b=c&d=e#f", "https://u:p@example.com",
    "file:///etc/passwd", "mailto:a@b.c", "<img:/etc/passwd>", "<img:http://127.0.0.1:9/x.png>",
    "<img:x.png{scale=2}>", "<img src=x>", "<img>", "<img:data:image/png;base64,iVBORw0KGgo=>", "<$sprite>",
    "<$sprite,scale=2>", "<$x{scale=2}>", "<$>", "<&icon>", "<&star*3>", "<&>", "<:smile:>", "<:1f600:>",
    "<#green:sunny:>", ":smile:", "<latex>x^2</latex>", "<math>x^2</math>", "<qrcode:x>", "<code>x</code>",
)  # fmt: skip

TAGS = (
    "<b>x</b>", "<b>x", "x</b>", "<B>x</B>", "<i>x</i>", "<u>x</u>", "<u:red>x</u>", "<s>x</s>", "<w>x</w>",
    "<w:#FF0000>x</w>", "<del>x</del>", "<strike>x</strike>", "<plain>x</plain>", "<sub>x</sub>", "<sup>x</sup>",
    "<size:40>x</size>", "<color:red>x</color>", "<color #FF0000>x</color>", "<color:red>x", "</color>",
    "<back:red>x</back>", "<font:courier>x</font>", "<font color=red>x</font>", "<#red>x", "<#red,blue>|x|", "<", ">",
    "<>", "< x >", "</", "<x", "x>", "<<", ">>", "<<stereotype>>", "<<(C,red) x>>", "<Session>",
    "<Session object at 0x7f>", "<script>alert(1)</script>", "<!-- x -->", "-->", "<![CDATA[x]]>", "<?x?>",
    "<svg onload=alert(1)>", "</text>", "</svg>", '<a href="javascript:alert(1)">x</a>', "<html>", "<br>", "<br/>",
    "<hr>", "a < b > c", "a<b", "a<b>c", "1 < 2", "1<2", "x <= 3", "<-", "<U+0041>", "<U+41>", "<u+0041>", "<U+>",
    "<U+005B>x", "&#65;", "&#x41;", "&lt;b&gt;", "&amp;", "&nbsp;", "&nosuch;", "&#", "&#0;", "&", "&&", "R&D",
    "R & D", "a&b;", "&amp;lt;",
)  # fmt: skip

COMMENTS = (
    "' x", "'", "''", "/' x '/", "x /' y '/ z", "/'", "'/", "a/'b", "a'/b", "/''/", "' or 1=1 --", "'x'", "// x",
    "# x", "x ' y", "/*'*/",
)  # fmt: skip

BACKSLASHES = (
    "\\n", "a\\nb", "\\t", "a\\tb", "\\r", "a\\lb", "\\l", "\\", "\\\\", "\\\\n", "\\\\t", "a\\", "\\a\\",
    "C:\\temp\\new", "C:\\Users\\rr\\table", "\\\\host\\share", "\\u0041", "\\x41", "\\0", "\\e", "\\ n", "\\\n",
    "^x\\$", "\\d+\\.\\d*", "\\[x\\]", "\\<b>", "\\%date()", "a\\ b", "\\t\\t", "x\\\\\\t",
)  # fmt: skip

CONTROLS = (
    "\0", "\x01", "a\x07b", "\b", "\t", "a\tb", "\n", "a\nb", "\na", "a\n", "\r", "a\r\nb", "\v", "\f",
    "\x1b[31mred\x1b[0m", "\x1c", "\x1d", "\x1e", "\x1f", "\x7f", "\x80", "\x85", "a\x85b", "\x9f", "\u2028",
    "a\u2028b", "\u2029", "a\u2029b", "a\n@enduml\nb", "a\nend note\nb", "x\n\n\ny",
)  # fmt: skip

BIDI = (
    "\u202edrowssap", "a\u202ab\u202c", "\u202bx", "\u202dx", "\u2066x\u2069", "\u2067x\u2069", "\u2068x",
    "\u200ex\u200f", "\u061cx", "שלום", "مرحبا", "abc שלום (def)", "x\u202e\u2066]\u2069 y",
)  # fmt: skip

SPACES = (
    " ", "  ", "   ", " a", "a ", "  a", "a  ", "a  b", "a   b", "a b", " a  b ", "\u00a0", "a\u00a0b",
    "\u00a0a\u00a0", " \u00a0 ", "\u2003a", "a\u2003\u2003b", "\u3000a\u3000", "a\u200bb", "a\u00adb", "a\u2060b",
    "\ufeffa", "a\ufeffb", "a\u200cb", "a\u200db", "\u1680x", "\u202fx", "( )", "'  '",
)  # fmt: skip

UNICODE = (
    "한국어", "이벤트 루프가 세 코루틴을 번갈아 실행", "日本語", "中文", "ελληνικά", "кириллица", "हिन्दी", "ไทย", "é",
    "e\u0301", "ﬁ", "ß", "İ", "Ω", "ʼn", "😀", "x😀y", "👨\u200d👩\u200d👧", "🇰🇷", "❤\ufe0f", "👍🏽", "“quoted”", "“",
    "”", "«x»", "»", "‘x’", "—", "–", "a – b", "–x", "…", "x…", "→", "←", "⟨x⟩", "×", "÷", "1 000×3", "½", "²", "№",
    "©", "™", "␀", "□", "�", "𝔘𝔫𝔦", "𠀀", "𓀀", "\u0300x", "a\u0300\u0301\u0302", "\u3164", "Zalgo\u0335\u0321\u0356",
    "％ＨＯＭＥ％", "＜ｂ＞", "﹤", "｜", "ꞌ", "〈x〉", "【x】",
)  # fmt: skip

UNDRAWABLE = (
    "\ud800", "a\ud800b", "\udfff", "\ud83d\ude00", "\udc80abc", "\ue000", "\ue005\ue006", "\ue05b\ue05b", "\ue00ax",
    "\ue100", "\ue103", "\ue111", "\uf8ff", "\ufdd0", "\ufdef", "\ufffe", "\uffff", "a\uffffb", "\U0001fffe",
    "\U0010ffff", "\U000f0000", "\U0010fffd", "\U000e0001", "\U000e0041", "\ufff9a\ufffab\ufffb", "\u0378",
    "\U0003fff0",
)  # fmt: skip

CALLS = (
    "say_hello('AAA', n=3)", "f()", "f(g(h(x)))", "f({'a': [1, 2]}, (3,), key=None)", "[1, 2, 3]", "{1, 2}", "{}",
    "[]", "()", "('a', 'b')", "'text'", "b'\\x00\\n'", "-1", "1e-05", "-0.5", "x == y", "a != b", "a, b; c: d?",
    "lambda x: x**2", "*args, **kwargs", "f(*a, **k)", "a @ b", "a % b", "a | b", "x[0][-1]", "dict[str, list[int]]",
    "Traceback (most recent call last):\n  File \"x.py\", line 1\nValueError: <b>", "KeyError('[[x]]')",
    "<coroutine object f at 0x7f3a>", "SELECT * FROM t WHERE a='b' -- c", "a && b || c > /dev/null 2>&1",
    "$(rm -rf /)", "`id`", "{{ 7*7 }}", "${jndi:ldap://127.0.0.1:9/x}", "'; DROP TABLE x; --", "../../etc/passwd",
    "~/x", "{\"a\": [\"b\"]}",
)  # fmt: skip

MERMAID = (
    "%%{init: {'theme': 'dark'}}%%", "x %%{wrap}%% y", "%% x", "x%%y", "%%{", "$$x^2$$", "a $$\\frac{1}{2}$$ b", "$$ $$", "wrap: x",
    ":wrap:x", "nowrap: x", "x wrap: y", "#35;", "#lt;b#gt;", "#quot;", "#9829;", "#", "ﬂ°lt¶ß", "ﬂ°°65¶ß", "¶ß", "ﬂ°", "ﬂ¶",
    "style: <b>", "style x:#<b>", "a style b:c<d>;", "classDef x:y<z>", "style fill:#f9f,stroke:#333;", "#br#", "</br>",
    "x<br>y", "as x", "rgb(1, 2, 3) x", "aqua x", "red", "x @{ type: database }", "accTitle: x", "-)", "--x", "title: x",
    "Straße 20 °C", "end;", "sequenceDiagram", "---", "```", "R&D & T&amp;C",
)  # fmt: skip

LONG = (
    "a" * 3_000, "한" * 3_000, "%" * 3_000, "\x07" * 3_000, " " * 3_000, "\\t" * 1_500, "word " * 600, "😀" * 3_000,
    "[[" * 1_500, "\ud800" * 3_000, "\U0010ffff" * 3_000, "\n" * 3_000, "x" + " " * 2_998 + "y", "<b>" * 1_000,
    "~@" * 1_500,
)  # fmt: skip

#: All of them but the long ones, each once.
CORPUS = tuple(
    dict.fromkeys(
        DIRECTIVES + FUNCTIONS + KEYWORDS + ARROWS + CREOLE + LINKS_AND_IMAGES + TAGS + COMMENTS + BACKSLASHES
        + CONTROLS + BIDI + SPACES + UNICODE + UNDRAWABLE + CALLS + MERMAID
    )
)  # fmt: skip
#: What to make more of them from.
PIECES = tuple(text for text in CORPUS if len(text) < 20)
#: Whatever there is, lone surrogates too, and what is made of the pieces.
ANY_TEXT = st.text(st.characters(codec=None)) | st.lists(st.sampled_from(PIECES)).map("".join)  # type: ignore[arg-type]
#: The same, for pictures: there is something to see, and not very much.
ANY_LABEL = st.one_of(
    st.text(st.characters(codec=None), min_size=1, max_size=20),  # type: ignore[arg-type]
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join),
)


def as_drawn(text: str) -> str:
    """What is to be read in the picture, every blank being a space."""
    return "".join(map(_as_drawn, text)).replace("\u00a0", " ")


def is_drawn(text: str, drawn: str) -> bool:
    """Whether what was read in a picture is this text; one of more than 80 characters may be cut, and say so."""
    expected, drawn = as_drawn(text), drawn.replace("\u00a0", " ")
    cut = len(expected) > 80 and len(drawn) >= 80 and drawn[-1] == "…" and expected.startswith(drawn[:-1])
    return drawn == expected or cut


def _as_drawn(character: str) -> str:
    """Itself, or its escape in Python where nothing could be seen, or something else than there is."""
    code, kind = ord(character), unicodedata.category(character)
    undrawable = kind in ("Cc", "Cs", "Co", "Zl", "Zp") or code % 0x10000 >= 0xFFFE or 0xFDD0 <= code < 0xFDF0
    reorders = unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    if undrawable or reorders or character in "\u200e\u200f\u061c":
        return repr(character)[1:-1]
    return character
