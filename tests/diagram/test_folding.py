"""What is repeated becomes a loop: once, with how often and how it varies, and nothing in it is false."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace import note, record, traced
from corotrace.diagram import Ending, Interaction, Operand, build_interaction
from corotrace.diagram.bars import Bar
from corotrace.diagram.passages import Item, Loop, Passage
from corotrace.diagram.roles import Line, Role
from corotrace.diagram.runs import OVERLAP, FoldingRun
from corotrace.diagram.strokes import Begin, End, Keys
from corotrace.events import Argument, Thread
from corotrace.testing import FakeClock
from tests.diagram.drawn import build, lines


@traced
async def get(number: int) -> int:
    await asyncio.sleep(0.01 * (number % 3 + 1))
    return 2 * number


@traced
def put(value: object) -> None:
    pass


@traced
def check(value: object) -> bool:
    return True


def test_a_loop_tells_how_often_how_long_and_what_varies(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for number in range(9):
            await get(number)

    assert lines(build(clock, main)) == [
        "? > main: main()",
        "loop x 9 0.01/0.02/0.03",
        "main > get: get(0 … 8)",
        "get > asyncio.sleep: sleep(0.01 … 0.03)",
        "... 0.01-0.03",
        "asyncio.sleep < get: returned 0.01/0.02/0.03",
        "get < main: 0 … 16 returned 0.01/0.02/0.03",
        "end loop",
        "main < ?: None returned 0.18",
    ]


def test_without_folding_each_call_is_drawn(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for number in range(9):
            await get(number)

    drawn = lines(build(clock, main, fold=False))
    assert sum(line.startswith("main > get") for line in drawn) == 9
    assert not any(line.startswith("loop") for line in drawn)


@pytest.mark.parametrize(
    ("times", "same", "folded"), [(2, True, False), (3, True, True), (4, False, False), (5, False, True)]
)
def test_few_times_are_not_folded_and_fewer_where_they_differ(
    clock: FakeClock, times: int, same: bool, folded: bool
) -> None:
    @traced
    async def main() -> None:
        for number in range(times):
            put(0 if same else number)
            check(0)

    assert ("end loop" in lines(build(clock, main))) is folded


def test_a_few_short_calls_are_not_folded(clock: FakeClock) -> None:
    @traced
    async def main(times: int) -> None:
        for _ in range(times):
            put(0)

    assert "end loop" not in lines(build(clock, lambda: main(5)))
    assert "end loop" in lines(build(clock, lambda: main(6)))


def test_groups_of_calls_and_loops_in_loops(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        check("before")
        for number in range(5):
            await get(0)
            for value in range(2 + number):
                check(value)
                put("inner")
        put("after")

    assert lines(build(clock, main)) == [
        "? > main: main()",
        "main > check: check('before')",
        "check < main: True returned 0",
        "loop x 5 0.01/0.01/0.01",
        "main > get: get(0)",
        "get > asyncio.sleep: sleep(0.01)",
        "... 0.01",
        "asyncio.sleep < get: returned 0.01/0.01/0.01",
        "get < main: 0 returned 0.01/0.01/0.01",
        "loop x 2-6 0/0/0",
        "main > check: check(0 … 5)",
        "check < main: True returned 0/0/0",
        "main > put: put('inner')",
        "put < main: None returned 0/0/0",
        "end loop",
        "end loop",
        "main > put: put('after')",
        "put < main: None returned 0",
        "main < ?: None returned 0.05",
    ]


def test_short_loops_are_drawn_as_often_as_they_happen_where_that_is_always_the_same(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for number in range(5):
            await get(number)
            put("tea")
            put("rice")

    assert lines(build(clock, main))[-6:] == [
        "main > put: put('tea')",
        "put < main: None returned 0/0/0",
        "main > put: put('rice')",
        "put < main: None returned 0/0/0",
        "end loop",
        "main < ?: None returned 0.09",
    ]


def test_ten_thousand_calls_with_a_loop_inside_give_a_few_lines(clock: FakeClock) -> None:
    @traced
    async def handle(number: int) -> int:
        for value in range(3 + number % 4 * 2):
            put(value)
            check(number)
        return number

    @traced
    async def main() -> None:
        for number in range(10_000):
            await handle(number)

    with record(clock=clock) as trace:
        clock.run(main())
    assert len(trace.to_puml().splitlines()) <= 25
    assert "loop 10,000 ×" in trace.to_puml()
    assert len(trace.to_puml(order="structure").splitlines()) <= 25


def test_another_ending_is_no_repetition(clock: FakeClock) -> None:
    @traced
    async def fails(number: int) -> None:
        if number == 10:
            raise ValueError(number)

    @traced
    async def main() -> None:
        for number in range(20):
            try:
                await fails(number)
            except ValueError:
                pass

    assert lines(build(clock, main))[1:-1] == [
        "loop x 10 0/0/0",
        "main > fails: fails(0 … 9)",
        "fails < main: None returned 0/0/0",
        "end loop",
        "main > fails: fails(10)",
        "fails < main: ValueError(10) raised 0",
        "loop x 9 0/0/0",
        "main > fails: fails(11 … 19)",
        "fails < main: None returned 0/0/0",
        "end loop",
    ]


def test_what_other_tasks_do_in_between_is_no_repetition(clock: FakeClock) -> None:
    @traced
    async def now_and_then() -> None:
        for number in range(4):
            await asyncio.sleep(0.75)
            check(number)

    @traced
    async def main() -> None:
        task = asyncio.create_task(now_and_then())
        for number in range(8):
            put(number)
            await asyncio.sleep(0.5)
        await task

    drawn = lines(build(clock, main))
    assert "end loop" not in drawn
    assert drawn == lines(build(FakeClock(), main, fold=False))


def test_what_several_tasks_do_in_the_same_order_each_time_is_a_repetition(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for number in range(5):
            await asyncio.gather(get(number), get(number + 3))

    assert lines(build(clock, main))[1:-1] == [
        "loop x 5 0.01/0.02/0.03",
        "main >> get 1: get(0 … 4)",
        "get 1 > asyncio.sleep: sleep(0.01 … 0.03)",
        "main >> get 2: get(3 … 7)",
        "get 2 > asyncio.sleep: sleep(0.01 … 0.03)",
        "... 0.01-0.03",
        "asyncio.sleep < get 1: returned 0.01/0.02/0.03",
        "get 1 < main: 0 … 8 returned 0.01/0.02/0.03",
        "asyncio.sleep < get 2: returned 0.01/0.02/0.03",
        "get 2 < main: 6 … 14 returned 0.01/0.02/0.03",
        "end loop",
    ]


def test_three_gathered_calls_stay_three(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(get(1), get(1), get(1))

    assert lines(build(clock, main)) == lines(build(FakeClock(), main, fold=False))


HELD = "note main: main held the event loop until it was done"


def test_the_silence_before_a_loop_is_not_in_it(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        clock.sleep(5)
        for _ in range(6):
            put(1)
            clock.sleep(0.5)
        clock.sleep(5)
        check(2)

    drawn = lines(build(clock, main))
    assert [HELD if line.startswith(HELD) else line for line in drawn] == [
        "? > main: main()",
        "... 5",
        "loop x 6 0/0/0",
        "... 0.5",
        "main > put: put(1)",
        "put < main: None returned 0/0/0",
        "end loop",
        "... 5.5",
        "main > check: check(2)",
        "check < main: True returned 0",
        HELD,
        "main < ?: None returned 13",
    ]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([3, 1, 10, 2, 5, 4], "put(1 … 10)"),
        ([0.5, 2, 1e-3, -1, 7, 7], "put(-1 … 7)"),
        (["b", "a", "d", "c", "c", "c"], "put('b' … 'c')"),
        (["a", "b", "a", "b", "a", "a"], "put('a' … 'b')"),
        ([1, "a", 2, 3, 4, 5], "put(1 … 'a')"),
        ([None, 1, 2, 3, 4, 5], "put(None … 5)"),
        ([1, 1, 1, 1, 1, 1], "put(1)"),
    ],
)
def test_how_an_argument_varies(clock: FakeClock, values: list[object], shown: str) -> None:
    @traced
    async def main() -> None:
        for value in values:
            put(value)

    assert f"main > put: {shown}" in lines(build(clock, main))


def test_arguments_by_name_and_calls_that_are_written_otherwise(clock: FakeClock) -> None:
    @traced
    def call(*args: object, **kwargs: object) -> None:
        pass

    @traced
    async def main() -> None:
        for number in range(6):
            call(number, "x", key=-number)
        put(0)
        for number in range(6):
            call(*range(number))

    drawn = lines(build(clock, main))
    assert "main > call: call(0 … 5, 'x', key=-5 … 0)" in drawn
    assert "main > call: call(…)" in drawn


def test_labels_of_the_user_and_notes_vary_too(clock: FakeClock) -> None:
    @traced(label="step {number}")
    async def step(number: int) -> None:
        note(f"note {number}")

    @traced
    async def main() -> None:
        for number in range(6):
            await step(number)

    assert lines(build(clock, main))[1:-1] == [
        "loop x 6 0/0/0",
        "main > step: step 0 … step 5",
        "note step: note 0 … note 5",
        "step < main: None returned 0/0/0",
        "end loop",
    ]


def test_lifelines_that_the_user_named_stay_apart(clock: FakeClock) -> None:
    @traced(participant="worker {number}")
    async def work(number: int) -> None:
        pass

    @traced
    async def main() -> None:
        for number in range(6):
            await work(number)

    assert "end loop" not in lines(build(clock, main))


def test_the_steps_of_a_generator(clock: FakeClock) -> None:
    @traced
    async def items(count: int) -> AsyncIterator[int]:
        for number in range(count):
            yield number

    @traced
    async def main() -> None:
        async for item in items(8):
            put(item)

    assert lines(build(clock, main))[1:-1] == [
        "main > items: items(8)",
        "items < main: yield 0 returned 0",
        "loop x 7 0/0/0",
        "main > put: put(0 … 6)",
        "put < main: None returned 0/0/0",
        "main > items: anext()",
        "items < main: yield 1 … 7 returned 0/0/0",
        "end loop",
        "main > put: put(7)",
        "put < main: None returned 0",
        "main > items: anext()",
        "items < main: end returned 0",
    ]


def test_many_objects_of_one_class_share_a_lifeline(clock: FakeClock) -> None:
    class Order:
        @traced
        async def pay(self) -> None:
            pass

    @traced
    async def main(count: int) -> None:
        for _ in range(count):
            await Order().pay()

    def participants(interaction: Interaction) -> list[str]:
        return [participant.name for participant in interaction.participants]

    many = build(clock, lambda: main(2000))
    assert participants(many) == ["main", "Order (2,000 objects)"]
    assert lines(many)[1:-1] == [
        "loop x 2000 0/0/0",
        "main > Order (2,000 objects): pay()",
        "Order (2,000 objects) < main: None returned 0/0/0",
        "end loop",
    ]
    assert participants(build(clock, lambda: main(3))) == ["main", "Order 1", "Order 2", "Order 3"]
    assert len(participants(build(clock, lambda: main(20), fold=False))) == 21


def test_deep_recursion_is_drawn(clock: FakeClock) -> None:
    @traced
    def down(number: int) -> int:
        return down(number - 1) if number else 0

    @traced
    async def main() -> None:
        for _ in range(3):
            down(150)

    for order in ("time", "structure"):
        drawn = lines(build(clock, main, order=order))
        assert sum("> down: down" in line for line in drawn) == 151
        assert any(line.startswith("loop x 3") for line in drawn)


# ---- sequences

KEYS = Keys()
LINE = Line(Role("f", "f", shared=True), Thread(1, "t"), 0)


def call(letter: str, value: int = 0) -> Passage:
    begin = Begin(KEYS.of(letter), 0, 0, False, None, LINE, letter, (Argument(str(value)),), None)
    end = End(KEYS.of("end"), 0, 0, begin, (None,), Ending.RETURNED, "", "", 0, ())
    return Passage(KEYS.of("call", letter), begin, [], end)


def overlapping(letter: str, begun: Bar | None, ended: Bar | None) -> Passage:
    """A call that begins a bar that goes on, or ends one that has gone on."""
    begin = Begin(KEYS.of(letter), 0, 0, False, None, LINE, letter, (), begun)
    ends = () if ended is None else (ended,)
    end = End(KEYS.of("end"), 0, 0, begin, (None,), Ending.RETURNED, "", "", 0, ends)
    return Passage(KEYS.of("call", letter), begin, [], end)


def unfolded(items: list[Item]) -> list[int] | None:
    """The keys of what was folded, or None where that is not told."""
    found: list[int] = []
    for item in items:
        if isinstance(item, Loop):
            for group in item.groups:
                body = unfolded([*group])
                if body is None or item.fewest != item.most:
                    return None
                found += body * (item.most if item.is_framed else 1)
        else:
            found.append(item.key)
    return found


def shape(items: list[Item]) -> str:
    return "".join(
        item.begin.name
        if isinstance(item, Passage)
        else f"({shape([*item.body])}){item.most}"
        if item.is_framed
        else "".join(shape([*group]) for group in item.groups)
        for item in items
        if isinstance(item, Loop | Passage)
    )


def folded(text: str) -> list[Item]:
    run = FoldingRun(KEYS)
    for letter in text:
        run.append(call(letter))
    return run.finish()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aaaaaa", "(a)6"),
        ("ababab", "(ab)3"),
        ("xababab", "x(ab)3"),
        ("abababx", "(ab)3x"),
        ("bababab", "(ba)3b"),
        ("aabaabaab", "(aab)3"),
        ("aaaaaaabaaaaaaabaaaaaaab", "((a)7b)3"),
        ("abcabcabcd" * 3, "((abc)3d)3"),
        ("ab" * 4000, "(ab)4000"),
        ("ab" * 700 + "c" + "ab" * 700, "(ab)700c(ab)700"),
        (("ab" * 100 + "c") * 50, "((ab)100c)50"),
        (("c" + "ab" * 100) * 50, "(c(ab)100)50"),
        (("c" + "ab" * 100 + "d" * 70) * 50 + "x", "(c(ab)100(d)70)50x"),
        (("c" + ("a" * 40 + "b") * 30) * 20, "(c((a)40b)30)20"),
        ("acacacbcbcbc", "(ac)3(bc)3"),
        ("aaaaabbbbb", "aaaaabbbbb"),
        ("abcdefghij", "abcdefghij"),
    ],
)
def test_sequences(text: str, expected: str) -> None:
    assert shape(folded(text)) == expected


@pytest.mark.parametrize("before", [[], [call("x")] * 4])
def test_a_bar_that_begins_in_a_loop_ends_in_it(before: list[Item]) -> None:
    bars = [Bar() for _ in range(11)]
    run = FoldingRun(KEYS)
    first = overlapping("s", bars[0], None)
    between = [
        call for one, other in pairwise(bars) for call in (overlapping("y", None, one), overlapping("z", other, None))
    ]
    for item in (*before, first, *between, overlapping("w", None, bars[-1])):
        run.append(item)
    assert shape(run.finish()) == "x" * len(before) + "sy(zy)9zw"


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), st.integers(1, 60)), max_size=12))
def test_nothing_is_lost_or_added(parts: list[tuple[str, int]]) -> None:
    text = "".join(part * times for part, times in parts)
    keys = unfolded(folded(text))
    if keys is not None:
        assert keys == [KEYS.of("call", letter) for letter in text]


def test_the_time_it_takes_grows_with_the_number_of_items_alone() -> None:
    looked_at = 0

    class Counting(FoldingRun):
        def _fold(self, *, more: bool) -> None:
            nonlocal looked_at
            looked_at += len(self.items) - max(self._looked_at - OVERLAP, 0)
            super()._fold(more=more)

    run = Counting(KEYS)
    count = 20_000
    for number in range(count):  # a sequence in which nothing is repeated
        run.append(call("abcdefgh"[(number * number // 7 + number) % 8]))
    run.finish()
    assert looked_at < 3 * count


def test_operands_are_elements_of_a_loop(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for _ in range(6):
            put(1)

    with record(clock=clock) as trace:
        clock.run(main())
    (operand,) = [element for element in build_interaction(trace.events).elements if isinstance(element, Operand)]
    assert operand.times == (6, 6)
