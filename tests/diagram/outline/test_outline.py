"""The outline that is built from what really ran: its rows, what is folded, and what it says of that."""

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any

import trio
import trio.testing

from corotrace import note, record, traced
from corotrace.diagram import Ending, Outline, ReplyMessage, Row, RowKind, Spread, build_interaction, build_outline
from corotrace.events import (
    CallEnded,
    CallStarted,
    EventsLeftOut,
    Function,
    Outcome,
    Place,
    RecordingStopped,
    Thread,
)
from corotrace.testing import FakeClock

SECOND = 1_000_000_000


def outline_of(clock: FakeClock, program: Callable[[], Any], *, fold: bool = True) -> Outline:
    with record(clock=clock) as trace:
        clock.run(program())
    return build_outline(trace.events, fold=fold)


def line(row: Row) -> str:
    """A row as a line to compare with."""
    times = "" if row.times == (1, 1) else f"{row.times[0]}-{row.times[1]} x "
    arguments = "" if row.arguments is None else f"({row.arguments})"
    place = f"[{row.place}] " if row.place else ""
    joins = f" of {row.joins}" if row.joins else ""
    ending = f" {row.ending.value} {row.value}".rstrip() if row.ending else ""
    return f"{'  ' * row.depth}{place}{times}{row.kind.name.lower()} {row.name}{arguments}{joins}{ending}".rstrip()


def lines(outline: Outline) -> list[str]:
    return [line(row) for row in outline.rows]


@traced
async def nap(delay: float = 1) -> str:
    await asyncio.sleep(delay)
    return "slept"


@traced
async def fail(number: int) -> None:
    raise ValueError(number)


@traced
async def count(most: int) -> AsyncIterator[int]:
    for number in range(most):
        yield number


