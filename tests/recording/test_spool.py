"""A spool: every event in a file while the program runs, whatever becomes of the program, or of the disk."""

import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from corotrace import StorageError, Trace, note, record, traced
from corotrace.events import CallEnded, CallStarted, RecordingStopped, line_writer
from corotrace.recording import reading, spool, spool_file
from corotrace.recording.recorder import active
from corotrace.testing import FakeClock
from tests.recording import spooling
from tests.recording.programs import calls, leaf

_SOON = 30.0  # seconds after which something that has to happen has not happened


@traced
async def sleeps(name: str, *, seconds: float = 0) -> str:
    await asyncio.sleep(seconds)
    return name


class Shop:
    @traced
    async def sell(self, what: int) -> int:
        return what


@traced
async def everything() -> None:
    for shop in (Shop(), Shop()):
        await shop.sell(5)
    for queue in (asyncio.Queue[int](), asyncio.Queue[int]()):
        asyncio.get_running_loop().call_later(0.1, queue.put_nowait, 5)
        await queue.get()
    await asyncio.gather(sleeps("한글", seconds=0.25), sleeps("\ud800\n", seconds=0.5), leaf(-1))
    await asyncio.to_thread(plain, 10**30)
    note("a note")
    async for _ in items():
        await asyncio.sleep(0)
    with pytest.raises(LookupError):
        await fails()


@traced
def plain(number: int) -> int:
    return number


@traced
async def items() -> AsyncIterator[int]:
    yield 1
    yield 2


@traced
async def fails() -> None:
    raise LookupError("no such thing")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trace.jsonl"


def until(condition: Callable[[], bool]) -> None:
    """Wait for another thread or process."""
    end = time.monotonic() + _SOON
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def test_the_file_is_the_trace(path: Path) -> None:
    clock = FakeClock()
    with record("spooled", clock=clock, spool=path) as trace:
        clock.run(everything())
    loaded = Trace.load(path)
    assert loaded.events == trace.events
    assert loaded.header == trace.header
    assert trace.events[-1] == RecordingStopped(len(trace.events), clock())
    assert trace.events is trace.events
    names = [call.name for call in trace.calls()]
    assert names == ["everything", "Shop.sell", "Shop.sell", "sleeps", "sleeps", "leaf", "plain", "items", "fails"]
    assert [call.parent and call.parent.name for call in trace.calls()] == [None] + ["everything"] * 8
    clock = FakeClock()
    with record("spooled", clock=clock) as kept:
        clock.run(everything())
    assert re.sub(r"asyncio_\d", "", kept.to_puml()) == re.sub(r"asyncio_\d", "", trace.to_puml())
    trace.save(path.with_suffix(".puml"))
    assert path.with_suffix(".puml").read_text(encoding="utf-8") == loaded.to_puml()


def test_each_line_is_json_of_which_some_define_what_others_refer_to(clock: FakeClock, path: Path) -> None:
    with record("spooled", clock=clock, spool=path):
        clock.run(calls(2))
    lines = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    assert list(lines[0]) == ["corotrace", "spool", "header"]
    assert [line.get("event", line.get("define")) for line in lines[1:]] == [
        "function", "place", "started", "function", "started", "ended", "started", "ended", "ended", "stopped",
    ]  # fmt: skip
    first = lines[3]["call"]
    assert lines[5] == {
        "event": "started", "time": 0, "call": first + 1, "parent": first, "function": 2, "place": 1,
        "arguments": ["0"],
    }  # fmt: skip
    assert lines[6] == {"event": "ended", "time": 0, "call": first + 1, "value": "0"}


def test_the_trace_can_be_read_while_it_grows(path: Path) -> None:
    async def main() -> None:
        with record(spool=path) as trace:
            task = asyncio.create_task(sleeps("a", seconds=0.01))
            await asyncio.sleep(0)
            assert [type(event) for event in trace.events][:1] == [CallStarted]
            assert "still running" in trace.to_puml()
            await task
            assert len(trace.calls()) == 1
            assert "still running" not in trace.to_puml()
            # another process sees that it is not at its end
            assert Trace.load(path).events[-1].failure == "the file ends before the recording did"
        assert isinstance(trace.events[-1], RecordingStopped)
        assert trace.events[-1].failure is None

    asyncio.run(main())


def test_the_file_is_written_while_the_program_does_something_else(path: Path) -> None:
    with record(spool=path):
        asyncio.run(calls(10))
        until(lambda: path.read_text().count('"event":"ended"') == 11)
    assert active.recorders == ()
    assert not [thread for thread in threading.enumerate() if "corotrace" in thread.name]


