"""A long diagram is cut into pages where a reader would cut it, and nothing is lost at the edges."""

from collections.abc import Sequence

import pytest

from corotrace.diagram import (
    Activation,
    CallMessage,
    Element,
    Ending,
    Finish,
    Interaction,
    MessageSort,
    Note,
    Participant,
    ReplyMessage,
    Silence,
    split_pages,
)
from corotrace.diagram.pages import MOST_CHARACTERS, MOST_ELEMENTS, MOST_PARTICIPANTS

MAIN = Participant(1, "main")


def participant(number: int, name: str = "work") -> Participant:
    return Participant(number, f"{name} {number}")


def call(to: Participant, bar: int, sender: Participant | None = MAIN) -> CallMessage:
    return CallMessage(MessageSort.ASYNCH_CALL, sender, to, "work()", Activation(bar, to))


def reply(of: Participant, bar: int, receiver: Participant | None = MAIN) -> ReplyMessage:
    return ReplyMessage(of, receiver, Ending.RETURNED, "None", 5, (Activation(bar, of),))


def diagram(elements: Sequence[Element]) -> Interaction:
    used: dict[Participant, None] = {}
    for element in elements:
        match element:
            case CallMessage() | ReplyMessage():
                used |= dict.fromkeys(one for one in (element.sender, element.receiver) if one)
            case Finish():
                used[element.participant] = None
    participants = sorted(used, key=lambda one: one.number)
    return Interaction("title", tuple(participants), tuple(elements), ("a remark",))


def lengths(pages: Sequence[Interaction]) -> list[int]:
    return [len(page.elements) for page in pages]


def one_after_the_other(count: int) -> list[Element]:
    """Calls of which each ends before the next begins, inside of a main one."""
    work = participant(2)
    inner = [element for bar in range(2, count + 2) for element in (call(work, bar), reply(work, bar))]
    return [call(MAIN, 1, None), *inner, reply(MAIN, 1, None)]


def test_a_diagram_that_fits_is_one_page_and_says_nothing_of_pages() -> None:
    interaction = diagram(one_after_the_other(MOST_ELEMENTS // 2 - 1))
    assert split_pages(interaction) == (interaction,)
    assert split_pages(diagram([])) == (diagram([]),)


def test_pages_end_between_calls_and_the_last_one_is_not_a_rest() -> None:
    pages = split_pages(diagram(one_after_the_other(101)))
    assert [(page.page.number, page.page.count) for page in pages if page.page] == [(1, 3), (2, 3), (3, 3)]
    assert lengths(pages) == [79, 80, 45]
    assert all(len(page.page.open) == 1 for page in pages[1:] if page.page), "only that of main goes on"
    assert lengths(split_pages(diagram(one_after_the_other(40)))) == [55, 27]
    assert {page.title for page in pages} == {"title"}
    assert {page.remarks for page in pages} == {("a remark",)}


def test_each_page_has_the_lifelines_that_it_uses_and_begins_with_their_open_bars() -> None:
    workers = [participant(number) for number in range(2, 62)]
    begins = [call(one, one.number) for one in workers]
    ends = [reply(one, one.number) for one in workers]
    interaction = diagram([call(MAIN, 1, None), *begins, *ends, reply(MAIN, 1, None)])
    pages = split_pages(interaction)
    assert tuple(element for page in pages for element in page.elements) == interaction.elements
    assert all(len(page.participants) <= MOST_PARTICIPANTS for page in pages)
    seen: dict[Activation, None] = {}
    for page in pages:
        assert page.page
        used = {one for element in page.elements for one in (element.sender, element.receiver) if one}  # type: ignore[union-attr]
        assert set(page.participants) == used
        assert [one.number for one in page.participants] == sorted(one.number for one in used)
        assert set(page.page.open) == {bar for bar in seen if bar.participant in used}
        assert page.page.beside == sum(bar.participant not in used for bar in seen)
        for element in page.elements:
            if isinstance(element, CallMessage) and element.starts:
                seen[element.starts] = None
            for bar in getattr(element, "ends", ()):
                del seen[bar]


def test_bars_upon_a_bar_are_open_in_their_order_and_are_one_lifeline() -> None:
    nested = [call(MAIN, bar, MAIN if bar > 1 else None) for bar in range(1, 4)]
    rest = one_after_the_other(50)[1:-1]
    more = [
        element
        for bar in range(100, 140)
        for element in (call(participant(3), bar, None), reply(participant(3), bar, None))
    ]
    pages = split_pages(diagram([*nested, *rest, *more]))
    assert pages[1].page
    assert [bar.number for bar in pages[1].page.open] == [1, 2, 3]
    assert pages[-1].page
    assert pages[-1].participants == (participant(3),)
    assert pages[-1].page.beside == 1


def test_long_names_leave_place_for_fewer_lifelines() -> None:
    workers = [participant(number, "a worker with a name of some length, such as it may be") for number in range(2, 62)]
    pages = split_pages(diagram([call(one, one.number) for one in workers]))
    for page in pages:
        assert sum(len(one.name) for one in page.participants) <= MOST_CHARACTERS
        assert len(page.participants) >= 6


@pytest.mark.parametrize("at", range(60, 82))
def test_a_silence_goes_with_what_ends_it_and_notes_with_what_they_follow(at: int) -> None:
    elements = one_after_the_other(60)
    around: list[Element] = [Silence(5), elements[at], Note("one", MAIN), Note("two")]
    elements[at : at + 1] = around
    pages = split_pages(diagram(elements))
    assert len(pages) == 2
    assert tuple(element for page in pages for element in page.elements) == tuple(elements)
    first, second = (page.elements for page in pages)
    assert not isinstance(first[-1], Silence)
    assert second[0] != Note("one", MAIN)


def test_notes_alone_are_cut_too() -> None:
    pages = split_pages(Interaction("", (), tuple(Note(str(number)) for number in range(200))))
    assert lengths(pages) == [80, 80, 40]
    over = split_pages(Interaction("", (MAIN, participant(2)), tuple(Note(str(number), MAIN) for number in range(200))))
    assert {page.participants for page in over} == {(MAIN,)}


def test_what_is_still_running_ends_on_the_last_pages() -> None:
    workers = [participant(number) for number in range(2, 52)]
    running = [Finish(one, Ending.RUNNING, "still running", 5, (Activation(one.number, one),)) for one in workers]
    pages = split_pages(diagram([*(call(one, one.number) for one in workers), *running]))
    assert pages[-1].page
    assert pages[-1].page.beside == 0
    assert {bar.participant for bar in pages[-1].page.open} == set(pages[-1].participants)
