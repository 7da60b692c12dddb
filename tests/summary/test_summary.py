"""What a summary tells of slow calls, waits, and calls that did not return; and how that looks."""

import asyncio
import contextlib

from corotrace import record, traced
from corotrace.emitters.columns import columns_of
from corotrace.testing import FakeClock
from tests.test_examples import run_example

SECOND = 10**9


@traced
async def fetch(number: int) -> int:
    await asyncio.sleep(number)
    if number % 2:
        raise ValueError(f"no page {number}")
    return number


@traced
async def main() -> None:
    await asyncio.gather(*map(fetch, range(6)), return_exceptions=True)
    queue: asyncio.Queue[int] = asyncio.Queue()
    try:
        async with asyncio.timeout(2):
            await queue.get()
    except TimeoutError:
        pass
    sleeper = asyncio.create_task(fetch(8))
    await asyncio.sleep(1)
    sleeper.cancel()


def test_waits_are_added_by_what_was_waited_for(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        clock.run(main())
    waits = {waited.what: waited for waited in trace.summary().waits}
    assert {what: (waited.times, waited.total / SECOND, waited.longest / SECOND) for what, waited in waits.items()} == {
        "asyncio.sleep": (8, 17, 5),
        "asyncio.gather": (1, 5, 5),
        "Queue.get": (1, 2, 2),
    }
    assert [what for what, waited in waits.items() if waited.calls] == ["asyncio.gather"]
    assert [*waits] == ["asyncio.sleep", "asyncio.gather", "Queue.get"]


def test_calls_that_did_not_return_are_counted_by_how_they_ended(clock: FakeClock) -> None:
    with record(clock=clock) as trace:
        clock.run(main())
    assert [(ended.what, ended.outcome, ended.exception, ended.times) for ended in trace.summary().ended] == [
        ("fetch", "raised", "ValueError('no page 1')", 3),
        ("fetch", "cancelled", "", 1),
    ]


def test_how_it_looks(clock: FakeClock) -> None:
    with record("six pages", clock=clock) as trace:
        clock.run(main())
    assert (
        str(trace.summary())
        == """\
six pages
wall time          8.00 s
sum of call times  19.0 s, 8 calls
ran at once        5 at the most, 2.38 on average

at once over time  ██████▇▇▇▇▇▇▆▅▅▅▅▅▅▄▄▄▄▄▄▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▄▄▄▄▄▄  █ is 5
                   0                                           8.00 s

slowest calls, by the time that they did not wait for other calls
  itself  took  seconds
    5.00  5.00  fetch(5) — raised
    4.00  4.00  fetch(4)
    3.00  8.00  main()
    3.00  3.00  fetch(3) — raised
    2.00  2.00  fetch(2)

waits, by what was waited for
  total  longest  seconds
  17.0      5.00  8 × asyncio.sleep
   5.00     5.00  1 × asyncio.gather (other calls)
   2.00     2.00  1 × Queue.get

calls that did not return
  3 × fetch: ValueError('no page 1'), and the like
  1 × fetch: cancelled"""
    )


def test_every_line_fits_and_what_is_not_told_is_counted(clock: FakeClock) -> None:
    async def say(name: str) -> None:
        await asyncio.sleep(1)
        raise KeyError("없는 이름" * 20)

    async def all_of_them() -> None:
        for number in range(9):
            say.__qualname__ = f"say{number}"
            with contextlib.suppress(KeyError):
                await traced(participant="{name}")(say)(f"{number}" * 90)

    with record("긴 제목 " * 30, clock=clock) as trace:
        clock.run(all_of_them())
    lines = str(trace.summary()).splitlines()
    assert max(map(columns_of, lines)) <= 80
    assert lines[-2].startswith("  1 × say7: KeyError('없는 이름")
    assert lines[-1] == "  … and 1 more"


def test_it_says_what_is_not_in_the_trace(clock: FakeClock) -> None:
    text = str(run_example("orders").select(failed=True).summary())
    assert "29 of 32 calls left out: only failed calls and their callers" in text
    with record(clock=clock, max_events=20) as trace:
        clock.run(main())
    assert "The recording was full here" in str(trace.summary())