def test_what_was_recorded_before_the_program_was_killed_is_there(path: Path) -> None:
    command = [sys.executable, spooling.__file__, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": _source()}) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"waiting\n"
        # what the program did before is written, while it does nothing any more
        until(lambda: path.read_text().count('"event":"suspended"') == 1)
        program.kill()
    trace = Trace.load(path)
    assert [len([event for event in trace.events if type(event) is kind]) for kind in (CallStarted, CallEnded)] == [
        1001, 1000,
    ]  # fmt: skip
    assert trace.events[-1].failure == "the file ends before the recording did"
    assert "The recording stopped here: the file ends before the recording did" in trace.to_puml()
    # and so it is if the last line was not written to its end
    path.write_bytes(path.read_bytes()[:-5])
    torn = Trace.load(path)
    assert torn.events[:-1] == trace.events[:-2]
    assert torn.events[-1].failure == "line 2007 of the file breaks off"
    torn.save(path)
    assert Trace.load(path).events == torn.events


def _source() -> str:
    import corotrace

    return str(Path(corotrace.__file__).parents[1])


def test_a_program_that_ends_while_it_records_leaves_everything(path: Path) -> None:
    script = (
        "import asyncio, sys; from corotrace import record; from spooling import leaf\n"
        "recording = record(spool=sys.argv[1]); recording.__enter__(); asyncio.run(leaf(5))\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{_source()}{os.pathsep}{Path(spooling.__file__).parent}"}
    done = subprocess.run([sys.executable, "-c", script, path], env=environment, timeout=_SOON, check=True)
    assert done.returncode == 0
    (call,) = Trace.load(path).calls()
    assert call.value == "5"


def test_who_is_faster_than_the_file_waits_for_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        pauses.append(seconds)
        held.append(len(log._raw))
        until(lambda: len(log._raw) < spool._MANY)

    monkeypatch.setattr(spool, "_MANY", 5_000)
    with record(spool=path) as trace:
        log = active.recorders[0]._log
        monkeypatch.setattr(spool, "time", SimpleNamespace(sleep=pause))
        asyncio.run(calls(20_000))
    assert len(trace.events) == 40_004  # it holds the event loop, and that is told too
    assert max(held) < 12_000  # of 220,000
    assert min(pauses) > 0
    assert max(pauses) <= 0.005


def test_places_are_forgotten_when_there_are_many(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_REMEMBERED", 5)
    monkeypatch.setattr(line_writer, "_REMEMBERED", 5)

    async def main() -> None:
        for _ in range(3):
            await asyncio.gather(*(sleeps(str(number)) for number in range(20)))

    with record(spool=path) as trace:
        asyncio.run(main())
        transcript = active.recorders[0]._log._transcript
        assert len({call.started.place.task for call in trace.calls()}) == 60
        assert len(transcript._reader._facts.places) <= 5


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_caller_that_is_not_in_the_file_is_unknown(path: Path, everywhere: bool) -> None:
    @traced
    async def outer() -> Trace:
        with record(spool=path, scope="process" if everywhere else "context") as trace:
            await leaf(1)
            note("noted")
        return trace

    with record():
        trace = asyncio.run(outer())
    started = next(event for event in trace.events if isinstance(event, CallStarted))
    assert started.parent is None
    assert [getattr(event, "call", None) for event in trace.events] == [started.call, started.call, None, None]
    trace.to_puml()


class TestThatCannotBeWritten:
    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("missing/trace.jsonl", "cannot write {}: No such file or directory; create the directory"),
            ("", "cannot write {}: it is no regular file; name another one"),
        ],
    )
    def test_at_the_beginning(self, tmp_path: Path, name: str, message: str) -> None:
        place = tmp_path / name
        with pytest.raises(StorageError, match=re.escape(message.format(repr(str(place))))), record(spool=place):
            raise AssertionError("it does not begin")
        assert active.recorders == ()

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
    def test_a_device_is_left_alone(self) -> None:
        with pytest.raises(StorageError, match="'/dev/full': it is no regular file"), record(spool="/dev/full"):
            pass
        assert Path("/dev/full").is_char_device()

    def test_later(self, path: Path, caplog: pytest.LogCaptureFixture) -> None:
        """A file may grow to a certain size: the same as a full disk, but for the error's number."""
        resource = pytest.importorskip("resource")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        with caplog.at_level(logging.ERROR, "corotrace"), record("limited", spool=path) as trace:
            resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, before[1]))
            try:
                asyncio.run(calls(5_000))
                until(lambda: active.recorders == ())
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)
            asyncio.run(calls(5))
        failure = f"cannot write {str(path)!r}: File too large"
        assert [record.getMessage() for record in caplog.records] == [
            f"corotrace stopped recording 'limited': {failure}"
        ]
        assert trace.events[-1] == RecordingStopped(len(trace.events), trace.events[-1].time, failure)
        assert "File too large" in trace.to_puml()
        assert len(trace.calls()) > 100
        assert path.stat().st_size <= 30_000
        assert Trace.load(path).events[:-1] == trace.events[:-1]  # it ends with a whole line

    def test_because_the_disk_is_full(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        write = os.write

        def full(file: int, content: bytes) -> int:
            if len(content) < 1000:
                return write(file, content)
            if len(content) > 5000:
                return write(file, content[:3000])
            raise OSError(28, "No space left on device")

        with caplog.at_level(logging.ERROR, "corotrace"), record(spool=path) as trace:
            monkeypatch.setattr(spool_file.os, "write", full)
            asyncio.run(calls(500))
            assert trace.events[-1].failure == f"cannot write {str(path)!r}: No space left on device"
        assert len(caplog.records) == 1
        assert path.read_text().endswith("\n")

    def test_fast_enough(self, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
        """The disk stands still: memory is bounded all the same, and so is the time that the program waits."""
        goes_on = threading.Event()
        write = os.write

        def stands_still(file: int, content: bytes) -> int:
            goes_on.wait()
            return write(file, content)

        monkeypatch.setattr(spool, "_MANY", 1000)
        monkeypatch.setattr(spool, "_TOO_MANY", 50_000)
        with caplog.at_level(logging.ERROR, "corotrace"), record(spool=path) as trace:
            monkeypatch.setattr(spool_file.os, "write", stands_still)
            try:
                asyncio.run(calls(10_000))
            finally:
                goes_on.set()
        assert trace.events[-1].failure == f"cannot write {str(path)!r} as fast as events happen"
        assert len(caplog.records) == 1
        assert 4_000 < len(trace.events) < 20_000
        assert Trace.load(path).events == trace.events


def test_a_file_that_stands_there_is_replaced_and_who_reads_it_keeps_it(path: Path) -> None:
    with record("first", spool=path) as first, record("second", spool=path) as second:
        asyncio.run(leaf(1))
    assert Trace.load(path).header.title == "second"
    assert len(first.calls()) == len(second.calls()) == 1
    assert first.events[-1].time > second.events[-1].time


def test_a_link_stays_a_link(path: Path) -> None:
    path.symlink_to("target.jsonl")
    with record("linked", spool=path):
        pass
    assert path.is_symlink()
    assert Trace.load(path.with_name("target.jsonl")).header.title == "linked"


def test_the_trace_does_not_care_where_the_file_goes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    with record(spool="trace.jsonl") as trace:
        asyncio.run(leaf(1))
        path.rename(path.with_name("moved.jsonl"))
        monkeypatch.chdir("/")
        asyncio.run(leaf(2))
    assert len(trace.calls()) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_child_process_is_not_recorded_and_leaves_the_file_alone(path: Path) -> None:
    with record(spool=path) as trace, record() as in_memory:
        asyncio.run(leaf(1))
        child = os.fork()  # and Python does not warn of a thread
        if not child:
            signal.alarm(20)
            try:
                asyncio.run(leaf(2))
                with pytest.raises(StorageError, match="is spooled by another process"):
                    trace.events  # noqa: B018
                assert [call.value for call in in_memory.calls()] == ["1", "2"]
                assert len(active.recorders) == 1
            except BaseException:
                os._exit(1)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        asyncio.run(leaf(3))
    assert [call.value for call in trace.calls()] == ["1", "3"]
    assert Trace.load(path).events == trace.events


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_after_a_fork_the_file_is_written_as_before(path: Path) -> None:
    def fork() -> None:
        if not (child := os.fork()):
            os._exit(0)
        os.waitpid(child, 0)

    with record(spool=path) as trace:
        asyncio.run(leaf(1))
        fork()
        assert [call.value for call in Trace.load(path).calls()] == ["1"]  # all is written before
        asyncio.run(leaf(2))
        until(lambda: len(Trace.load(path).calls()) == 2)  # by the thread, which is there again
        fork()
        fork()
        assert [call.value for call in trace.calls()] == ["1", "2"]
        asyncio.run(leaf(3))
        fork()
    assert [call.value for call in trace.calls()] == ["1", "2", "3"]
    assert type(trace.events[-1]) is RecordingStopped
    assert Trace.load(path).events == trace.events


def test_a_child_process_may_leave_the_block(path: Path) -> None:
    script = (
        "import asyncio, os, sys, warnings; from corotrace import record; from spooling import leaf\n"
        "warnings.simplefilter('ignore')\n"
        "with record(spool=sys.argv[1]):\n"
        "    asyncio.run(leaf(1))\n"
        "    child = os.fork()\n"
        "if child:\n"
        "    sys.exit(os.waitpid(child, 0)[1])\n"
    )
    if not hasattr(os, "fork"):
        pytest.skip("there is no fork")
    environment = {**os.environ, "PYTHONPATH": f"{_source()}{os.pathsep}{Path(spooling.__file__).parent}"}
    subprocess.run([sys.executable, "-c", script, path], env=environment, timeout=_SOON, check=True)
    assert [type(event) for event in Trace.load(path).events] == [CallStarted, CallEnded, RecordingStopped]


def test_a_fault_of_corotrace_in_the_thread_stops_the_recording(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("a fault of corotrace")

    with caplog.at_level(logging.ERROR, "corotrace"), record(spool=path) as trace:
        monkeypatch.setattr(spool.Transcript, "blocks", breaks)
        asyncio.run(leaf(1))
        until(lambda: active.recorders == ())
    assert trace.events[-1].failure == "ZeroDivisionError inside corotrace"
    assert len(caplog.records) == 1