def test_what_a_call_did_stands_below_it_in_order(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(nap(1), nap(2))
        note("done")

    outline = outline_of(clock, main)
    assert lines(outline) == [
        "call main() returned None",
        "  wait asyncio.gather of tasks 2, 3 returned",
        "  [task 2] call nap(1) returned 'slept'",
        "    wait asyncio.sleep(1) returned",
        "  [task 3] call nap(2) returned 'slept'",
        "    wait asyncio.sleep(2) returned",
        "  note done",
    ]
    assert [row.is_last for row in outline.rows] == [True, False, False, True, False, True, True]
    assert [row.spans for row in outline.rows[1:3]] == [((0, 2 * SECOND),), ((0, SECOND),)]
    assert (outline.duration, outline.calls, outline.endings) == (2 * SECOND, 3, ())


def test_endings_are_counted(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(fail(1), fail(2), return_exceptions=True)
        task = asyncio.create_task(nap(5))
        await asyncio.sleep(1)
        task.cancel("enough")
        await asyncio.wait([task])

    outline = outline_of(clock, main)
    assert outline.endings == ((Ending.RAISED, 2), (Ending.CANCELLED, 1))
    assert "  [task 4] call nap(5) cancelled CancelledError('enough')" in lines(outline)


def test_a_generator_goes_on_in_its_steps(clock: FakeClock) -> None:
    @traced
    async def ask(items: AsyncIterator[int]) -> None:
        await anext(items)

    @traced
    async def main() -> None:
        items = count(3)
        await anext(items)
        await asyncio.sleep(1)
        await ask(items)
        await items.aclose()  # type: ignore[attr-defined]

    outline = outline_of(clock, main)
    assert lines(outline) == [
        "call main() returned None",
        "  call count(3) closed GeneratorExit()",
        "    item yield returned 0",
        "    [for ask] item yield returned 1",
        "    item aclose()",
        "  wait asyncio.sleep(1) returned",
        "  call ask(<async_generator>) returned None",
    ]
    assert outline.rows[1].spans == ((0, 0), (SECOND, SECOND))


def test_how_a_generator_is_asked_is_told_where_it_is_not_for_the_next_item(clock: FakeClock) -> None:
    @traced
    async def echo() -> AsyncGenerator[int, int]:
        heard = 0
        while heard < 7:
            try:
                heard = yield heard
            except ValueError:
                heard = -1

    @traced
    async def main() -> None:
        items = echo()
        await anext(items)
        await items.asend(5)
        await items.athrow(ValueError("no"))
        await asyncio.gather(items.asend(9), return_exceptions=True)

    assert lines(outline_of(clock, main))[1:-1] == [
        "  call echo() returned",
        "    item yield returned 0",
        "    item asend(5): yield returned 5",
        "    item athrow(ValueError('no')): yield returned -1",
        "    [task 2] item asend(9)",
    ]


def test_a_generator_calls_from_where_it_goes_on(clock: FakeClock) -> None:
    @traced
    async def items() -> AsyncIterator[str]:
        yield "first"
        yield await nap()

    @traced
    async def main() -> None:
        made = items()
        await anext(made)
        await asyncio.create_task(anext(made))  # type: ignore[arg-type]

    assert [text for text in lines(outline_of(clock, main)) if "nap" in text] == ["    call nap() returned 'slept'"]


def test_a_wait_that_is_woken_up_in_vain_goes_on(clock: FakeClock) -> None:
    condition = asyncio.Condition()

    @traced
    async def wait() -> None:
        async with condition:
            await condition.wait_for(lambda: False)

    async def main() -> None:
        with record(clock=clock) as trace:
            task = asyncio.create_task(wait())
            await asyncio.sleep(1)
            async with condition:
                condition.notify_all()
            await asyncio.sleep(1)
        task.cancel()
        rows = build_outline(trace.events).rows
        assert [line(row).partition("(")[0] for row in rows] == ["call wait", "  wait Condition.wait_for"]
        assert [(row.ending, row.spans) for row in rows] == [(Ending.RUNNING, ((0, 2 * SECOND),))] * 2

    clock.run(main())


def test_calls_and_tasks_are_not_alike(clock: FakeClock) -> None:
    kept = []

    @traced
    async def main() -> None:
        for _ in range(5):
            kept.append(asyncio.create_task(nap()))
            await nap()

    assert lines(outline_of(clock, main)) == [
        "call main() returned None",
        "  5-5 x loop",
        "    call nap() returned 'slept'",
        "      wait asyncio.sleep(1) returned",
        "    [5 tasks] call nap() returned 'slept'",
        "      wait asyncio.sleep(1) returned",
    ]


def test_what_is_alike_is_one_row_that_says_what_varies(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for delay in (3, 1, 2, 1, 1, 20):
            await nap(delay)

    outline = outline_of(clock, main)
    assert lines(outline) == [
        "call main() returned None",
        "  6-6 x call nap(1 … 20) returned 'slept'",
        "    wait asyncio.sleep(1 … 20) returned",
    ]
    assert outline.rows[1].took == Spread(SECOND, SECOND, 20 * SECOND)
    assert outline.rows[1].spans == ((0, 28 * SECOND),)
    assert len(outline_of(clock, main, fold=False).rows) == 13


def test_an_ending_of_its_own_keeps_a_row_of_its_own(clock: FakeClock) -> None:
    @traced
    async def work(number: int) -> int:
        return 1 // (number - 7)

    @traced
    async def main() -> None:
        for number in range(15):
            try:
                await work(number)
            except ZeroDivisionError:
                pass

    assert lines(outline_of(clock, main))[1:] == [
        "  7-7 x call work(0 … 6) returned -1",
        "  call work(7) raised ZeroDivisionError('integer division or modulo by zero')",
        "  7-7 x call work(8 … 14) returned 0 … 1",
    ]


def test_other_exceptions_are_not_alike(clock: FakeClock) -> None:
    @traced
    async def work(number: int) -> int:
        if number == 5:
            raise KeyError(number)
        raise ValueError(number)

    @traced
    async def main() -> None:
        await asyncio.gather(*(work(number) for number in range(11)), return_exceptions=True)

    assert lines(outline_of(clock, main))[2:] == [
        "  [5 tasks] 5-5 x call work(0 … 4) raised ValueError(0) … ValueError(4)",
        "  [task 7] call work(5) raised KeyError(5)",
        "  [5 tasks] 5-5 x call work(6 … 10) raised ValueError(6) … ValueError(10)",
    ]


def test_groups_that_are_repeated_are_loops_in_loops(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for round_ in range(6):
            await asyncio.sleep(1)
            for _ in range(5 + round_ % 2):
                await nap(0)
                note(f"round {round_}")

    outline = outline_of(clock, main)
    assert lines(outline) == [
        "call main() returned None",
        "  6-6 x loop",
        "    wait asyncio.sleep(1) returned",
        "    5-6 x loop",
        "      call nap(0) returned 'slept'",
        "        wait asyncio.sleep(0) returned",
        "      note round 0 … round 5",
    ]
    assert outline.rows[1].took == Spread(SECOND, SECOND, SECOND)


def test_four_times_are_not_folded(clock: FakeClock) -> None:
    @traced
    async def main(times: int) -> None:
        await asyncio.gather(*(nap(1) for _ in range(times)))

    assert len(outline_of(clock, lambda: main(4)).rows) == 10
    assert lines(outline_of(clock, lambda: main(5)))[1:3] == [
        "  wait asyncio.gather of tasks 2 to 6 returned",
        "  [5 tasks] 5-5 x call nap(1) returned 'slept'",
    ]


def test_waits_for_different_tasks_are_counted_when_folded(clock: FakeClock) -> None:
    @traced
    async def pair() -> None:
        await asyncio.gather(nap(), nap())

    @traced
    async def main() -> None:
        for _ in range(5):
            await pair()

    assert lines(outline_of(clock, main))[1:3] == [
        "  5-5 x call pair() returned None",
        "    wait asyncio.gather of 2 tasks each returned",
    ]


def test_objects_of_one_class_have_numbers(clock: FakeClock) -> None:
    @traced
    class Shop:
        async def sell(self) -> None:
            pass

    @traced
    async def main(shops: int) -> None:
        for _ in range(shops):
            await Shop().sell()

    assert lines(outline_of(clock, lambda: main(1)))[1:] == ["  call Shop.sell() returned None"]
    assert lines(outline_of(clock, lambda: main(2)))[1:] == [
        "  call Shop 1.sell() returned None",
        "  call Shop 2.sell() returned None",
    ]
    assert lines(outline_of(clock, lambda: main(9)))[1:] == ["  9-9 x call Shop.sell() returned None"]


def test_names_that_the_user_chose(clock: FakeClock) -> None:
    @traced(participant="worker {number}", label="do number {number}")
    async def work(number: int) -> None:
        pass

    @traced
    async def main() -> None:
        await asyncio.create_task(work(7), name="seven")

    assert lines(outline_of(clock, main)) == [
        "call main() returned None",
        "  wait asyncio.Task('seven') of task seven returned",
        "  [task seven] call worker 7: do number 7 returned None",
    ]


def test_roots_of_several_tasks_tell_theirs(clock: FakeClock) -> None:
    async def untraced() -> None:
        await asyncio.gather(nap(1), nap(1))

    assert lines(outline_of(clock, untraced))[::2] == [
        "[task 1] call nap(1) returned 'slept'",
        "[task 2] call nap(1) returned 'slept'",
    ]


def test_calls_are_nested_deeper_than_python_recurses() -> None:
    function, place, depth = Function("app", "deep"), Place(Thread(1, "MainThread")), 20_000
    started = [CallStarted(number, 0, number, number - 1 or None, function, place) for number in range(1, depth)]
    ended = [CallEnded(2 * depth - number, 0, number, Outcome.RETURNED, "0") for number in range(1, depth)]
    for fold in (True, False):
        outline = build_outline([*started, *reversed(ended)], fold=fold)
        assert [row.depth for row in outline.rows] == list(range(depth - 1))


def test_what_was_left_out_is_said() -> None:
    before, later = EventsLeftOut(1, 0, 1_500, 7), EventsLeftOut(2, 0, 1)
    failed = RecordingStopped(3, 0, "the disk is full")
    outline = build_outline([before, later, failed], "title", ["2 calls left out: depth 1"])
    assert outline.remarks == (
        "2 calls left out: depth 1",
        "1,500 earlier events are left out: of that time, only what was still open then is shown.",
    )
    assert outline.afterword == (
        "The recording was full here: 1 later event is left out.",
        "The recording stopped here: the disk is full. What follows is not shown.",
    )


def test_nothing_is_an_empty_outline() -> None:
    assert build_outline([]) == Outline("", 0, 0, (), (), (), ())


def test_rows_of_a_loop_have_no_text_of_their_own(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for _ in range(5):
            await nap()
            await asyncio.sleep(1)

    loop = outline_of(clock, main).rows[1]
    assert (loop.kind, loop.name, loop.arguments, loop.ending) == (RowKind.LOOP, "", None, None)
    assert loop.took == Spread(2 * SECOND, 2 * SECOND, 2 * SECOND)


def test_threads_are_told_where_they_change() -> None:
    @traced
    def work() -> None:
        pass

    @traced
    async def main() -> None:
        await asyncio.to_thread(work)
        asyncio.get_running_loop().call_soon(work)
        await asyncio.sleep(0)
        for name in (None, "helper"):
            thread = threading.Thread(target=contextvars.copy_context().run, args=(work,), name=name)
            thread.start()
            thread.join()

    with record() as trace:
        asyncio.run(main())
    found = {text for text in lines(build_outline(trace.events)) if "work()" in text}
    assert found == {
        "  [thread asyncio_0] call work() returned None",
        "  [no task] call work() returned None",
        "  [thread 3] call work() returned None",
        "  [thread helper] call work() returned None",
    }


def test_tasks_that_are_not_shown_are_counted_beside_those_that_are(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(nap(1), asyncio.sleep(1), nap(1), asyncio.sleep(1))
        await asyncio.gather(asyncio.sleep(1))

    assert [text for text in lines(outline_of(clock, main)) if "gather" in text] == [
        "  wait asyncio.gather of tasks 2, 3 and 2 not shown returned",
        "  wait asyncio.gather returned",
    ]


def test_trio_ends_a_sleep_by_a_cancellation_that_it_keeps_to_itself() -> None:
    @traced
    async def main() -> None:
        await trio.sleep(1)
        with trio.move_on_after(1):
            await trio.sleep(5)

    with record() as trace:
        trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    rows = [(row.kind, row.arguments, row.ending) for row in build_outline(trace.events).rows]
    assert rows == [
        (RowKind.CALL, "", Ending.RETURNED),
        (RowKind.WAIT, "1", Ending.RETURNED),
        (RowKind.WAIT, "5", Ending.CANCELLED),
    ]
    interaction = build_interaction(trace.events)
    replies = [element for element in interaction.elements if isinstance(element, ReplyMessage)]
    assert [reply.ending for reply in replies] == [Ending.RETURNED, Ending.CANCELLED, Ending.RETURNED]
