"""Mermaid text, compared whole with golden files; test_mermaid_pictures.py shows that Mermaid accepts it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from corotrace import record, traced
from corotrace.diagram import (
    Activation,
    CallMessage,
    Ending,
    Finish,
    Interaction,
    MessageSort,
    Note,
    Page,
    Participant,
    ReplyMessage,
)
from corotrace.emitters import emit_mermaid
from corotrace.emitters.mermaid import MOST_CHARACTERS
from corotrace.testing import FakeClock
from tests.emitters.interactions import EVERY_ELEMENT, FRAMES, SECOND_PAGE

Golden = Callable[[str, str], None]


def test_every_element_has_its_line(golden: Golden) -> None:
    golden("elements.mmd", emit_mermaid(EVERY_ELEMENT))


def test_frames_say_how_often_and_how_long(golden: Golden) -> None:
    golden("frames.mmd", emit_mermaid(FRAMES))


def test_a_page_begins_with_what_is_open_and_says_where_it_goes_on(golden: Golden) -> None:
    golden("page.mmd", emit_mermaid(SECOND_PAGE))


@pytest.mark.parametrize(("number", "goes_on"), [(1, True), (3, False)])
def test_the_first_page_goes_on_and_the_last_one_ends(number: int, goes_on: bool) -> None:
    one = Participant(1, "one")
    lines = emit_mermaid(Interaction("", (one,), (Note("here", one),), page=Page(number, 3, (), 1))).splitlines()
    assert lines[2] == f"Note over p1: page {number} of 3#59; 1 more lifeline is in use, without a message here"
    assert ("Note over p1: continued on page 2" in lines) == goes_on
    assert ("Note over p1: continued from page 2" in lines) == (not goes_on)


def test_a_bar_that_does_not_end_is_ended_for_mermaid_would_not_draw_it() -> None:
    one = Participant(1, "one")
    call = CallMessage(MessageSort.SYNCH_CALL, None, one, "x", Activation(1, one))
    lines = emit_mermaid(Interaction("", (one,), (call,), page=Page(1, 2, (), 0))).splitlines()
    assert lines[-3:] == ["outside->>+p1: x", "Note over p1: continued on page 2", "deactivate p1"]


def test_the_outside_is_there_where_it_is_needed() -> None:
    one, other = Participant(1, "one"), Participant(2, "other")
    call = CallMessage(MessageSort.SYNCH_CALL, one, other, "x")
    assert "outside" not in emit_mermaid(Interaction("", (one, other), (call,)))
    reply = ReplyMessage(other, None, Ending.RETURNED, "", None)
    assert "actor outside as outside\n" in emit_mermaid(Interaction("", (one, other), (call, reply)))


@pytest.mark.parametrize("elements", [(), (Note("hello"),)])
def test_an_interaction_of_nothing_has_a_lifeline_to_draw(elements: tuple[Note, ...]) -> None:
    lines = emit_mermaid(Interaction("", (), elements)).splitlines()
    assert lines[:2] == ["sequenceDiagram", "participant p0 as program"]
    assert lines[2:] == ["Note over p0: hello"] * len(elements)


def test_texts_are_cut_where_the_whole_would_be_refused() -> None:
    one = Participant(1, "한" * 3_000)
    short = Interaction("", (one,), tuple(Note("😀" * 800, one) for _ in range(20)))
    assert "…" not in emit_mermaid(short).replace("한…", "")
    long = Interaction("", (one,), tuple(Finish(one, Ending.RAISED, "😀" * 800, None) for _ in range(80)))
    text = emit_mermaid(long)
    assert len(text.encode("utf-16-le")) <= 2 * MOST_CHARACTERS
    assert text.count("😀…\n") == 80


def test_the_document_shows_what_its_program_gives(clock: FakeClock) -> None:
    @traced(participant="say_hello_{name}")
    async def say_hello(name: str) -> None:
        await asyncio.sleep(1)

    @traced
    async def main() -> None:
        await asyncio.gather(say_hello("AAA"), say_hello("BBB"))

    with record("gather", clock=clock) as trace:
        clock.run(main())
    document = Path(__file__).parents[2] / "docs" / "mermaid.md"
    assert trace.to_markdown() in document.read_text(encoding="utf-8")
