"""What Mermaid itself makes of the texts: it accepts all diagrams, and of any text that goes in, exactly that is
read back, from its parser and out of the pictures that a browser draws.
"""

import html
import re
from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from corotrace.diagram import (
    CallMessage,
    CombinedFragment,
    Element,
    Ending,
    Finish,
    FragmentEnd,
    Interaction,
    InteractionOperator,
    MessageSort,
    Note,
    Operand,
    Participant,
    ReplyMessage,
)
from corotrace.emitters import emit_mermaid
from tests.emitters.hostile import ANY_LABEL, CORPUS, LONG, as_drawn, is_drawn
from tests.emitters.interactions import EVERY_ELEMENT, FRAMES, SECOND_PAGE
from tests.emitters.mermaid.engine import Mermaid
from tests.engines import sample
from tests.properties import determined
from tests.properties.test_structure import run
from tests.properties.whole import pages_of

SECOND = 1_000_000_000
ONE, OTHER = Participant(1, "one"), Participant(2, "other")
PAR = CombinedFragment(1, InteractionOperator.PAR)


def elements_of(text: str) -> Iterator[Element]:
    yield CallMessage(MessageSort.SYNCH_CALL, None, ONE, text)
    yield CallMessage(MessageSort.ASYNCH_CALL, ONE, OTHER, text)
    yield ReplyMessage(OTHER, ONE, Ending.RAISED, text, SECOND)
    yield ReplyMessage(ONE, None, Ending.RETURNED, text, None)
    yield Finish(OTHER, Ending.CLOSED, text, SECOND)
    yield Note(text, ONE)
    yield Note(text)


#: What stands before each of them, and behind.
AROUND_MESSAGES = (("", ""), ("", ""), ("raised: ", " (1.00 s)"), ("", ""))
AROUND_NOTES = (("closed: ", " (1.00 s)"), ("", ""), ("", ""))

#: Mermaid's numbers of the arrows that are used.
ARROWS = (0, 1, 4, 24)

Drawn = Sequence[tuple[str, str]]


def messages(texts: Sequence[str]) -> str:
    return emit_mermaid(Interaction("", (ONE, OTHER), tuple(one for text in texts for one in elements_of(text))))


def names(texts: Sequence[str]) -> str:
    """Each text is the name of a lifeline, of its thread, and a remark; the first is the title."""
    participants = tuple(Participant(number, text, text) for number, text in enumerate(texts))
    return emit_mermaid(Interaction(texts[0], participants, (Note("x", participants[0]),), remarks=tuple(texts)))


def frames(texts: Sequence[str]) -> str:
    call = CallMessage(MessageSort.SYNCH_CALL, ONE, OTHER, "x")
    elements: list[Element] = []
    for text in texts:
        elements += [Operand(PAR, text), call, Operand(PAR, text), call, FragmentEnd(PAR)]
    return emit_mermaid(Interaction("", (ONE, OTHER), tuple(elements)))


def blanks(text: str) -> str:
    return text.replace("\u2002", " ").replace("\u00a0", " ")


def assert_text(found: str, text: str, before: str = "", behind: str = "") -> None:
    found, text = blanks(found), blanks(as_drawn(text))
    body = found.removeprefix(before).removesuffix(behind)
    assert found == before + body + behind
    assert body == text or is_drawn(text, body), f"{text!r} was drawn as {body!r}"


def check(mermaid: Mermaid, texts: Sequence[str], size: int = 40) -> None:
    """Draw the texts in every place, so many in a diagram, and compare."""
    orders = [
        (write(texts[start : start + size]), compare, texts[start : start + size])
        for start in range(0, len(texts), size)
        for write, compare in ((messages, compare_messages), (names, compare_names), (frames, compare_frames))
    ]
    pictures = mermaid.draw([source for source, _, _ in orders])
    for picture, (source, compare, some) in zip(pictures, orders, strict=True):
        assert "error" not in picture, f"{picture['error']}:\n{source[:2_000]}"
        assert not picture["broken"], "the picture is no XML"
        assert not picture["forbidden"], f"something was obeyed: {picture['forbidden']}"
        compare(picture["texts"], some)


def of_kind(drawn: Drawn, *kinds: str) -> list[str]:
    return [text for kind, text in drawn if kind in kinds]


def compare_messages(drawn: Drawn, texts: Sequence[str]) -> None:
    for kind, around in (("messageText", AROUND_MESSAGES), ("noteText", AROUND_NOTES)):
        found = of_kind(drawn, kind)
        assert len(found) == len(around) * len(texts)
        for index, text in enumerate(texts):
            for line, (before, behind) in zip(found[index * len(around) :], around, strict=False):
                assert_text(line, text, before, behind)


