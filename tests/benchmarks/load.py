"""10,000 tasks in 8 threads are recorded for a minute, and checked: ``python tests/benchmarks/load.py``.

Each thread has an event loop, each loop its share of the tasks. A task makes a tree of calls again and again, waits in
between, and counts for itself. The arguments of a call say who makes it and who is its caller, so that each recorded
parent can be told to be the right one.
"""

import argparse
import asyncio
import resource
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from corotrace import record, traced
from corotrace.events import (
    CallEnded,
    CallStarted,
    Event,
    LoopHeld,
    Outcome,
    RecordingStopped,
    Resumed,
    Suspended,
    read_lines,
)


@traced
async def worker(task: int, until: float, counts: Counter[str]) -> int:
    """Make trees of calls until a certain time."""
    turn = 0
    while time.perf_counter() < until:
        counts["branch"] += 1
        assert await branch(f"{task}/{turn}") == 3
        turn += 1
    return turn


@traced
async def branch(path: str) -> int:
    await leaf(f"{path}/0")
    await asyncio.sleep(0.001)
    await asyncio.gather(leaf(f"{path}/1"), leaf(f"{path}/2"))
    return 3


@traced
async def leaf(path: str) -> str:
    await asyncio.sleep(0)
    return path


@dataclass
class Load:
    """Tasks in threads.

    Args:
        tasks: how many, in all threads.
        threads: how many.
        seconds: for how long.
    """

    tasks: int
    threads: int
    seconds: float
    counts: list[Counter[str]] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)

    def run(self) -> None:
        """Run all of them, and count what they do."""
        until = time.perf_counter() + self.seconds
        shares = [range(number, self.tasks, self.threads) for number in range(self.threads)]
        threads = [threading.Thread(target=self._run, args=(share, until)) for share in shares]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not self.errors, self.errors

    def _run(self, share: Iterable[int], until: float) -> None:
        async def main() -> None:
            counts: Counter[str] = Counter()
            self.counts.append(counts)
            await asyncio.gather(*(worker(task, until, counts) for task in share))

        try:
            asyncio.run(main())
        except BaseException as error:  # it is told at the end
            self.errors.append(error)

    def check(self, events: Iterable[Event]) -> Counter[str]:
        """Compare what was recorded with what was done.

        Returns:
            How often each function was called.
        """
        return Check(self).run(events)


class Check:
    """Goes through events; what is over is forgotten, so that millions can be checked."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.called: Counter[str] = Counter()
        self.open: dict[int, tuple[str, str]] = {}  # calls to functions and what they were called with
        self.place: dict[int, object] = {}
        self.waiting: dict[int, int] = {}
        self.seq = 0

    def run(self, events: Iterable[Event]) -> Counter[str]:
        for event in events:
            self.seq += 1
            assert event.seq == self.seq
            if isinstance(event, CallStarted):
                self.started(event)
            elif isinstance(event, CallEnded):
                self.ended(event)
            elif isinstance(event, Suspended):
                assert event.call in self.open
                assert event.call not in self.waiting
                self.waiting[event.call] = event.wait.number
            elif isinstance(event, Resumed):
                assert self.waiting.pop(event.call) == event.wait
            elif isinstance(event, LoopHeld):
                assert event.call in self.open
                assert event.call not in self.waiting
            else:
                assert isinstance(event, RecordingStopped)
                assert event.failure is None
        assert not self.open
        assert not self.waiting
        branches = sum(counts["branch"] for counts in self.load.counts)
        assert self.called == {"worker": self.load.tasks, "branch": branches, "leaf": 3 * branches}
        return self.called

    def started(self, event: CallStarted) -> None:
        name, text = event.function.name, event.arguments[0].text.strip("'")
        assert event.call not in self.open
        if name == "worker":
            assert event.parent is None
        else:
            assert event.parent is not None
            caller, path = self.open[event.parent]
            assert caller == {"branch": "worker", "leaf": "branch"}[name]
            assert path == text.rpartition("/")[0]
            same = text.endswith("/0") or name == "branch"
            assert (event.place == self.place[event.parent]) is same
        self.called[name] += 1
        self.open[event.call] = name, text
        self.place[event.call] = event.place

    def ended(self, event: CallEnded) -> None:
        name, text = self.open.pop(event.call)
        del self.place[event.call]
        assert event.outcome is Outcome.RETURNED
        if name == "leaf":
            assert event.value == repr(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    load = Load(options.tasks, options.threads, options.seconds)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "trace.jsonl")
        began = time.perf_counter()
        with record("load", spool=path):
            load.run()
        took = time.perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        with path.open(encoding="ascii") as lines:
            check = Check(load)
            called = check.run(read_lines(lines, str(path))[1])
        size = path.stat().st_size
    print(f"{check.seq:,} events in {took:.0f} s, {size / 1e6:,.0f} MB; calls: {dict(called)}")
    print(f"memory while recording: at most {memory:,.0f} MB; nothing lost or mixed up")


if __name__ == "__main__":
    main()
