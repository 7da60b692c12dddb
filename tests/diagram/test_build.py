"""The interaction that is built from what really ran: senders, receivers, order, endings, lifelines, silences."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from corotrace import note, record, traced
from corotrace.diagram import CallMessage, Finish, Interaction, ReplyMessage, build_interaction
from corotrace.testing import FakeClock
from tests.diagram.drawn import build, lines
from tests.recording.programs import Shop


@traced
async def nap(delay: float = 1) -> str:
    await asyncio.sleep(delay)
    return "slept"


def test_gathered_calls_reply_to_the_one_who_gathers(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(nap(1), nap(2))
        note("done")

    interaction = build(clock, main)
    assert [participant.name for participant in interaction.participants] == [
        "main", "nap 1", "nap 2", "asyncio.sleep",
    ]  # fmt: skip
    assert lines(interaction) == [
        "? > main: main()",
        "main >> nap 1: nap(1)",
        "nap 1 > asyncio.sleep: sleep(1)",
        "main >> nap 2: nap(2)",
        "nap 2 > asyncio.sleep: sleep(2)",
        "... 1",
        "asyncio.sleep < nap 1: returned 1",
        "nap 1 < main: 'slept' returned 1",
        "... 1",
        "asyncio.sleep < nap 2: returned 2",
        "nap 2 < main: 'slept' returned 2",
        "note main: done",
        "main < ?: None returned 2",
    ]


def test_a_task_that_nobody_waits_for_ends_without_a_reply(clock: FakeClock) -> None:
    kept = []

    @traced
    async def main() -> None:
        kept.append(asyncio.create_task(nap(1)))
        await asyncio.sleep(2)

    assert lines(build(clock, main)) == [
        "? > main: main()",
        "main > asyncio.sleep: sleep(2)",
        "main >> nap: nap(1)",
        "nap > asyncio.sleep: sleep(1)",
        "... 1",
        "asyncio.sleep < nap: returned 1",
        "nap |: 'slept' returned",
        "... 1",
        "asyncio.sleep < main: returned 2",
        "main < ?: None returned 2",
    ]


def test_the_reply_goes_to_the_one_who_waits_and_not_to_the_one_who_started(clock: FakeClock) -> None:
    @traced
    async def starts() -> asyncio.Task[str]:
        return asyncio.create_task(nap(1))

    @traced
    async def waits(task: asyncio.Task[str]) -> None:
        await task

    async def untraced() -> None:
        await waits(await starts())

    replies = [text for text in lines(build(clock, untraced)) if text.startswith("nap <")]
    assert replies == ["nap < waits: 'slept' returned 1"]


def test_a_call_inside_an_untraced_task_does_not_reply_to_the_one_who_waits_for_the_task(clock: FakeClock) -> None:
    async def untraced() -> None:
        await nap(1)

    @traced
    async def main() -> None:
        await asyncio.create_task(untraced())

    assert lines(build(clock, main)) == [
        "? > main: main()",
        "main >> nap: nap(1)",
        "nap > asyncio.sleep: sleep(1)",
        "... 1",
        "asyncio.sleep < nap: returned 1",
        "nap |: 'slept' returned",
        "main < ?: None returned 1",
    ]


def test_endings_differ(clock: FakeClock) -> None:
    @traced
    async def fails() -> None:
        raise ValueError("no")

    @traced
    async def main() -> None:
        try:
            await fails()
        except ValueError:
            pass
        task = asyncio.create_task(nap(5))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        asyncio.create_task(fails()).add_done_callback(lambda task: task.exception())
        await asyncio.sleep(1)

    assert [text for text in lines(build(clock, main)) if not text.startswith(("asyncio", "..."))] == [
        "? > main: main()",
        "main > fails: fails()",
        "fails < main: ValueError('no') raised 0",
        "main > asyncio.sleep: sleep(1)",
        "main >> nap: nap(5)",
        "nap > asyncio.sleep: sleep(5)",
        "nap < main: CancelledError() cancelled 1",
        "main > asyncio.sleep: sleep(1)",
        "main >> fails: fails()",
        "fails |: ValueError('no') raised",
        "main < ?: None returned 2",
    ]


def test_a_wait_that_a_time_limit_ends(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        async with asyncio.timeout(1):
            await asyncio.sleep(5)

    with record(clock=clock) as trace, pytest.raises(TimeoutError):
        clock.run(main())
    assert lines(build_interaction(trace.events)) == [
        "? > main: main()",
        "main > asyncio.sleep: sleep(5)",
        "... 1",
        "asyncio.sleep < main: timed out timed out 1",
        "main < ?: TimeoutError() raised 1",
    ]


def test_who_gives_up_waiting_for_a_task_that_goes_on(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        task = asyncio.create_task(nap(3))
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(task), 1)
        await task

    assert lines(build(clock, main)) == [
        "? > main: main()",
        "main > asyncio.wait_for: wait_for(<Future>, 1)",
        "main >> nap: nap(3)",
        "nap > asyncio.sleep: sleep(3)",
        "... 1",
        "asyncio.wait_for < main: timed out timed out 1",
        "... 2",
        "asyncio.sleep < nap: returned 3",
        "nap < main: 'slept' returned 3",
        "main < ?: None returned 3",
    ]


@pytest.mark.parametrize("how", ["task", "gather", "TaskGroup"])
def test_a_wait_that_its_tasks_end_is_not_drawn_when_they_are_cancelled(clock: FakeClock, how: str) -> None:
    @traced
    async def waits() -> None:
        if how == "TaskGroup":
            async with asyncio.TaskGroup() as group:
                group.create_task(nap(3))
        else:
            task = asyncio.create_task(nap(3))
            await (task if how == "task" else asyncio.gather(task))

    @traced
    async def main() -> None:
        task = asyncio.create_task(waits())
        await asyncio.sleep(1)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    drawn = lines(build(clock, main))
    assert "nap < waits: CancelledError() cancelled 1" in drawn
    assert {line.partition(": ")[0] for line in drawn if line.startswith("waits >")} == {"waits >> nap"}


def test_what_still_runs_is_ended_from_the_inside(clock: FakeClock) -> None:
    async def main() -> list[str]:
        with record(clock=clock) as trace:
            task = asyncio.create_task(outer())
            await asyncio.sleep(1)
        task.cancel()
        return lines(build_interaction(trace.events))

    @traced
    async def outer() -> None:
        await nap(5)

    assert clock.run(main()) == [
        "? > outer: outer()",
        "outer > nap: nap(5)",
        "nap > asyncio.sleep: sleep(5)",
        "... 1",
        "asyncio.sleep |: still running 1",
        "nap |: still running 1",
        "outer |: still running 1",
    ]


def test_a_blocking_run_replies_to_the_plain_function_that_blocks(clock: FakeClock) -> None:
    @traced
    def main() -> None:
        clock.run(nap(1))

    with record(clock=clock) as trace:
        main()
    assert lines(build_interaction(trace.events)) == [
        "? > main: main()",
        "main >> nap: nap(1)",
        "nap > asyncio.sleep: sleep(1)",
        "... 1",
        "asyncio.sleep < nap: returned 1",
        "nap < main: 'slept' returned 1",
        "main < ?: None returned 1",
    ]


def names(trace_of: Callable[[], None]) -> list[str]:
    with record() as trace:
        trace_of()
    return [participant.name for participant in build_interaction(trace.events).participants]


def test_objects_and_their_class_have_lifelines_of_their_own() -> None:
    def two_shops() -> None:
        Shop.open().sell()
        Shop().sell()
        Shop.greet("A")

    assert names(two_shops) == ["class Shop", "Shop 1", "Shop 2"]
    assert names(lambda: Shop().sell() and None) == ["Shop"]
    assert names(lambda: Shop.greet("A") and None) == ["Shop"]


def test_an_object_is_one_where_its_class_inherits_from_library_code(clock: FakeClock) -> None:
    class Orders(asyncio.Queue[str]):
        @traced
        async def take(self) -> str:
            return await self.get()

    async def main() -> None:
        orders = Orders()
        taking = asyncio.ensure_future(orders.take())
        await asyncio.sleep(1)
        orders.put_nowait("tea")
        await taking

    assert lines(build(clock, main))[:2] == ["? > Orders: take()", "Orders > Orders: get()"]


def test_what_super_calls_is_told_from_what_calls_it(clock: FakeClock) -> None:
    class Repo:
        @traced
        def __init__(self) -> None:
            pass

        @traced
        async def save(self) -> None:
            pass

        @classmethod
        @traced
        def name(cls) -> None:
            pass

    class Child(Repo):
        @traced
        async def save(self) -> None:
            await super().save()

    async def main() -> None:
        await Child().save()
        Child.name()

    with record(clock=clock) as trace:
        clock.run(main())
    expected = ["Repo.__init__", "save", "Repo.save", "Repo.name"]
    for order in ("time", "structure"):
        elements = build_interaction(trace.events, order=order).elements
        assert [each.text.removesuffix("()") for each in elements if isinstance(each, CallMessage)] == expected
    outline = "Child: Repo.__init__()", "Child.save()", "Child: Repo.save()", "Child: Repo.name()"
    assert [name for name in outline if name not in str(trace)] == []
    loop = build_interaction(trace.events, view="loop")
    assert loop.participants[1].name == "Child: Repo.__init__()"


def test_functions_of_one_name_are_told_apart_by_their_modules() -> None:
    namespace: dict[str, Any] = {"__name__": "elsewhere"}
    exec("def work(): pass", namespace)

    @traced
    def work() -> None:
        traced(namespace["work"])()

    assert names(work) == [f"{__name__}.work", "elsewhere.work"]


def test_long_names_and_titles_are_cut() -> None:
    @traced(participant="n" * 3000)
    def work(name: str) -> None:
        pass

    with record("t" * 3000) as trace:
        work("x")
    interaction = build_interaction(trace.events, trace.header.title)
    assert [len(participant.name) for participant in interaction.participants] == [80]
    assert len(interaction.title) == 160


def test_a_lifeline_is_used_again_when_it_is_free(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for _ in range(3):
            await asyncio.gather(nap(1), nap(1))

    assert [participant.name for participant in build(clock, main).participants] == [
        "main", "nap 1", "nap 2", "asyncio.sleep",
    ]  # fmt: skip


def test_recursion_stays_on_its_lifeline() -> None:
    @traced
    def factorial(number: int) -> int:
        return number * factorial(number - 1) if number else 1

    assert names(lambda: factorial(3) and None) == ["factorial"]


def test_threads_are_groups(clock: FakeClock) -> None:
    @traced
    def work() -> None:
        pass

    @traced
    async def main() -> None:
        await asyncio.to_thread(work)

    with record() as trace:
        asyncio.run(main())
    groups = {p.name: p.group for p in build_interaction(trace.events).participants}
    assert groups["main"] == "MainThread"
    assert groups["work"] != "MainThread"


def in_a_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work, name="other")
    thread.start()
    thread.join()


def test_an_object_has_a_lifeline_of_the_same_name_in_each_thread_that_uses_it() -> None:
    first, second = Shop(), Shop()
    with record() as trace:
        first.sell()
        second.sell()
        in_a_thread(second.sell)
        in_a_thread(Shop().sell)
    groups = [(p.name, p.group.split(" (")[0]) for p in build_interaction(trace.events).participants if p.group]
    assert groups == [
        ("Shop 1", "MainThread"), ("Shop 2", "MainThread"), ("Shop 2", "other"), ("Shop 3", "other"),
    ]  # fmt: skip
    structure = build_interaction(trace.events, order="structure")
    assert [p.name for p in structure.participants] == ["Shop 1", "Shop 2", "Shop 3"]


def test_many_objects_of_one_class_are_counted_in_each_thread() -> None:
    shops = [Shop() for _ in range(20)]
    with record() as trace:
        for shop in shops:
            shop.sell()
        in_a_thread(lambda: [shop.sell() for shop in shops[:12]])
        in_a_thread(shops[7].sell)
    names = [participant.name for participant in build_interaction(trace.events).participants]
    assert names == ["Shop (20 objects)", "Shop (12 objects)", "Shop"]


@pytest.mark.parametrize(
    ("pauses", "expected"), [([0.002], ["... 0.002"]), ([0.05, 5], ["... 5"]), ([0.11, 50], ["... 0.11", "... 50"])]
)
def test_long_silences_are_shown(clock: FakeClock, pauses: list[float], expected: list[str]) -> None:
    @traced
    async def main() -> None:
        for pause in pauses:
            await asyncio.sleep(pause)

    assert [text for text in lines(build(clock, main)) if text.startswith("...")] == expected


def test_every_activation_is_begun_once_and_ended_once(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await asyncio.gather(nap(1), nap(2), asyncio.wait_for(nap(3), 5))

    elements = build(clock, main).elements
    begun = [element.starts for element in elements if isinstance(element, CallMessage) and element.starts]
    ended = [bar for element in elements if isinstance(element, ReplyMessage | Finish) for bar in element.ends]
    assert len(set(begun)) == len(begun)
    assert sorted(begun, key=lambda bar: bar.number) == sorted(ended, key=lambda bar: bar.number)


def bars(interaction: Interaction, participant: str) -> list[str]:
    """What happens to the bars of a lifeline: ``+`` and ``-`` begin and end one, a call joins or leaves at ``.``."""
    marks = []
    for element in interaction.elements:
        match element:
            case CallMessage(receiver=receiver, starts=starts) if receiver.name == participant:
                marks.append("+" if starts else ".")
            case ReplyMessage(sender=sender, ends=ends) if sender.name == participant:
                marks.append("-" * len(ends) or ".")
    return marks


def test_calls_that_overlap_on_one_lifeline_share_a_bar(clock: FakeClock) -> None:
    @traced
    class Oven:
        async def bake(self, delay: float) -> None:
            await self.heat(delay)

        async def heat(self, delay: float) -> None:
            await asyncio.sleep(delay)

    @traced
    async def main() -> None:
        oven = Oven()
        await oven.bake(1)
        await asyncio.gather(oven.bake(2), oven.bake(3))

    interaction = build(clock, main)
    assert bars(interaction, "Oven") == ["+", "+", "-", "-", "+", "+", ".", ".", ".", ".", ".", "--"]
    assert bars(interaction, "asyncio.sleep") == ["+", "-", "+", ".", ".", "-"]


def test_two_who_wait_for_one_task_both_get_the_reply(clock: FakeClock) -> None:
    @traced
    async def waits(task: asyncio.Task[str]) -> str:
        return await task

    async def main() -> None:
        task = asyncio.create_task(nap(1))
        await asyncio.gather(waits(task), waits(task))

    replies = [text for text in lines(build(clock, main)) if text.startswith("nap <")]
    assert replies == ["nap < waits 2: 'slept' returned 1", "nap < waits 1: 'slept' returned 1"]


def test_a_trace_of_nothing_is_an_empty_interaction() -> None:
    assert build_interaction([], "nothing") == Interaction("nothing", (), ())