def compare_names(drawn: Drawn, texts: Sequence[str]) -> None:
    """Boxes and lifelines are drawn from right to left, lifelines at the top and at the bottom."""
    found = [*of_kind(drawn, ""), *of_kind(drawn, "text")[::-1]]
    found += of_kind(drawn, "actor", "actor actor-box")[::-1] + of_kind(drawn, "noteText")
    expected = [texts[0], *texts, *texts, *texts, *texts, "x"]
    assert len(found) == len(expected)
    for line, text in zip(found, expected, strict=True):
        assert_text(line, text)


def compare_frames(drawn: Drawn, texts: Sequence[str]) -> None:
    """Mermaid breaks the lines of these between words."""
    found = blanks("".join(of_kind(drawn, "loopText", "sectionTitle"))).replace(" ", "")
    assert found == blanks("".join(f"[{as_drawn(text)}]" * 2 for text in texts)).replace(" ", "")


def read_back(text: str) -> str:
    """As Mermaid decodes its codes when the picture is done."""
    return html.unescape(text.replace("ﬂ°°", "&#").replace("ﬂ°", "&").replace("¶ß", ";"))


def test_the_corpus_is_drawn_as_it_is(mermaid: Mermaid) -> None:
    check(mermaid, CORPUS)


def test_a_text_of_any_length_is_drawn_and_says_where_it_was_cut(mermaid: Mermaid) -> None:
    for picture, text in zip(mermaid.draw([messages([text]) for text in LONG]), LONG, strict=True):
        compare_messages(picture["texts"], [text])


def test_any_text_is_drawn_as_it_is(mermaid: Mermaid) -> None:
    @sample(3)
    @given(st.lists(ANY_LABEL, min_size=80, max_size=120, unique=True))
    def compare_them(texts: list[str]) -> None:
        check(mermaid, texts)

    compare_them()


def test_the_parser_reads_as_many_texts_as_were_written(mermaid: Mermaid) -> None:
    texts = [text for text in CORPUS if blanks(text).strip()]
    elements = tuple(CallMessage(MessageSort.SYNCH_CALL, ONE, OTHER, text) for text in texts)
    sources = [
        emit_mermaid(Interaction("", (ONE, OTHER), elements[start : start + 100]))
        for start in range(0, len(texts), 100)
    ]
    found = mermaid.read(sources)
    assert [answer["error"] for answer in found if "error" in answer] == []
    read = [message for answer in found for _, _, _, message in answer["messages"]]
    assert [blanks(read_back(text)) for text in read] == [blanks(as_drawn(text)) for text in texts]


def test_every_element_and_every_frame_is_drawn(mermaid: Mermaid) -> None:
    sources = [emit_mermaid(one) for one in (EVERY_ELEMENT, SECOND_PAGE, FRAMES, Interaction("", (), ()))]
    pictures = mermaid.draw(sources)
    assert [picture["error"] for picture in pictures if "error" in picture] == []
    drawn = [picture["texts"] for picture in pictures]
    assert of_kind(drawn[0], "messageText")[-1] == "raised: ValueError('no') (1.00 s)"
    assert of_kind(drawn[0], "noteText")[2] == "over all of them"
    assert of_kind(drawn[1], "noteText")[-1] == "continued on page 3"
    assert of_kind(drawn[2], "labelText") == ["loop", "loop", "par"]
    assert of_kind(drawn[3], "actor", "actor actor-box") == ["program"] * 2
    bars = [picture["bars"] for picture in pictures]
    assert bars == [6, 4, 3, 0], "each bar that begins is drawn"


def test_the_parser_accepts_whatever_programs_did(mermaid: Mermaid) -> None:
    sources: list[str] = []

    @sample(8)
    @given(determined.programs())
    def collect(root: determined.Node) -> None:
        trace = run(root, 1)
        sources.extend(
            trace.to_mermaid(order=order, fold=fold) for order in ("time", "structure") for fold in (True, False)
        )
        with pages_of(5):
            sources.extend(trace.to_mermaid_pages())

    collect()
    assert len(sources) > 30
    for source, found in zip(sources, mermaid.read(sources), strict=True):
        assert "error" not in found, f"{found['error']}:\n{source}"
        names = {alias: decoded(name) for alias, name in _PARTICIPANTS.findall(source)}
        assert {one: read_back(name) for one, name, kind, _ in found["actors"] if kind == "participant"} == names
        arrows = [(begin, end, decoded(text)) for begin, end, text in _ARROWS.findall(source)]
        read = [(begin, end, read_back(text)) for kind, begin, end, text in found["messages"] if kind in ARROWS]
        assert read == arrows


_PARTICIPANTS = re.compile("^participant (p[0-9]+) as (.*)$", re.MULTILINE)
_ARROWS = re.compile(r"^(p[0-9]+|outside)(?:->>|-\)|-->>|--x)[+-]?(p[0-9]+|outside): (.*)$", re.MULTILINE)


def decoded(source: str) -> str:
    return html.unescape(re.sub(r"#(\w+);", lambda code: f"&{'#' * code[1].isdecimal()}{code[1]};", source))
