"""Any text goes in, and exactly that text is read back out of the picture: in every place, from every engine."""

from collections.abc import Callable, Iterable, Sequence
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace.diagram import (
    CallMessage,
    Change,
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
from corotrace.emitters import emit_plantuml
from corotrace.emitters.plantuml_text import escape
from corotrace.renderers import local, picture, render
from corotrace.renderers.embedded import EmbeddedEngine
from tests.emitters.hostile import ANY_LABEL, CORPUS, LONG, as_drawn, is_drawn
from tests.engines import require_engine, sample
from tests.properties.plantuml_reader import unescape
from tests.renderers.pictures import lines

SECOND = 1_000_000_000
BETWEEN = "=== the next picture ==="

ONE, OTHER = Participant(1, "one"), Participant(2, "other")
#: How a text gets into a diagram, and what is drawn behind it.
ELEMENTS: tuple[tuple[Callable[[str], Element], str], ...] = (
    (lambda text: CallMessage(MessageSort.SYNCH_CALL, None, ONE, text), ""),
    (lambda text: CallMessage(MessageSort.ASYNCH_CALL, ONE, OTHER, text), ""),
    (lambda text: ReplyMessage(OTHER, ONE, Ending.RAISED, text, SECOND), " 1.00 s"),
    (lambda text: ReplyMessage(ONE, None, Ending.RETURNED, text, SECOND), " 1.00 s"),
    (lambda text: Finish(OTHER, Ending.CLOSED, text, SECOND), " 1.00 s"),
    (lambda text: Note(text, ONE), ""),
    (lambda text: Note(text), ""),
)
LEGEND = ["raised an exception", "closed before it was done"]

Drawn = Sequence[str]
Draw = Callable[[Sequence[str]], list[list[str]]]


@pytest.fixture
def draw(request: pytest.FixtureRequest, use_plantuml: Callable[[str], None]) -> Draw:
    """Draws diagrams and reads their texts: with the embedded engine, Debian's ``program``, or a ``jar`` of today."""
    if request.param == "embedded":
        require_engine("embedded")
        return draw_embedded
    use_plantuml(request.param)
    return draw_local


def draw_embedded(sources: Sequence[str]) -> list[list[str]]:
    return [lines(EmbeddedEngine().draw(source, "svg", 60)) for source in sources]


def draw_local(sources: Sequence[str]) -> list[list[str]]:
    """All the diagrams in one process, with the environment and the checks of a single one."""
    output = local._run("".join(sources), ["-tsvg", "-pipedelimitor", BETWEEN], 120)
    svgs = output.split(BETWEEN.encode())[:-1]
    assert len(svgs) == len(sources), "each diagram is one picture"
    return [lines(picture.clean_svg(svg)[0]) for svg in svgs]


def compare(drawn: Drawn, *expected: str | tuple[str, str] | tuple[str, str, str]) -> None:
    """Line for line: a text, with what stands before it and behind it."""
    assert len(drawn) == len(expected)
    for line, wanted in zip(drawn, expected, strict=True):
        before, text, behind = ("", wanted, "") if isinstance(wanted, str) else (*wanted, "")[:3]
        body = line.removeprefix(before).removesuffix(behind)
        assert line == before + body + behind
        assert is_drawn(text, body), f"{text!r} was drawn as {body!r}"


def messages(texts: Sequence[str]) -> str:
    return emit_plantuml(Interaction("", (ONE, OTHER), tuple(make(text) for text in texts for make, _ in ELEMENTS)))


def compare_messages(drawn: Drawn, texts: Sequence[str]) -> None:
    compare(drawn, "one", "other", *(("", text, behind) for text in texts for _, behind in ELEMENTS), *LEGEND)


def names(texts: Sequence[str]) -> str:
    """Each text is the name of a lifeline, and the first of four that of their thread."""
    participants = tuple(Participant(number, text, texts[number - number % 4]) for number, text in enumerate(texts))
    return emit_plantuml(Interaction("", participants, (Note("x", participants[0]),)))


def compare_names(drawn: Drawn, texts: Sequence[str]) -> None:
    compare(drawn, *texts[::4], *texts, "x")


def title(texts: Sequence[str]) -> str:
    return emit_plantuml(Interaction(texts[0], (ONE,), (Note("x", ONE),)))


def compare_title(drawn: Drawn, texts: Sequence[str]) -> None:
    compare(drawn, texts[0], "one", "x")


def fragments(texts: Sequence[str]) -> str:
    """The labels of a group and of a fragment within, of its reference and of its second operand."""
    bodies = [
        f"group {escape(text)}\n{word} {escape(text)}\nref over p1 : {escape(text, after_colon=True)}\n"
        f"else {escape(text)}\np1 -> p1 : x\nend\nend"
        for word, text in zip(cycle(("alt", "loop", "par")), texts, strict=False)
    ]
    return "\n".join(["@startuml", "hide footbox", 'participant "one" as p1', *bodies, "@enduml", ""])


def compare_fragments(drawn: Drawn, texts: Sequence[str]) -> None:
    expected: list[str | tuple[str, str, str]] = ["one"]
    for word, text in zip(cycle(("alt", "loop", "par")), texts, strict=False):
        expected += [text, word, ("[", text, "]"), "ref", text, ("[", text, "]"), "x"]
    compare(drawn, *expected)


CHANGES = (
    (Change.ADDED, "+ ", "only in the new trace"),
    (Change.REMOVED, "- ", "only in the old trace"),
    (Change.CHANGED, "~ ", "changed: old → new"),
    (Change.MOVED, "> ", "moved: it was elsewhere before"),
)


def changes(texts: Sequence[str]) -> str:
    """Each text in each place where a difference says what became of it, behind a sign."""
    elements: list[Element] = []
    for number, (text, (change, _, _)) in enumerate(zip(texts, cycle(CHANGES), strict=False)):
        fragment = CombinedFragment(number, InteractionOperator.PAR)
        elements += [
            Operand(fragment, text, change=change),
            CallMessage(MessageSort.ASYNCH_CALL, ONE, OTHER, text, change=change),
            ReplyMessage(OTHER, ONE, Ending.RETURNED, text, None, change=change),
            Finish(OTHER, Ending.RETURNED, text, None, change=change),
            Note(text, ONE, change),
            FragmentEnd(fragment),
        ]
    return emit_plantuml(Interaction("", (ONE, OTHER), tuple(elements), of_two=True))


def compare_changes(drawn: Drawn, texts: Sequence[str]) -> None:
    expected: list[str | tuple[str, str] | tuple[str, str, str]] = ["one", "other"]
    for text, (_, sign, _) in zip(texts, cycle(CHANGES), strict=False):
        expected += ["par", (f"[{sign}", text, "]"), *[(sign, text)] * 4]
    used = CHANGES[: len(texts)]
    compare(drawn, *expected, *((sign, meaning) for _, sign, meaning in used))


def in_bold(texts: Sequence[str]) -> str:
    """Each text in bold; the first in the legend, too."""
    elements = tuple(ReplyMessage(OTHER, ONE, Ending.RETURNED, text, SECOND, bold=True) for text in texts)
    return emit_plantuml(Interaction("", (ONE, OTHER), elements, in_bold=texts[0]))


def compare_in_bold(drawn: Drawn, texts: Sequence[str]) -> None:
    compare(drawn, "one", "other", *(("", text, " 1.00 s") for text in texts), ("bold: ", texts[0]))


#: What writes texts into their place, what reads them there, and how many of them go into one diagram.
PLACES = {
    "messages": (messages, compare_messages, 15),
    "names": (names, compare_names, 12),
    "title": (title, compare_title, 1),
    "fragments": (fragments, compare_fragments, 12),
    "changes": (changes, compare_changes, 12),
    "in bold": (in_bold, compare_in_bold, 60),
}


def compare_all(draw: Draw, texts: Sequence[str], places: Iterable[str]) -> None:
    """Draws every text in each of the places, as many in a diagram as belong there."""
    orders = [
        (*PLACES[place][:2], texts[start : start + PLACES[place][2]])
        for place in places
        for start in range(0, len(texts), PLACES[place][2])
    ]
    drawn = draw([write(some) for write, _, some in orders])
    for (_, check, some), found in zip(orders, drawn, strict=True):
        check(found, some)


@pytest.mark.parametrize("draw", ["embedded", "program", "jar"], indirect=True)
def test_the_corpus_is_drawn_as_it_is(draw: Draw) -> None:
    compare_all(draw, CORPUS, PLACES)


@pytest.mark.parametrize(
    ("draw", "places"),
    [("embedded", PLACES), ("program", ["title"]), ("jar", ["title", "messages"])],
    indirect=["draw"],
)
def test_a_text_of_any_length_is_drawn_and_says_where_it_was_cut(draw: Draw, places: Iterable[str]) -> None:
    compare_all(draw, LONG, places)


@pytest.mark.parametrize(("draw", "examples"), [("embedded", 12), ("program", 2), ("jar", 2)], indirect=["draw"])
def test_any_text_is_drawn_as_it_is(draw: Draw, examples: int) -> None:
    @sample(examples)
    @given(st.lists(ANY_LABEL, min_size=24, max_size=36, unique=True))
    def compare_them(texts: list[str]) -> None:
        compare_all(draw, texts, PLACES)

    compare_them()


@pytest.mark.parametrize("draw", ["program", "jar"], indirect=True)
def test_in_text_output_the_labels_stand_as_they_are_written(draw: Draw) -> None:
    """An engine does not read codes there: they can be seen, each on its line, and nothing was obeyed."""
    elements = tuple(CallMessage(MessageSort.SYNCH_CALL, ONE, OTHER, text) for text in CORPUS)
    source = emit_plantuml(Interaction("", (ONE, OTHER), elements))
    output = local._run(source, ["-utxt"], 60).decode().splitlines()
    labels = [line.strip().strip("│").strip(" ") for line in output[3:] if "─" not in line]
    assert [label for label in labels if label] == [escape(text, after_colon=True) for text in CORPUS]
    assert [unescape(label) for label in labels if label] == [as_drawn(text) for text in CORPUS]


@pytest.mark.parametrize("draw", ["embedded", "program"], indirect=True)
def test_a_png_shows_a_code_as_the_character_itself(draw: Draw) -> None:
    """What a PNG says cannot be read back: the same text is drawn, once as it is and once as nothing but codes."""
    engine = "embedded" if draw is draw_embedded else "local"
    text = "say_hello('AAA', n=3) 한국어 {x} 1 < 2"
    plain = emit_plantuml(Interaction("", (ONE,), (Note(text, ONE),)))
    coded = plain.replace(text, "".join(f"<U+{ord(character):04X}>" for character in text))
    assert text in plain
    assert coded != plain
    assert render(plain, "png", engine=engine) == render(coded, "png", engine=engine)
