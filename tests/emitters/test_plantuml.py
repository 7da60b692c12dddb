"""PlantUML text, compared whole with golden files; the renderers' tests show that the engines accept it."""

import asyncio
import re

import pytest

from corotrace import note, record, traced
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
    Spread,
)
from corotrace.emitters import emit_plantuml
from corotrace.testing import FakeClock
from tests.conftest import Golden
from tests.emitters.interactions import EVERY_ELEMENT, SECOND_PAGE

SECOND = 1_000_000_000


def test_every_element_has_its_line(golden: Golden) -> None:
    golden("elements.puml", emit_plantuml(EVERY_ELEMENT))


def test_what_is_wrong_is_red(golden: Golden) -> None:
    loop, task = Participant(1, "loop"), Participant(2, "task")
    bar = Activation(1, task, alarm=True)
    elements = (
        Note("was ready", task, duration=150_000_000),
        CallMessage(MessageSort.SYNCH_CALL, loop, task, "runs", bar, duration=500_000_000),
        Note("held the event loop", task, duration=Spread(500_000_000, 500_000_000, 1_000_000_000), alarm=True),
        ReplyMessage(task, loop, Ending.RETURNED, "awaits it", None, (bar,)),
    )
    golden("alarm.puml", emit_plantuml(Interaction("", (loop, task), elements)))
    page = emit_plantuml(Interaction("", (loop, task), elements[2:], (), Page(2, 2, (bar,), 0)))
    assert "\nactivate p2 #FFAFA8\n" in page


def test_what_determined_the_time_is_in_bold_and_what_is_not_is_thin_again(golden: Golden) -> None:
    one, other = Participant(1, "one"), Participant(2, "other")
    bars = Activation(1, one, bold=True), Activation(2, other, bold=True), Activation(3, other)
    elements = (
        CallMessage(MessageSort.SYNCH_CALL, None, one, "main()", bars[0], bold=True),
        CallMessage(MessageSort.ASYNCH_CALL, one, other, "long()", bars[1], bold=True),
        Note("said", other),
        CallMessage(MessageSort.SYNCH_CALL, one, other, "short()", bars[2]),
        ReplyMessage(other, one, Ending.RETURNED, "", 1_000_000, (bars[2],)),
        ReplyMessage(other, one, Ending.RAISED, "KeyError()", SECOND, (bars[1],), bold=True),
        ReplyMessage(one, None, Ending.RETURNED, "", SECOND, bold=True),
        Finish(one, Ending.RUNNING, "still running", SECOND, (bars[0],), bold=True),
    )
    text = emit_plantuml(Interaction("", (one, other), elements, in_bold="what took 1.00 s"))
    golden("bold.puml", text)
    assert text.rindex("Thickness 1") > text.rindex("Thickness 3"), "old engines draw all arrows like the last one"
    page = emit_plantuml(Interaction("", (one, other), elements[2:4], (), Page(2, 2, bars, 0)))
    assert "\nactivate p2 #FFD54F\nactivate p2\n" in page


def test_a_page_begins_with_what_is_open_and_says_where_it_goes_on(golden: Golden) -> None:
    golden("page.puml", emit_plantuml(SECOND_PAGE))


@pytest.mark.parametrize(
    ("number", "beside", "said"),
    [
        (1, 0, "page 1 of 3"),
        (2, 1, "page 2 of 3; 1 more lifeline is in use, without a message here"),
        (3, 0, "page 3 of 3"),
    ],
)
def test_the_first_page_goes_on_and_the_last_one_ends(number: int, beside: int, said: str) -> None:
    one = Participant(1, "one")
    source = emit_plantuml(Interaction("title", (one,), (Note("here", one),), page=Page(number, 3, (), beside)))
    assert f">{said}<" in source
    assert ("continued from page" in source) == (number > 1)
    assert ("continued on page" in source) == (number < 3)


def test_an_interaction_of_nothing_has_a_lifeline_to_draw() -> None:
    source = emit_plantuml(Interaction("", (), ()))
    assert source.splitlines()[0] == "@startuml"
    assert source.endswith('\nparticipant "program" as p0\n@enduml\n')
    assert "title" not in source


def test_notes_alone_have_a_lifeline_to_stand_on() -> None:
    source = emit_plantuml(Interaction("", (), (Note("hello"),)))
    assert 'participant "program" as p0\n' in source


@pytest.mark.parametrize("title", ["end title", " End  Title", "endtitle"])
def test_a_title_does_not_end_itself(title: str) -> None:
    lines = emit_plantuml(Interaction(title, (), ())).splitlines()
    written = lines[lines.index("title") + 1]
    assert not re.fullmatch("end ?title", written, re.IGNORECASE)
    assert lines[lines.index("title") + 2] == "end title"


def test_no_line_is_longer_than_engines_take_it() -> None:
    one = Participant(123_456, "\0" * 3_000, "\0" * 3_000)
    call = CallMessage(MessageSort.ASYNCH_CALL, one, one, "\0" * 3_000, Activation(1, one))
    reply = ReplyMessage(one, one, Ending.CANCELLED, "😀" * 3_000, 1, (Activation(1, one),))
    source = emit_plantuml(Interaction("\0" * 3_000, (one,), (call, reply, Note("\0" * 3_000, one))))
    assert max(len(line.encode("utf-16-le")) // 2 for line in source.splitlines()) < 2_000


def test_the_first_example(golden: Golden, clock: FakeClock) -> None:
    @traced(participant="say_hello_{name}")
    async def say_hello(name: str) -> None:
        await asyncio.sleep(1)

    @traced
    async def main() -> None:
        await asyncio.gather(say_hello("AAA"), say_hello("BBB"), say_hello("CCC"))
        note("이벤트 루프가 세 코루틴을 번갈아 실행")

    with record("gather", clock=clock) as trace:
        clock.run(main())
    golden("gather.puml", trace.to_puml())
    golden("gather_loop.puml", trace.to_puml(view="loop"))
