"""What is left of a trace when calls are left out: every arrow between the calls that are shown is still true."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corotrace import Trace, UsageError, note, record, traced
from corotrace.diagram import build_interaction
from corotrace.events import (
    CallEnded,
    CallStarted,
    Function,
    Outcome,
    Place,
    Suspended,
    Task,
    Thread,
    Wait,
    build_calls,
)
from corotrace.events.selection.keep import keep
from corotrace.testing import FakeClock
from tests.diagram.drawn import line


@traced
async def nap(delay: float = 1) -> str:
    await asyncio.sleep(delay)
    return "slept"


@traced
async def middle(*delays: float) -> None:
    await asyncio.gather(*map(nap, delays))
    note("all slept")


@traced
async def careful(delay: float) -> str:
    await asyncio.sleep(0.5)
    return await nap(delay)


@traced
async def fails() -> None:
    await nap()
    raise ValueError("no")


@traced
def plain(text: str) -> str:
    return text


def run(clock: FakeClock, program: Callable[[], Any]) -> Trace:
    with record("title", clock=clock) as trace:
        clock.run(program())
    return trace


def drawn(trace: Trace) -> list[str]:
    return [line(element) for element in build_interaction(trace.events).elements]


@traced
async def main() -> None:
    await careful(1)
    await middle(1, 2)


# ---- whose arrows they are ------------------------------------------------------------------------------------------


def test_what_a_call_in_the_same_task_did_is_its_caller_s(clock: FakeClock) -> None:
    """The sleep of what is left out goes with it."""
    trace = run(clock, lambda: main())
    assert drawn(trace.select(exclude=["*.careful", "*.middle"])) == [
        "? > main: main()",
        "... 0.5",
        "main > nap 1: nap(1)",
        "nap 1 > asyncio.sleep: sleep(1)",
        "... 1",
        "asyncio.sleep < nap 1: returned 1",
        "nap 1 < main: 'slept' returned 1",
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
        "main < ?: None returned 3.5",
    ]


def test_what_a_call_in_another_task_did_is_asynchronous_and_nobody_waits_for_it(clock: FakeClock) -> None:
    @traced
    async def outer() -> None:
        await asyncio.create_task(careful(1))

    assert drawn(run(clock, outer).select(exclude="*.careful")) == [
        "? > outer: outer()",
        "... 0.5",
        "outer >> nap: nap(1)",
        "nap > asyncio.sleep: sleep(1)",
        "... 1",
        "asyncio.sleep < nap: returned 1",
        "nap |: 'slept' returned",
        "outer < ?: None returned 1.5",
    ]


def test_a_wait_for_calls_that_are_left_out_is_not_drawn_as_one_for_library_code(clock: FakeClock) -> None:
    @traced
    async def outer() -> None:
        await asyncio.gather(nap(1), nap(2))
        for next_done in asyncio.as_completed([nap(1), nap(2)]):
            await next_done
        async with asyncio.TaskGroup() as group:
            group.create_task(nap(1))
        await asyncio.wait_for(nap(1), 5)
        await asyncio.to_thread(plain, "a")

    with record(clock=clock) as trace:
        clock.run(outer())
    selected = drawn(trace.select(exclude=["*.nap", "*.plain"]))
    assert [text for text in selected if not text.startswith("...")] == [
        "? > outer: outer()",
        f"outer < ?: None returned {trace.calls()[0].duration / 1e9:g}",
    ]


def test_a_wait_that_is_partly_for_calls_left_out_is_drawn_as_before(clock: FakeClock) -> None:
    @traced
    async def outer() -> None:
        await asyncio.gather(nap(1), asyncio.sleep(3), careful(1))

    trace = run(clock, outer)
    assert not any(text.startswith("outer > asyncio") for text in drawn(trace))
    assert not any(text.startswith("outer > asyncio") for text in drawn(trace.select(exclude="*.careful")))


def test_without_a_caller_that_is_shown_it_comes_from_the_border_as_it_was_called(clock: FakeClock) -> None:
    @traced
    async def outer() -> None:
        task = asyncio.create_task(nap(1))
        await nap(2)
        await task

    assert drawn(run(clock, outer).select(root="*.nap")) == [
        "? > nap 1: nap(2)",
        "nap 1 > asyncio.sleep: sleep(2)",
        "? >> nap 2: nap(1)",
        "nap 2 > asyncio.sleep: sleep(1)",
        "... 1",
        "asyncio.sleep < nap 2: returned 1",
        "nap 2 |: 'slept' returned",
        "... 1",
        "asyncio.sleep < nap 1: returned 2",
        "nap 1 < ?: 'slept' returned 2",
    ]


def test_what_runs_in_a_thread_is_never_said_to_be_called_by_a_bystander(clock: FakeClock) -> None:
    """The call that waited for the thread is left out; another one of its task had waited before."""
    begun, go_on = threading.Event(), threading.Event()

    @traced
    def in_thread() -> None:
        begun.set()
        go_on.wait()

    @traced
    async def sends() -> None:
        job = asyncio.get_running_loop().run_in_executor(None, in_thread)
        begun.wait()
        asyncio.get_running_loop().call_later(1, go_on.set)
        await job

    async def untraced() -> None:
        await nap(1)
        await sends()

    trace = run(clock, untraced)
    assert [call.parent and call.parent.started.function.name for call in trace.calls()] == [None, None, "sends"]
    selected = trace.select(exclude="*.sends")
    assert [call.parent for call in selected.calls()] == [None, None]
    assert drawn(selected)[-3:] == ["? >> in_thread: in_thread()", "... 1", "in_thread |: None returned"]


def test_the_reply_of_a_short_job_goes_to_who_is_shown_of_those_who_wait() -> None:
    """It may end before its caller has begun to wait."""
    place, thread = Place(Thread(1, "main"), 1, Task(1, "Task-1")), Place(Thread(2, "pool"))
    events = (
        CallStarted(1, 0, 1, None, Function("m", "outer"), place),
        CallStarted(2, 0, 2, 1, Function("m", "helper"), place),
        CallStarted(3, 0, 3, None, Function("m", "work"), thread, entry=True, job=7),
        CallEnded(4, 0, 3, Outcome.RETURNED, "None"),
        Suspended(5, 0, 2, Wait(1, Function("asyncio", "run_in_executor", library=True), jobs=(7,))),
    )
    kept = keep(events, build_calls(events), frozenset({1, 3})).events
    assert [line(element) for element in build_interaction(kept).elements] == [
        "? > outer: outer()",
        "outer >> work: work()",
        "work < outer: None returned 0",
        "outer |: still running 0",
    ]


# ---- generators -----------------------------------------------------------------------------------------------------


@traced
def numbers() -> Iterator[int]:
    for number in range(3):
        plain(str(number))
        yield number


@traced
def first(generator: Iterator[int]) -> int:
    return next(generator)


@traced
def takes_turns() -> None:
    generator = numbers()
    first(generator)
    next(generator)


def test_what_a_generator_did_is_done_by_who_asked_for_that_step(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        takes_turns()
    assert drawn(trace.select(exclude="*.numbers")) == [
        "? > takes_turns: takes_turns()",
        "takes_turns > first: first(<generator>)",
        "first > plain: plain('0')",
        "plain < first: '0' returned 0",
        "first < takes_turns: 0 returned 0",
        "takes_turns > plain: plain('1')",
        "plain < takes_turns: '1' returned 0",
        "takes_turns < ?: None returned 0",
    ]


def test_a_generator_that_is_shown_is_asked_by_the_caller_of_who_asked(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        takes_turns()
    assert drawn(trace.select(exclude=["*.first", "*.plain"])) == [
        "? > takes_turns: takes_turns()",
        "takes_turns > numbers: numbers()",
        "numbers < takes_turns: yield 0 returned 0",
        "takes_turns > numbers: next()",
        "numbers < takes_turns: yield 1 returned 0",
        "takes_turns > numbers: close()",
        "numbers < takes_turns: closed closed 0",
        "takes_turns < ?: None returned 0",
    ]


@traced
async def spawns(tasks: list[Any]) -> AsyncIterator[int]:
    tasks.append(asyncio.create_task(nap(1)))
    yield 1
    yield 2


@traced
async def takes(generator: AsyncIterator[int]) -> None:
    await anext(generator)


def test_a_task_of_a_generator_is_nobody_s_where_several_asked_for_its_steps(clock: FakeClock) -> None:
    """Which step made it is not recorded; both have been done when it begins."""

    @traced
    async def outer() -> None:
        tasks: list[Any] = []
        generator = spawns(tasks)
        await takes(generator)
        await anext(generator)
        await asyncio.wait(tasks)
        await generator.aclose()  # type: ignore[attr-defined]

    trace = run(clock, outer)
    assert "? >> nap: nap(1)" in drawn(trace.select(exclude="*.spawns"))
    assert "outer >> nap: nap(1)" in drawn(trace.select(exclude=["*.spawns", "*.takes"])), "both were outer's"


def test_a_step_that_another_task_asked_for_is_from_the_border_and_for_nobody(clock: FakeClock) -> None:
    @traced
    async def asks() -> None:
        generator = spawns([])
        await anext(generator)
        await asyncio.ensure_future(anext(generator))

    assert drawn(run(clock, asks).select(root="*.spawns", depth=1))[:4] == [
        "? > spawns: spawns([])",
        "spawns < ?: yield 1 returned 0",
        "? >> spawns: anext()",
        "spawns |: yield 2 returned",
    ]


# ---- what is asked for ----------------------------------------------------------------------------------------------


def names(trace: Trace) -> list[str]:
    return [repr(call).split()[2] for call in trace.calls()]


def test_a_pattern_fits_the_whole_name(clock: FakeClock) -> None:
    trace = run(clock, lambda: main())
    assert names(trace) == ["main()", "careful(1)", "nap(1)", "middle(1,", "nap(1)", "nap(2)"]
    assert names(trace.select(include=f"{__name__}.nap")) == ["nap(1)", "nap(1)", "nap(2)"]
    assert names(trace.select(include=(f"{__name__}.?ap", "*.main"))) == ["main()", "nap(1)", "nap(1)", "nap(2)"]
    assert names(trace.select(exclude="*.m*")) == ["careful(1)", "nap(1)", "nap(1)", "nap(2)"]
    assert names(trace.select(include="*.m*", exclude="*.middle")) == ["main()"]
    assert names(trace.select(exclude="nap")) == names(trace), "that is not the whole name"


def test_depth_counts_from_the_outermost_call_or_from_the_root(clock: FakeClock) -> None:
    trace = run(clock, lambda: main())
    assert names(trace.select(depth=2)) == ["main()", "careful(1)", "middle(1,"]
    assert names(trace.select(root="*.middle")) == ["middle(1,", "nap(1)", "nap(2)"]
    assert names(trace.select(root="*.middle", depth=1)) == ["middle(1,"]
    assert names(trace.select(exclude="*.careful", depth=2)) == ["main()", "middle(1,"], "of all calls"
    assert names(trace.select(exclude="*.careful").select(depth=2)) == ["main()", "nap(1)", "middle(1,"], (
        "of those left"
    )


def test_the_root_may_be_one_call(clock: FakeClock) -> None:
    trace = run(clock, lambda: main())
    selected = trace.select(root=trace.calls()[1])
    assert names(selected) == ["careful(1)", "nap(1)"]
    assert selected.header.left_out == ("4 of 6 calls and 1 note left out: only what careful(1) did",)


def test_slower_than_and_failed_and_both(clock: FakeClock) -> None:
    @traced
    async def outer() -> None:
        await nap(3)
        try:
            await fails()
        except ValueError:
            await careful(0)
        async with asyncio.timeout(1):
            await nap(9)

    with record(clock=clock) as trace, pytest.raises(TimeoutError):
        clock.run(outer())
    assert [name.split(".")[-1] for name in names(trace.select(slower_than=1))] == ["outer()", "nap(3)"]
    assert [name.split(".")[-1] for name in names(trace.select(failed=True))] == ["outer()", "fails()", "nap(9)"]
    assert names(trace.select(failed=True, exclude="*.outer")) == ["fails()", "nap(9)"]
    assert [name.split(".")[-1] for name in names(trace.select(failed=True, slower_than=1))] == ["outer()"]
    assert names(trace.select(failed=True, include="*.careful")) == [], "nothing of it failed"


def test_a_call_that_still_runs_is_slow_already_and_lasts_until_the_end(clock: FakeClock) -> None:
    async def program() -> list[Trace]:
        task = asyncio.create_task(nap(5))
        await asyncio.sleep(0)
        await nap(2)
        task.cancel()
        return [trace.select(slower_than=1.5), trace.select(root=trace.calls()[0])]

    with record(clock=clock) as trace:
        slow, root = clock.run(program())
    assert drawn(slow)[-2:] == ["asyncio.sleep |: still running 2", "nap 1 |: still running 2"]
    assert drawn(root)[-2:] == ["asyncio.sleep |: still running 2", "nap |: still running 2"], "others ended later"


def test_a_time_window_shows_what_ran_in_it(clock: FakeClock) -> None:
    @traced
    async def counts() -> AsyncIterator[int]:
        for number in range(6):
            await asyncio.sleep(1)
            note(f"number {number}")
            yield number

    @traced
    async def outer() -> None:
        async for number in counts():
            await nap(0.5)
            if number == 2:
                await asyncio.gather(nap(0.1), nap(0.1))

    trace = run(clock, outer)
    selected = trace.select(between=(4.2, 4.55))
    assert drawn(selected) == [
        "? > outer: outer()",
        "outer > counts: counts()",
        "... 1",
        "counts < outer: yield 0 returned 1",
        "... 3",
        "outer > nap 1: nap(0.5)",
        "nap 1 > asyncio.sleep: sleep(0.5)",
        "... 0.5",
        "asyncio.sleep < nap 1: returned 0.5",
        "nap 1 < outer: 'slept' returned 0.5",
        "outer >> nap 1: nap(0.1)",
        "nap 1 > asyncio.sleep: sleep(0.1)",
        "outer >> nap 2: nap(0.1)",
        "nap 2 > asyncio.sleep: sleep(0.1)",
        "... 0.1",
        "asyncio.sleep < nap 1: returned 0.1",
        "nap 1 < outer: 'slept' returned 0.1",
        "asyncio.sleep < nap 2: returned 0.1",
        "nap 2 < outer: 'slept' returned 0.1",
        "... 4.5",
        "outer > counts: anext()",
        "counts < outer: end returned 0",
        "outer < ?: None returned 9.1",
    ]
    assert selected.header.left_out == ("5 of 10 calls, 6 waits, 5 steps and 6 notes left out: from 4.2 s to 4.55 s",)


def test_a_step_outside_of_the_time_window_stays_where_something_shown_happens_in_it(clock: FakeClock) -> None:
    """In one a task begins that runs in the window; in another one that task replies."""

    @traced
    async def steps() -> AsyncIterator[int]:
        for number in range(10):
            await asyncio.sleep(1)
            if number == 1:
                task = asyncio.create_task(nap(6))
                await asyncio.sleep(0)
            if number == 6:
                await task
            yield number

    @traced
    async def hands_on(generator: AsyncIterator[int]) -> AsyncIterator[int]:
        async for number in generator:
            yield number

    @traced
    async def outer() -> None:
        async for _ in hands_on(steps()):
            pass

    selected = run(clock, outer).select(between=(5.5, 5.6))
    assert [text for text in drawn(selected) if "yield" in text or "nap" in text] == [
        "steps < hands_on: yield 0 returned 1",
        "hands_on < outer: yield 0 returned 1",
        "steps >> nap: nap(6)",
        "nap > asyncio.sleep: sleep(6)",
        "steps < hands_on: yield 1 returned 1",
        "hands_on < outer: yield 1 returned 1",
        "steps < hands_on: yield 5 returned 1",
        "hands_on < outer: yield 5 returned 1",
        "asyncio.sleep < nap: returned 6",
        "nap < steps: 'slept' returned 6",
        "steps < hands_on: yield 6 returned 2",
        "hands_on < outer: yield 6 returned 2",
    ]
    assert " and 12 steps left out" in selected.header.left_out[0]


# ---- what is said of it ---------------------------------------------------------------------------------------------


def test_the_diagram_says_what_was_left_out_each_time_and_so_does_the_file(clock: FakeClock, tmp_path: Path) -> None:
    trace = run(clock, lambda: main())
    selected = trace.select(exclude="*.careful").select(depth=2, slower_than=0.5)
    assert selected.header.left_out == (
        "1 of 6 calls left out: without *.careful",
        "2 of 5 calls left out: depth 2; only slower than 0.5 s",
    )
    source = selected.to_puml()
    assert all(
        f">{said.replace('*', '<U+002A>')}<" in source or said.split(":")[0] in source
        for said in selected.header.left_out
    )
    selected.save(tmp_path / "selected.jsonl")
    assert Trace.load(tmp_path / "selected.jsonl").to_puml() == source


def test_nothing_is_said_where_nothing_was_left_out(clock: FakeClock) -> None:
    trace = run(clock, lambda: main())
    for selected in (trace.select(), trace.select(depth=9, slower_than=0, include="*")):
        assert selected.header == trace.header
        assert selected.events == trace.events


def test_a_trace_of_which_nothing_is_left_says_so(clock: FakeClock, tmp_path: Path) -> None:
    selected = run(clock, lambda: main()).select(failed=True)
    selected.save(tmp_path / "none.puml")
    text = (tmp_path / "none.puml").read_text(encoding="utf-8")
    assert "6 of 6 calls and 1 note left out: only failed calls and their callers" in text
    assert selected.to_text().endswith("\n\nNothing is left.\n")
    assert str(selected.summary()).endswith("callers\nNo calls are left.")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"root": "*.nip"}, r"select\(root='\*\.nip'\): no recorded call has that full name; there is"),
        ({"root": "nip"}, r"there is 'tests\.test_select\.nap'; write one of them, or a pattern such as '\*\.nap'"),
        ({"include": ["*.nap", "nap"]}, r"select\(include='nap'\): .* there is 'tests\.test_select\.nap'"),
        ({"include": "zzz"}, r"there is 'tests.test_select.careful' and 'tests.test_select.main' and"),
        ({"include": []}, r"select\(include=\[\]\): write a pattern of full names, such as 'shop\.\*', or several"),
        ({"exclude": [3]}, r"select\(exclude=\[3\]\): write a pattern"),
        ({"exclude": 3}, r"select\(exclude=3\): write a pattern"),
        ({"depth": 0}, r"select\(depth=0\): write a whole number from 1 on"),
        ({"depth": 1.5}, r"select\(depth=1\.5\)"),
        ({"root": 3}, r"select\(root=3\): write the full name of a function, or give one of trace\.calls\(\)"),
        ({"slower_than": "1"}, r"select\(slower_than='1'\): write a number of seconds, such as 0\.1"),
        ({"slower_than": -1}, r"select\(slower_than=-1\)"),
        ({"between": (2, 1)}, r"select\(between=\(2, 1\)\): write two moments, in seconds since the recording began, "),
        ({"between": 2}, r"select\(between=2\): write two moments"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for(clock: FakeClock, asked: dict[str, Any], message: str) -> None:
    trace = run(clock, lambda: main())
    with pytest.raises(UsageError, match=message):
        trace.select(**asked)


def test_a_root_of_another_trace_is_refused(clock: FakeClock) -> None:
    trace, other = run(clock, lambda: main()), run(clock, lambda: main())
    with pytest.raises(UsageError, match=r"that is no call of this trace; give one of its calls\(\)"):
        trace.select(root=other.calls()[0])


def test_a_trace_without_calls_has_no_names() -> None:
    with record() as trace:
        note("only this")
    with pytest.raises(UsageError, match=r"select\(root='x'\): the trace has no calls"):
        trace.select(root="x")
