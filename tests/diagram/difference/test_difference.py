"""What differs between two traces is found where it is, and said as what it is."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from corotrace import Difference, Trace, note, record, traced
from corotrace.diagram import Change
from corotrace.diagram import compare as compare_events
from corotrace.events import CallEnded, CallStarted, Event, Function, Outcome, Place, Thread
from corotrace.testing import FakeClock

Program = Callable[[], Coroutine[Any, Any, Any]]


@traced
async def work(number: int = 0, result: Any = None) -> Any:
    await asyncio.sleep(0)
    if isinstance(result, BaseException):
        raise result
    return result


@traced(label="quiet")
async def quiet(result: Any) -> Any:
    return await work.__wrapped__(1, result)


@traced
async def outer(inner: Program) -> None:
    await inner()


@traced
async def other() -> None:
    await work(7)


class Thing:
    @traced
    async def act(self) -> None:
        await asyncio.sleep(0)

    @traced
    async def stop(self) -> None: ...


def run(program: Program) -> Trace:
    with record("a program") as trace:
        FakeClock().run(program())
    return trace


def compare(old: Program, new: Program, **options: Any) -> Difference:
    return run(old).diff(run(new), **options)


def signed(old: Program, new: Program, **options: Any) -> list[str]:
    """The lines that differ, without what shows where they stand."""
    text = compare(old, new, **options).to_text(width=120).partition("\n\n")[2]
    return [f"{line[0]} {line[1:].lstrip(' │├└')}" for line in text.splitlines() if line[0] != " "]


def calls(*numbers: int) -> Program:
    async def program() -> None:
        for number in numbers:
            await (work(number) if number else other())

    return program


def gathering(*made: Callable[[], Any]) -> Program:
    async def program() -> None:
        await asyncio.gather(*(make() for make in made), return_exceptions=True)

    return lambda: outer(program)


def works(*numbers: int) -> Program:
    return gathering(*(lambda number=number: work(number) for number in numbers))  # type: ignore[misc]


def test_nothing_differs_in_a_program_from_itself() -> None:
    difference = compare(works(1, 2), works(1, 2))
    assert not difference
    assert difference.is_empty
    assert difference.to_text() == "a program\nno difference\n"
    assert "legend right" not in difference.to_puml()


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ((1, 2, 3), (1, 3), ["- work(2) → None"]),
        ((1, 3), (1, 2, 3), ["+ work(2) → None"]),
        ((1, 2, 3), (1, 9, 3), ["~ work(9) → None", "~ before: work(2)"]),
        ((), (1,), ["+ work(1) → None"]),
        ((1,), (), ["- work(1) → None"]),
        ((1, 2), (2, 1), ["> work(1) was here", "> work(1) → None", "> in another order"]),
        ((1,) * 6, (1,) * 8, ["~ loop 6 × → 8 ×"]),
        ((1,) * 6, (1,) * 2, ["~ loop 6 × → 2 ×"]),
        ((1,), (1,) * 7, ["~ loop 1 × → 7 ×"]),
        ((1, 0), (1,) * 7 + (0,), ["~ loop 1 × → 7 ×"]),
        ((1, 0, 1), (1,) * 7 + (0, 1), ["~ loop 1 × → 7 ×"]),
        ((1,) * 6 + (0, 1), (0, 1), ["- loop 6 ×", "- work(1) → None"]),
    ],
)
def test_what_is_done_one_after_the_other(old: tuple[int, ...], new: tuple[int, ...], lines: list[str]) -> None:
    assert signed(calls(*old), calls(*new)) == lines


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ((1, 2, 3), (3, 1, 2), []),
        ((1, 2), (1, 2, 3), ["+ work(3) → None"]),
        ((1, 2), (2,), ["- work(1) → None"]),
        ((2,), (1, 2), ["+ work(1) → None"]),
        ((1, 2), (1, 3), ["~ work(3) → None", "~ before: work(2)"]),
        ((1,) * 6, (1,) * 2, ["~ one of them, 6 × → 2 ×"]),
        ((1,) * 2, (1,) * 6, ["~ one of them, 2 × → 6 ×"]),
    ],
)
def test_what_is_done_side_by_side(old: tuple[int, ...], new: tuple[int, ...], lines: list[str]) -> None:
    if not lines:  # their order is known where their names tell it, and told by what is said where not
        difference = compare(works(*old), works(*new))
        assert difference.is_empty
    else:
        assert signed(works(*old), works(*new)) == lines


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (5, "5"),
        (ValueError("no"), "raised: ValueError('no')"),
        (asyncio.CancelledError(), "cancelled: CancelledError()"),
    ],
)
def test_how_a_call_ends_is_said_in_words(result: Any, said: str) -> None:
    source = compare(gathering(lambda: quiet(None)), gathering(lambda: quiet(result))).to_puml()
    assert f"<color:#B26A00>~ None → {said}</color>" in source
    told = "how a call ended is told in words, not by a colour" in source
    assert told == (result != 5)


def test_a_removed_failure_is_not_drawn_as_one() -> None:
    async def failing() -> None:
        try:
            await work(1, ValueError("no"))
        except ValueError:
            pass

    source = compare(lambda: outer(failing), lambda: outer(calls())).to_puml()
    assert "- raised: ValueError('no')" in source
    same = compare(lambda: outer(failing), lambda: other()).to_puml()
    assert "raised an exception" not in same


def test_a_frame_is_called_otherwise() -> None:
    async def program() -> None:
        async with asyncio.TaskGroup() as tasks:
            for number in (1, 2):
                tasks.create_task(work(number))

    lines = signed(works(1, 2), lambda: outer(program))
    assert lines == ["~ side by side: asyncio.gather → asyncio.TaskGroup"]


def test_a_call_becomes_a_task_that_nobody_waits_for() -> None:
    left: list[Any] = []

    def program(alone: bool) -> Program:
        async def program() -> None:
            left.append(asyncio.create_task(work(1)) if alone else None)
            await (asyncio.sleep(1) if alone else work(1))

        return lambda: outer(program)

    assert signed(program(False), program(True)) == [
        "+ side by side: a task of its own, may go on beside what follows",
        "> work(1) → None",
        "> in another order",
        "> runs in its caller's task → in a task or thread of its own",
        "> is waited for yes → no",
        "> work(1) was here",
    ]


def test_a_note_is_changed() -> None:
    def noting(text: str) -> Program:
        async def program() -> None:
            note(text)

        return lambda: outer(program)

    assert signed(noting("one"), noting("two")) == ["~ note: two", "~ before: one"]
    assert "~ one → two" in compare(noting("one"), noting("two")).to_puml()


def acting(*numbers: int) -> Program:
    async def program() -> None:
        things = [Thing() for _ in range(20)]
        for number in numbers:
            await things[number].act()

    return program


def test_objects_have_no_numbers_that_would_tell_anything_of_another_run() -> None:
    assert compare(acting(0, 1, 0, 1), acting(3, 2, 3, 2)).is_empty


def test_a_call_goes_to_another_object() -> None:
    lines = signed(acting(0, 1, 0, 1, 0), acting(0, 1, 0, 1, 1))
    assert lines == ["~ Thing.act() → None", "~ stands on another Thing than before"]
    source = compare(acting(0, 1, 0, 1, 0), acting(0, 1, 0, 1, 1)).to_puml()
    assert "~ act() (another Thing than before)" in source


def test_an_object_that_only_the_old_trace_has_is_none_of_the_new_one() -> None:
    async def old() -> None:
        await Thing().act()
        await Thing().stop()

    async def new() -> None:
        await Thing().stop()

    source = compare(old, new).to_puml()
    assert [line for line in source.splitlines() if line.startswith("participant")] == [
        'participant "Thing 1" as p1 #FFCDD2',
        'participant "Thing 2" as p2',
    ]


def test_many_objects_share_a_lifeline_if_they_do_in_one_of_the_traces() -> None:
    few, many = acting(*range(6)), acting(*range(15))
    for old, new, said in ((few, many, "6 × → 15 ×"), (many, few, "15 × → 6 ×")):
        assert signed(old, new) == [f"~ loop {said}"]
        assert 'participant "Thing (15 objects)" as p1\n' in compare(old, new).to_puml()


def test_one_equal_call_counts_more_than_two_changed_ones() -> None:
    async def old() -> None:
        await quiet(1)
        await quiet(2)

    async def new() -> None:
        await quiet(2)
        await quiet(1)

    assert compare(old, new).summary == "difference: 1 moved"


def test_what_moved_among_its_siblings_is_none_that_was_removed_elsewhere() -> None:
    def program(first: Program, second: Program) -> Program:
        @traced
        async def one() -> None:
            await first()

        @traced
        async def two() -> None:
            await second()

        async def both() -> None:
            await one()
            await two()

        return both

    lines = signed(program(calls(1), calls(1, 0)), program(calls(), calls(0, 1)))
    assert lines == ["- work(1) → None", "> work(1) was here", "> work(1) → None", "> in another order"]


def test_a_frame_is_named_once() -> None:
    source = compare(works(1, 2, 3), works(2, 3)).to_puml()
    assert source.count("asyncio.gather") == 1
    assert "else <color:#C62828>- removed</color>" in source


def test_what_moved_into_what_moved() -> None:
    @traced
    async def one(inner: Program) -> None:
        await work(1)
        await work(2)
        await inner()

    @traced
    async def two(inner: Program) -> None:
        await work(3)
        await work(4)
        await inner()

    async def program() -> None: ...

    plain = program

    def old() -> Any:
        async def program() -> None:
            await two(plain)

        return one(program)

    def new() -> Any:
        async def program() -> None:
            await one(plain)

        return two(program)

    difference = compare(old, new)
    assert difference.summary == "difference: 2 moved"
    assert "work(" not in str(difference), "what is in them is as it was"


def test_what_moved_out_of_what_moved_is_not_matched_twice() -> None:
    @traced
    async def large(*numbers: int) -> None:
        for number in numbers:
            await work(number)

    @traced
    async def around(inner: Program) -> None:
        await inner()

    def large_in(*numbers: int) -> Program:
        async def program() -> None:
            await large(*numbers)

        return lambda: around(program)

    async def old() -> None:
        await outer(large_in(1, 2, 3))

    @traced
    async def another() -> None:
        await large_in(9)()

    async def new() -> None:
        await large(1, 2, 3)
        await another()

    assert [line for line in signed(old, new) if "large" in line] == [
        "> large(1, 2, 3) → None", "+ large(9) → None", "> large(1, 2, 3) was here",
    ]  # fmt: skip
    assert compare(old, new).summary == "difference: 2 added, 1 removed, 2 moved"


def test_a_lifeline_that_only_one_trace_has_is_coloured() -> None:
    source = compare(lambda: outer(calls(1)), other).to_puml()
    assert [line for line in source.splitlines() if line.startswith("participant")] == [
        'participant "other" as p1 #C8E6C9',
        'participant "work" as p2',
        'participant "outer" as p3 #FFCDD2',
    ]


def test_what_a_loop_does_not_show_is_found_if_nothing_else_differs() -> None:
    old, new = calls(1, 2, 3, 4, 5, 6), calls(1, 2, 9, 4, 5, 6)
    before, after = run(old), run(calls(1, 2, 3, 5, 4, 6))
    assert before.to_puml(order="structure") == after.to_puml(order="structure")
    assert before.diff(after)
    difference = run(calls(*range(1, 20))).diff(run(calls(*range(1, 9), 5, *range(10, 20))))
    assert [line for line in str(difference).splitlines() if line[:1] == "~"] == [
        "~ work(5) → None",
        "~     before: work(9)",
    ]
    assert compare(old, new)


def steps(*named: tuple[Callable[..., Any], int]) -> Program:
    async def program() -> None:
        for function, number in named:
            await function(number)

    return program


def the_same(function: Callable[..., Any], *numbers: int) -> list[tuple[Callable[..., Any], int]]:
    return [(function, number) for number in numbers]


@traced
async def log(number: int) -> None: ...


@traced
async def twice(number: int, last: int = 6) -> None:
    for each in range(1, 6):
        await work(each)
    await work(last)


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            [(log, 0), *the_same(work, *range(8))],
            [*the_same(work, 0, 1), (log, 0), *the_same(work, *range(2, 10))],
            [
                "> log(0) was here", "> log(0) → None", "> in another order",
                "~ loop 6 × → 8 ×", "~ work(2 … 9) → None", "~ before: work(2 … 7)",
            ],
        ),
        (
            [*the_same(work, *range(12))],
            [*the_same(work, *range(6)), (log, 0), *the_same(work, *range(6, 12))],
            ["+ log(0) → None"],
        ),
        (
            [one for number in range(5) for one in ((work, number), (log, number))],
            [one for number in range(5) for one in ((work, number), (log, number))][:4]
            + [one for number in range(5) for one in ((work, number), (log, number))][5:],
            ["- work(2) → None"],
        ),
        (
            [one for number in range(6) for one in ((work, number), (log, number))],
            [one for number in range(6) for one in ((work, number), (twice, number), (log, number))],
            ["+ twice(0 … 5) → None", "+ loop 6 ×", "+ work(1 … 6) → None"],
        ),
        (
            [*the_same(work, *range(8)), (log, 0)],
            [*the_same(work, *range(7)), (log, 0), (work, 7)],
            ["> work(7) was here", "> work(7) → None", "> in another order"],
        ),
        (
            [(log if number in (4, 7, 10, 13) else work, number) for number in range(1, 16)],
            [(log if number in (0, 4, 7, 10, 13) else work, number) for number in range(16)],
            ["+ log(0) → None"],
        ),
    ],
)  # fmt: skip
def test_a_call_is_in_a_loop_in_both_traces_or_in_none(old: list[Any], new: list[Any], lines: list[str]) -> None:
    assert signed(steps(*old), steps(*new)) == lines


@pytest.mark.parametrize("times", [5, 30])
@pytest.mark.parametrize(
    ("otherwise", "lines"),
    [
        ([4], ["+ log(4) → None"]),
        (range(10), ["+ log(0 … 9) → None"]),
        (range(30), ["+ log(0 … 29) → None"]),
    ],
)
def test_side_by_side_too_a_call_is_with_others_in_both_traces_or_in_none(
    times: int, otherwise: Sequence[int], lines: list[str]
) -> None:
    def side_by_side(*otherwise: int) -> Program:
        def one(number: int) -> Callable[[], Any]:
            steps = [work, work, log] if number in otherwise else [work, work]
            return lambda: both(number, steps)

        return gathering(*map(one, range(times)))

    numbers = [number for number in otherwise if number < times]
    if times == 5 and len(numbers) > 1:
        lines = ["+ log(0 … 4) → None"]
    assert signed(side_by_side(), side_by_side(*numbers)) == lines
    assert signed(side_by_side(*numbers), side_by_side()) == [line.replace("+", "-", 1) for line in lines]


@traced(label="both")
async def both(number: int, functions: list[Callable[..., Any]]) -> None:
    for function in functions:
        await function(number)


def test_of_what_is_repeated_only_the_time_that_differs_is_told() -> None:
    old = [lambda _: twice(0)] * 500
    new = [*old[:300], lambda _: twice(0, 7), *old[301:]]
    text = str(compare(steps(*((each, 0) for each in old)), steps(*((each, 0) for each in new))))
    assert text.splitlines()[1:] == [
        "difference: 2 changed",
        "",
        "  2,100 calls as before",
        "~ twice(0, 7) → None",
        "~     before: twice(0)",
        "  ├ 5 calls as before",
        "~ └ work(7) → None",
        "~       before: work(6)",
        "  1,393 calls as before",
    ]


def test_where_much_in_a_loop_differs_it_is_compared_as_a_whole() -> None:
    irregular = [number + 1_000 * (number.bit_count() % 2) for number in range(1, 300)]
    old = steps((log, 0), *the_same(work, -2, -1, *range(1, 300)))
    new = steps(*the_same(work, -2, -1), (log, 0), *the_same(work, *irregular))
    assert signed(old, new) == [
        "> log(0) was here", "> log(0) → None", "> in another order",
        "~ work(3 … 1299) → None", "~ before: work(1 … 299)",
    ]  # fmt: skip


def test_how_often_something_is_called_is_told_as_far_as_it_is_the_same() -> None:
    def outer_loop(*times: int) -> Program:
        async def program() -> None:
            for each in times:
                await outer(calls(*[1] * each))

        return program

    varying = (6, 7, 6, 8, 6, 7)
    text = str(compare(outer_loop(*varying), outer_loop(*varying, 1)))
    assert "  42 to 54 calls as before" in text.splitlines()


def test_loops_that_vary_say_that_they_were_compared_as_a_whole() -> None:
    said = "Loops that vary were compared as a whole"
    assert said in str(compare(calls(1, 2, 3, 4, 5, 6), calls(1, 2, 3, 4, 5, 6, 7)))
    assert said not in str(compare(calls(1, 2, 3, 4, 5, 6), calls(1, 2, 3, 4, 5, 6, 7), fold=False))
    assert said not in str(compare(calls(1, 2, 3, 4, 5, 6), calls(1, 2, 3, 4, 5, 9)))
    assert said not in str(compare(calls(1, 1, 1, 1, 1, 1), calls(1, 1, 1, 1, 1, 1, 1)))


def test_the_largest_part_that_has_moved_is_moved() -> None:
    async def first() -> None:
        await other()
        await quiet(None)

    async def second() -> None:
        await quiet(None)
        await third()

    @traced
    async def third() -> None:
        await other()

    assert signed(first, second) == [
        "> other() was here", "+ third() → None", "> other() → None", "> moved from the top",
    ]  # fmt: skip


def test_one_thread_and_two() -> None:
    def program(threads: int) -> Callable[[], None]:
        @traced
        def alone(number: int) -> None: ...

        def go() -> None:
            alone(0)
            for number in range(1, threads):
                thread = threading.Thread(target=alone, args=(number,))
                thread.start()
                thread.join()

        return go

    def recorded(threads: int) -> Trace:
        with record() as trace:
            program(threads)()
        return trace

    difference = recorded(1).diff(recorded(2))
    assert difference.summary == "difference: 1 added"
    assert "+ " in str(difference)
    assert recorded(2).diff(recorded(2)).is_empty


def test_a_function_may_be_defined_elsewhere() -> None:
    def defined(module: str) -> Program:
        async def load() -> None: ...

        load.__module__ = module
        load.__qualname__ = "load"
        return traced(load)

    assert compare(defined("one"), defined("two")).is_empty

    async def both() -> None:
        await defined("one")()
        await defined("two")()

    async def swapped() -> None:
        await defined("two")()
        await defined("one")()

    assert compare(both, swapped).summary == "difference: 1 moved"


def test_of_a_large_difference_only_what_differs_is_drawn() -> None:
    numbers = [1 + number * 7919 % 301 for number in range(150)]
    difference = compare(calls(*numbers), calls(*numbers[:70], 999, *numbers[70:]), fold=False)
    source = difference.to_puml()
    assert 'participant "work" as p1\n' in source, "it is in both, though what is drawn of it is added"
    assert "note across : 70 calls as before" in source
    assert "note across : 80 calls as before" in source
    assert source.count("@startuml") == 1


def test_calls_are_nested_deeper_than_python_recurses() -> None:
    def deep(count: int, outermost: str = "deep") -> list[Event]:
        place = Place(Thread(1, "MainThread"))
        names = [outermost, *["deep"] * (count - 1)]
        started = [
            CallStarted(number, 0, number, number - 1 or None, Function("app", name), place)
            for number, name in enumerate(names, start=1)
        ]
        ended = [CallEnded(2 * count + 1 - number, 0, number, Outcome.RETURNED, "0") for number in range(1, count + 1)]
        return [*started, *reversed(ended)]

    def counts(old: list[Event], new: list[Event]) -> dict[Change, int]:
        return dict(compare_events(old, new, "", (), 200, fold=True).counts)

    assert counts(deep(5_000), deep(5_000)) == {}
    assert counts(deep(5_000), deep(5_001, "outermost")) == {Change.ADDED: 1, Change.MOVED: 1}
    assert counts(deep(5_000), deep(5_001)) == {Change.ADDED: 1}
