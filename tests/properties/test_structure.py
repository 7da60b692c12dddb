"""In structure order the same program gives the same text, however its tasks are scheduled; and it shows all calls."""

import asyncio
import random
import re
import time
from collections import Counter

from hypothesis import given

from corotrace import Trace, note, record, traced
from corotrace.testing import FakeClock
from tests.properties import determined as d
from tests.properties.fragments import read_calls
from tests.properties.shuffled import run_shuffled
from tests.properties.test_programs import thorough

#: 0 stands for the schedule of asyncio itself.
SEEDS = range(4)


def run(root: d.Node, seed: int) -> Trace:
    """Run a program under one of many schedules."""
    clock, chance = FakeClock(), random.Random(seed)
    with record("a program", clock=clock) as trace:
        if seed:
            run_shuffled(clock, d.main(root, d.Run(chance)), chance)
        else:
            clock.run(d.main(root, d.Run(chance)))
    return trace


@given(d.programs())
@thorough
def test_the_text_is_the_same_under_any_schedule(root: d.Node) -> None:
    traces = [run(root, seed) for seed in SEEDS]
    for fold in (True, False):
        expected, *texts = [trace.to_puml(order="structure", fold=fold) for trace in traces]
        for text in texts:
            assert text.splitlines() == expected.splitlines()


@given(d.programs())
@thorough
def test_no_call_is_missing_and_none_is_drawn_twice(root: d.Node) -> None:
    trace = run(root, 1)
    calls = Counter((name_of(call.parent.name) if call.parent else "", name_of(call.name)) for call in trace.calls())
    for order in ("time", "structure"):
        for fold in (True, False):
            counts = read_calls(trace.to_puml(order=order, fold=fold))  # type: ignore[arg-type]
            fewest, most = roles(counts.fewest), roles(counts.most)
            assert fewest <= calls <= most
            if not fold:
                assert fewest == most


def roles(counts: Counter[tuple[str, str, str]]) -> Counter[tuple[str, str]]:
    """The calls of traced functions, on whichever of several lifelines; later steps of generators are none."""
    found: Counter[tuple[str, str]] = Counter()
    for (sender, receiver, text), count in counts.items():
        if name_of(receiver) in ("work", "named", "plain", "Thing", "items") and not text.startswith(
            ("anext", "aclose")
        ):
            found[name_of(sender), name_of(receiver)] += count
    return found


def name_of(lifeline: str) -> str:
    """The name of a role, from that of a function or of a lifeline: ``Thing`` of ``Thing.act`` and ``Thing 2 × 3``."""
    return re.split(r"[ .]", lifeline)[0]


@traced
async def nap(number: int) -> None:
    await asyncio.sleep(random.uniform(0, 0.003))


@traced
def block(number: int) -> None:
    time.sleep(random.uniform(0, 0.003))


@traced
async def worker(number: int) -> str:
    await nap(number)
    async with asyncio.TaskGroup() as group:
        group.create_task(nap(number + 10))
        group.create_task(nap(number + 20))
    await asyncio.to_thread(block, number)
    return f"worker {number} is done"


@traced
async def naps_and_threads() -> None:
    later = asyncio.create_task(worker(9))
    await asyncio.gather(*(worker(number) for number in range(4)))
    note("now some more")
    await asyncio.gather(*(nap(number) for number in range(10)), asyncio.to_thread(block, 5))
    await asyncio.wait_for(worker(5), 60)
    await later


def test_two_hundred_runs_with_real_sleeps_and_threads_give_one_text() -> None:
    texts = set()
    for _ in range(200):
        with record("real sleeps") as trace:
            asyncio.run(naps_and_threads())
        texts.add(trace.to_puml(order="structure"))
    assert len(texts) == 1
