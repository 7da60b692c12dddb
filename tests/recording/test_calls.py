"""What is recorded of calls: who called whom, where, with what, and how it ended."""

import asyncio
import contextlib
import threading
from collections.abc import Generator
from types import coroutine

import pytest

from corotrace import record, traced
from corotrace.events import Call, Outcome
from corotrace.recording.running import innermost
from corotrace.testing import FakeClock
from tests.recording.programs import Shop


@traced
async def leaf(name: str, delay: float = 0) -> str:
    await asyncio.sleep(delay)
    return f"{name} done"


@traced
async def fails(message: str) -> None:
    await asyncio.sleep(0)
    raise ValueError(message)


@traced
def plain(first: object, *, second: object = None) -> object:
    return [first, second]


def only(calls: tuple[Call, ...]) -> Call:
    (call,) = calls
    return call


def test_a_call_has_its_function_arguments_result_and_times(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        clock.run(leaf("a", delay=1.5))
    call = only(trace.calls())
    assert call.name == "leaf"
    assert call.started.function.module == __name__
    assert call.started.function.file == __file__
    assert [str(argument) for argument in call.started.arguments] == ["'a'", "delay=1.5"]
    assert (call.outcome, call.value, call.duration) == (Outcome.RETURNED, "'a done'", 1_500_000_000)
    assert call.parent is None


def test_a_plain_function_is_recorded(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        assert plain(1, second="x") == [1, "x"]
    call = only(trace.calls())
    assert repr(call) == "<Call 1 plain(1, second='x') returned>"
    assert call.value == "[1, 'x']"
    assert call.started.place.task is None


def test_awaited_calls_are_children_in_the_same_task(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await leaf("first")
        plain(1)
        await leaf("second")

    with record(clock=clock) as trace:
        clock.run(main())
    parent, *children = trace.calls()
    assert [child.name for child in parent.children] == ["leaf", "plain", "leaf"]
    assert all(child.parent is parent and not child.asynchronous for child in children)
    assert {call.started.place for call in trace.calls()} == {parent.started.place}


def test_gathered_calls_are_children_in_tasks_of_their_own(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(leaf("a", 1), leaf("b", 1), leaf("c", 1))

    with record(clock=clock) as trace:
        clock.run(main())
    parent, *children = trace.calls()
    assert parent.children == children
    assert all(child.asynchronous and child.started.entry for child in children)
    assert len({call.started.place.task for call in trace.calls()}) == 4
    latest_start = max(child.started.seq for child in children)
    assert all(child.ended and child.ended.seq > latest_start for child in children)


def test_a_spawned_call_keeps_its_parent_after_that_ended(clock: FakeClock) -> None:
    tasks = []

    @traced
    async def spawns() -> None:
        tasks.append(asyncio.create_task(leaf("late")))

    async def untraced() -> None:
        await spawns()
        await asyncio.gather(*tasks)
        await leaf("afterwards")

    with record(clock=clock) as trace:
        clock.run(untraced())
    first, late, afterwards = trace.calls()
    assert late.parent is first
    assert first.ended is not None
    assert late.started.seq > first.ended.seq
    assert afterwards.parent is None


def test_a_call_through_an_untraced_coroutine_has_the_traced_one_for_parent(clock: FakeClock) -> None:
    async def untraced() -> str:
        return await leaf("inner")

    @traced
    async def main() -> str:
        return await untraced()

    with record(clock=clock) as trace:
        clock.run(main())
    parent, child = trace.calls()
    assert child.parent is parent
    assert not child.asynchronous


def test_a_raised_exception_ends_each_call_that_it_passes(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await fails("no stock")

    with record(clock=clock) as trace, pytest.raises(ValueError, match="no stock"):
        clock.run(main())
    assert [(call.outcome, call.value) for call in trace.calls()] == [(Outcome.RAISED, "ValueError('no stock')")] * 2


def test_a_plain_function_that_raises(clock: FakeClock) -> None:
    @traced
    def breaks() -> None:
        raise KeyError("k")

    with record(clock=clock) as trace, pytest.raises(KeyError):
        breaks()
    assert only(trace.calls()).value == "KeyError('k')"


def test_a_cancelled_task_ends_its_calls_as_cancelled(clock: FakeClock) -> None:
    @traced
    async def outer() -> None:
        await leaf("x", 10)

    async def main() -> None:
        task = asyncio.create_task(outer())
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])

    with record(clock=clock) as trace:
        clock.run(main())
    assert [call.outcome for call in trace.calls()] == [Outcome.CANCELLED, Outcome.CANCELLED]
    assert [call.duration for call in trace.calls()] == [1_000_000_000] * 2


def test_a_task_cancelled_before_its_first_step_did_not_run(clock: FakeClock) -> None:
    async def main() -> None:
        task = asyncio.create_task(leaf("x"))
        task.cancel()
        await asyncio.wait([task])

    with record(clock=clock) as trace:
        clock.run(main())
    assert trace.calls() == ()


def test_a_closed_coroutine_ends_as_closed() -> None:
    with record() as trace:
        coroutine = leaf("x", 1)
        with asyncio.Runner() as runner:

            async def step_once() -> None:
                coroutine.send(None)
                coroutine.close()

            runner.run(step_once())
    assert only(trace.calls()).outcome == Outcome.CLOSED


def test_what_has_not_ended_is_still_running(clock: FakeClock) -> None:
    async def main() -> None:
        with record(clock=clock) as trace:
            task = asyncio.create_task(leaf("x", 1))
            await asyncio.sleep(0.5)
            assert only(trace.calls()).outcome is None
        await task
        assert only(trace.calls()).ended is None

    clock.run(main())


def test_methods_have_their_object_and_numbers_tell_objects_apart() -> None:
    with record() as trace:
        one, other = Shop.open(), Shop()
        one.sell()
        other.sell(2)
        one.sell()
        Shop.greet("A")
        Shop.reopen()
    owners = [call.started.owner and (call.started.owner.type, call.started.owner.number) for call in trace.calls()]
    assert owners == [("Shop", 0), ("Shop", 1), ("Shop", 2), ("Shop", 1), None, ("Shop", 0)]
    assert [[str(argument) for argument in call.started.arguments] for call in trace.calls()] == [
        [], [], ["2"], [], ["'A'"], [],
    ]  # fmt: skip


@traced
class Page:
    """No weak reference tells when one is gone, and the next one is made at its address."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def read(self) -> int:
        return self.number


@traced
class Title(Page):
    __slots__ = ("text",)

    def __init__(self, number: int) -> None:
        self.text = ""
        super().__init__(number)


def test_an_object_that_is_made_at_the_address_of_another_one_is_not_taken_for_it() -> None:
    with record() as trace:
        for number in range(4):
            Page(number).read()
        for number in range(4):
            Title(number).read()
        kept = Page(9)
        kept.read()
        kept.read()
    owners = [call.started.owner for call in trace.calls() if call.name.endswith("read")]
    assert len(set(owners)) == 9
    assert owners[-2] == owners[-1]
    made = [call.started.owner for call in trace.calls() if call.name.endswith("__init__")]
    assert [*dict.fromkeys(made)] == [*dict.fromkeys(owners)]


def test_a_call_in_another_thread_has_the_caller_of_to_thread(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.to_thread(plain, 1)

    with record() as trace:
        asyncio.run(main())
    parent, child = trace.calls()
    assert child.parent is parent
    assert child.asynchronous
    assert child.started.place.thread != parent.started.place.thread
    assert child.started.place.task is None


def test_a_bare_thread_has_no_known_caller_and_leaves_no_trace_of_us() -> None:
    @traced
    def main() -> None:
        thread = threading.Thread(target=plain, args=(1,), name="beside")
        thread.start()
        thread.join()

    with record() as trace:
        main()
    _, beside = trace.calls()
    assert beside.parent is None
    assert beside.started.place.thread.name == "beside"


def test_threads_that_follow_each_other_are_told_apart() -> None:
    with record() as trace:
        for _ in range(3):  # Python gives a new thread the identifier of one that ended
            thread = threading.Thread(target=plain, args=(1,))
            thread.start()
            thread.join()
    assert len({call.started.place.thread for call in trace.calls()}) == 3


def test_two_loops_have_two_numbers() -> None:
    with record() as trace:
        asyncio.run(leaf("a"))
        asyncio.run(leaf("b"))
    assert [call.started.place.loop for call in trace.calls()] == [1, 2]


def test_a_coroutine_that_is_stepped_by_hand_does_not_take_over_the_calls_of_its_stepper(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        stepped = leaf("by hand", 1)
        stepped.send(None)
        plain(1)
        await leaf("awaited")
        stepped.close()
        plain(2)

    with record(clock=clock) as trace:
        clock.run(main())
    first, by_hand, *rest = trace.calls()
    assert by_hand.outcome == Outcome.CLOSED
    assert [call.parent for call in [by_hand, *rest]] == [first] * 4


def test_all_calls_of_a_task_have_its_maker_even_when_that_has_ended(clock: FakeClock) -> None:
    async def untraced() -> None:
        await leaf("first")
        await leaf("second")

    tasks = []

    @traced
    async def makes() -> None:
        tasks.append(asyncio.create_task(untraced()))

    async def main() -> None:
        await makes()
        await tasks[0]

    with record(clock=clock) as trace:
        clock.run(main())
    maker, *made = trace.calls()
    assert [call.parent for call in made] == [maker, maker]


@coroutine
def _a_pause() -> Generator[None, None, None]:
    yield


@traced
async def in_three_steps(n: int) -> None:
    plain(n)
    await _a_pause()
    plain(n + 1)
    await _a_pause()
    plain(n + 2)


@traced
async def steps_by_hand() -> None:
    step_two_in_turns()


def step_two_in_turns() -> None:
    first, second = in_three_steps(10), in_three_steps(20)
    for stepped in (first, second, first, None, second, first, second):
        if stepped is None:
            plain(0)
            continue
        with contextlib.suppress(StopIteration):
            stepped.send(None)


def _shown(call: Call | None) -> str | None:
    return call and f"{call.started.function.name}({''.join(argument.text for argument in call.started.arguments)})"


@pytest.mark.parametrize("stepper", [None, "steps_by_hand()"])
def test_coroutines_that_are_stepped_by_hand_in_turns_keep_their_own_calls(stepper: str | None) -> None:
    with record() as trace:
        if stepper:
            asyncio.run(steps_by_hand())
        else:
            step_two_in_turns()
    assert innermost() is None
    first, second = "in_three_steps(10)", "in_three_steps(20)"
    assert [(_shown(call), _shown(call.parent)) for call in trace.calls()][1 if stepper else 0 :] == [
        (first, stepper),
        ("plain(10)", first),
        (second, stepper),
        ("plain(20)", second),
        ("plain(11)", first),
        ("plain(0)", stepper),
        ("plain(21)", second),
        ("plain(12)", first),
        ("plain(22)", second),
    ]


def test_run_until_complete_blocks_for_its_own_task_only(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.create_task(leaf("a"))

    with record(clock=clock) as trace:
        clock.run(main())
    assert [call.ended and call.ended.blocked for call in trace.calls()] == [(1,), ()]
    assert [call.started.entry for call in trace.calls()] == [True, True]


def test_an_eager_task_is_a_task_of_its_own(clock: FakeClock) -> None:
    if not hasattr(asyncio, "eager_task_factory"):
        pytest.skip("eager tasks came with Python 3.12")

    @traced
    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        await asyncio.gather(leaf("a", 1), leaf("b", 1))

    with record(clock=clock) as trace:
        clock.run(main())
    parent, *children = trace.calls()
    assert [child.asynchronous for child in children] == [True, True]
    assert [child.parent for child in children] == [parent, parent]
    assert [child.duration for child in children] == [1_000_000_000] * 2
