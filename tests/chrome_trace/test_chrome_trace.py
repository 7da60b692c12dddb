"""What is written in Chrome's format: tracks, slices, arrows, and what there is to say of them."""

import asyncio
import json
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from corotrace import UsageError, note, record, traced
from corotrace.testing import FakeClock
from tests.chrome_trace.reader import read_chrome
from tests.traces import trace_of


@traced
async def nap(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "done"


def test_tracks_and_slices(clock: FakeClock) -> None:
    async def sleeps() -> None:
        await nap(1)
        task = asyncio.create_task(nap(3), name="a nap")
        note("waiting")
        await task

    sleeps.__qualname__ = "main"
    trace = trace_of(clock, traced(sleeps))
    bars = read_chrome(trace.to_chrome_trace())
    tasks = {bar.track for bar in bars if bar.category == "call"}
    assert len(tasks) == 2
    assert [
        (*(name.partition(" (")[0] for name in (bar.track, bar.name)), bar.start / 1e6, bar.end / 1e6,
         bar.inside and bar.inside.name)
        for bar in bars
    ] == [
        ("event loop of MainThread", "main()", 0, 0, None),
        ("main()", "main", 0, 4, None),
        ("main()", "nap", 0, 1, "main"),
        ("main()", "await asyncio.sleep", 0, 1, "nap"),
        ("event loop of MainThread", "main()", 1, 1, None),
        ("main()", "waiting", 1, 1, "main"),
        ("main()", "await asyncio.Task", 1, 4, "main"),
        ("event loop of MainThread", "a nap", 1, 1, None),
        ("a nap", "nap", 1, 4, None),
        ("a nap", "await asyncio.sleep", 1, 4, "nap"),
        ("event loop of MainThread", "a nap", 4, 4, None),
        ("event loop of MainThread", "main()", 4, 4, None),
    ]  # fmt: skip


def test_an_arrow_begins_when_its_maker_had_gone_on_for_the_last_time_before(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        await nap(1)
        task = asyncio.create_task(nap(2))
        await nap(5)
        await task

    entries = json.loads(trace_of(clock, main).to_chrome_trace())["traceEvents"]
    assert [(entry["ph"], entry["ts"] / 1e6) for entry in entries if entry["ph"] in "sf"] == [("s", 1), ("f", 1)]


def test_a_generator_that_is_asked_by_several_is_beside_them(clock: FakeClock) -> None:
    @traced
    def steps(name: str) -> Generator[int, None, None]:
        yield 1
        yield 2

    @traced
    def main() -> None:
        one, other = steps("one"), steps("other")
        for generator in (one, other, one, other):
            next(generator)

    with record(clock=clock) as trace:
        main()
    bars = read_chrome(trace.to_chrome_trace())
    assert [(bar.name.rpartition(".")[2], bar.args.get("item"), bar.inside is bars[0]) for bar in bars[1:5]] == [
        ("steps", "1", True), ("steps", "1", True), ("steps", "2", True), ("steps", "2", True),
    ]  # fmt: skip
    assert [bar.args.get("request") for bar in bars[1:5]] == [None, None, "next()", "next()"]


def test_calls_of_one_place_that_overlap_without_being_nested_have_tracks_beside_each_other(clock: FakeClock) -> None:
    """Coroutines that are stepped by hand: the one that began first ends first."""

    class Pause:
        def __await__(self) -> Generator[None, None, None]:
            yield

    @traced
    async def waits(number: int) -> None:
        await Pause()

    with record(clock=clock) as trace:
        coroutines = [waits(1), waits(2)]
        for coroutine in coroutines:
            coroutine.send(None)
        clock.sleep(1)
        for coroutine in coroutines:
            with pytest.raises(StopIteration):
                coroutine.send(None)
    bars = [bar for bar in read_chrome(trace.to_chrome_trace()) if bar.category == "call"]
    assert [(bar.track, bar.args["arguments"], bar.end - bar.start, bar.inside) for bar in bars] == [
        ("MainThread", "1", 1e6, None), ("MainThread, beside (2)", "2", 1e6, None),
    ]  # fmt: skip


def test_threads_have_tracks(clock: FakeClock) -> None:
    @traced
    def work() -> None:
        note("at work")

    @traced
    def main() -> None:
        thread = threading.Thread(target=work, name="a worker")
        thread.start()
        thread.join()

    with record(clock=clock) as trace:
        main()
    bars = read_chrome(trace.to_chrome_trace())
    assert [(bar.track, bar.category) for bar in bars] == [
        ("MainThread", "call"), ("a worker", "call"), ("a worker", "note"),
    ]  # fmt: skip


def test_what_is_told_of_calls_waits_and_turns(clock: FakeClock) -> None:
    @traced
    async def main(name: str) -> None:
        clock.sleep(0.2)
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(9)
        except TimeoutError:
            raise KeyError(name) from None

    async def untraced() -> None:
        running = asyncio.create_task(nap(100))
        for attempt in asyncio.as_completed([main("x")]):
            with pytest.raises(KeyError):
                await attempt
        seen.append(trace.to_chrome_trace())
        running.cancel()

    seen: list[str] = []
    with record(clock=clock) as trace:
        clock.run(untraced())
    told = {bar.name.rpartition(".")[2]: (bar.category, bar.args) for bar in read_chrome(seen[0])}
    assert told["main"] == (
        "call",
        {
            "function": f"{__name__}.{main.__qualname__}", "arguments": "'x'", "call": 2,
            "outcome": "raised", "exception": "KeyError('x')",
        },
    )  # fmt: skip
    assert told["nap"][1]["outcome"] == "still running when the recording stopped"
    waits = [bar for bar in read_chrome(seen[0]) if bar.category == "wait"]
    assert [(bar.name, bar.args["arguments"]) for bar in waits] == [
        ("await asyncio.sleep", "100"), ("await asyncio.sleep", "9"),
    ]  # fmt: skip
    assert waits[1].args["timed out"] is True
    (held,) = [bar for bar in read_chrome(seen[0]) if bar.category == "turn,blocking"]
    assert held.args["held the event loop"].startswith("until test_chrome_trace.py:")
    assert '"cat":"turn,blocking","cname":"terrible"' in seen[0]


def test_secrets_stay_masked_and_halves_of_characters_are_readable(clock: FakeClock) -> None:
    @traced
    async def log_in(password: str, note: str) -> None:
        pass

    text = trace_of(clock, log_in, "hunter2", "\ud800 한국어").to_chrome_trace()
    assert "hunter2" not in text
    (call,) = [bar for bar in read_chrome(text) if bar.category == "call"]
    assert call.args["arguments"].startswith("***, '")
    assert "한국어" in call.args["arguments"]


def test_what_is_left_out_is_said_and_a_selection_has_no_turns(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for _ in range(30):
            await nap(1)

    with record(clock=clock, max_events=20) as trace:
        clock.run(main())
    assert "The recording was full here: " in trace.to_chrome_trace()
    selected = trace.select(include="*nap")
    whole = json.loads(selected.to_chrome_trace())
    assert whole["otherData"]["left_out"] == [*selected.header.left_out]
    assert not any(bar.category.startswith("turn") for bar in read_chrome(selected.to_chrome_trace()))
    with record(clock=clock, max_events=20, keep="latest") as trace:
        clock.run(main())
    read_chrome(trace.to_chrome_trace())
    assert "earlier events are left out" in trace.to_chrome_trace()


def test_it_is_saved(clock: FakeClock, tmp_path: Path) -> None:
    trace = trace_of(clock, nap, 1)
    assert trace.save(tmp_path / "trace.json") == (tmp_path / "trace.json",)
    assert (tmp_path / "trace.json").read_text(encoding="utf-8") == trace.to_chrome_trace()
    with pytest.raises(UsageError, match="that is no diagram; leave view='loop' out"):
        trace.save(tmp_path / "trace.json", view="loop")
    with record(clock=clock) as empty:
        pass
    assert read_chrome(empty.to_chrome_trace()) == []
