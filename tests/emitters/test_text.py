"""The tree as text, compared whole with golden files; what is hostile is harmless."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from corotrace import note, record, traced
from corotrace.diagram import Ending, Outline, Row, RowKind, Spread
from corotrace.emitters import emit_text
from corotrace.emitters.text_row import write_row
from corotrace.testing import FakeClock
from tests.conftest import Golden
from tests.emitters.hostile import CORPUS, LONG
from tests.emitters.test_columns import is_harmless, shown_columns

SECOND = 1_000_000_000


@traced
async def fetch(url: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return f"<html> of {url}"


@traced
async def buy(what: str) -> str:
    await asyncio.sleep(1)
    raise ValueError(f"no {what} in stock")


@traced
async def lines(most: int) -> AsyncIterator[str]:
    for number in range(most):
        await asyncio.sleep(0.5)
        yield f"line {number}"


@traced
async def main() -> None:
    note("이벤트 루프가 세 코루틴을 번갈아 실행")
    await asyncio.gather(fetch("a.org", 1), fetch("b.org", 2), buy("lamp"), return_exceptions=True)
    async for line in lines(9):
        if line == "line 6":
            break
    for attempt in range(7):
        try:
            async with asyncio.timeout(0.25 + attempt / 100):
                await fetch("slow.org", 60)
        except TimeoutError:
            pass
    background = asyncio.create_task(fetch("c.org", 60), name="background")
    await asyncio.sleep(0.001)
    background.cancel()
    asyncio.create_task(fetch("d.org", 60))  # noqa: RUF006 - it shall be left running
    await asyncio.sleep(0.5)


@pytest.mark.parametrize(("name", "width", "fold"), [("tree", 80, True), ("tree_wide", 120, False)])
def test_a_program_as_text(golden: Golden, clock: FakeClock, name: str, width: int, fold: bool) -> None:
    with record("everything that may happen, 한 화면에", clock=clock) as trace:
        clock.run(main())
    golden(f"{name}.txt", trace.to_text(width=width, fold=fold))


def row(kind: RowKind, name: str, arguments: str | None, ending: Ending | None, value: str, **more: str) -> Row:
    return Row(
        0, True, kind, name, arguments, more.get("place", ""), more.get("joins", ""), ending, value, (1, 1), None, ()
    )


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (row(RowKind.CALL, "f", "1", Ending.RETURNED, "2"), "f(1) → 2"),
        (row(RowKind.CALL, "f", "", Ending.RETURNED, ""), "f() — ended"),
        (row(RowKind.CALL, "say hello", None, Ending.RAISED, "ValueError('no')"), "say hello ✗ ValueError('no')"),
        (row(RowKind.CALL, "f", "", Ending.CANCELLED, "CancelledError()"), "f() — cancelled"),
        (row(RowKind.CALL, "f", "", Ending.CANCELLED, "CancelledError('no')"), "f() — cancelled: CancelledError('no')"),
        (row(RowKind.CALL, "f", "", Ending.TIMED_OUT, "CancelledError()"), "f() ✗ timed out"),
        (row(RowKind.CALL, "f", "", Ending.CLOSED, "GeneratorExit()"), "f() — closed"),
        (row(RowKind.CALL, "f", "", Ending.RUNNING, ""), "f() — still running"),
        (row(RowKind.CALL, "f", "", Ending.RETURNED, "2", place="task 2"), "[task 2] f() → 2"),
        (row(RowKind.WAIT, "g", None, Ending.RETURNED, ""), "⋯ g"),
        (row(RowKind.WAIT, "g", "1", Ending.RETURNED, "'item'"), "⋯ g(1) → 'item'"),
        (row(RowKind.WAIT, "g", "1", Ending.RUNNING, "", joins="task 2"), "⋯ g(1): task 2 — still waiting"),
        (row(RowKind.WAIT, "g", None, Ending.CANCELLED, "", joins="task 2"), "⋯ g: task 2 — cancelled"),
        (row(RowKind.ITEM, "yield", None, Ending.RETURNED, "5", place="for f"), "[for f] yield 5"),
        (row(RowKind.ITEM, "aclose()", None, None, ""), "aclose()"),
        (row(RowKind.NOTE, "text", None, None, ""), "note: text"),
    ],
)
def test_what_a_row_says(made: Row, text: str) -> None:
    assert write_row(made, 100) == text


def test_values_are_cut_before_names() -> None:
    made = row(RowKind.CALL, "a_rather_long_name", "'" + "x" * 100 + "'", Ending.RAISED, "ValueError('no stock')")
    assert write_row(made, 50) == "a_rather_long_name('xxxxxxx…) ✗ ValueError('no st…"
    assert write_row(made, 20) == "a_rather_long_…() ✗ "
    assert write_row(made, 4) == "…()…"


@pytest.mark.parametrize("text", [*CORPUS, *LONG])
def test_hostile_texts_are_one_harmless_line_each(text: str) -> None:
    took = Spread(0, SECOND, 2 * SECOND)
    rows = tuple(
        Row(depth, depth == 2, kind, text, text, text, text, ending, text, (1, 2), took, ((0, SECOND),))
        for depth in (0, 1, 2)
        for kind in RowKind
        for ending in (None, *Ending)
    )
    alone = emit_text(Outline("", SECOND, 1, (), (), rows, ()), 80).splitlines()
    assert len(alone) == 2 + 1 + 2 * len(rows)
    written = emit_text(Outline(text, SECOND, 1, (), (text,), rows, (text,)), 80)
    assert written.endswith("\n")
    assert all(is_harmless(line) and shown_columns(line) <= 80 for line in written.split("\n"))


def test_no_line_is_wider_than_it_may_be_whatever_the_numbers() -> None:
    took = Spread(123_000, 45_678_000, 123_456_000_000_000)
    rows = tuple(
        Row(
            depth,
            True,
            RowKind.CALL,
            "f",
            "'한국어'",
            "task 2",
            "",
            Ending.RETURNED,
            "'한국어'",
            (2, 1_000_000),
            took,
            (),
        )
        for depth in range(100)
    )
    text = emit_text(Outline("", 123_456_000_000_000, 100, (), (), rows, ()), 70)
    assert max(map(shown_columns, text.splitlines())) <= 70
    assert text.count("0.000123 … 123000 s, median 0.0457 s\n") == 100
    assert "⋮99 [task 2]" in text


def test_nothing_is_said() -> None:
    assert (
        emit_text(Outline("nothing", 0, 0, (), (), (), ()), 80) == "nothing\n0 calls in 0 s\n\nNothing was recorded.\n"
    )
