"""The part of the oracle that needs no event loop: what it knows of calls, its log, and the plain steps."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context, copy_context
from typing import Any, NamedTuple

from corotrace.testing import FakeClock
from tests.properties import programs as p
from tests.properties.functions import Boom, Functions
from tests.properties.log import LIMITED, Began, Ended, Entry
from tests.properties.threads import Job

_SECOND = 1_000_000_000


class Announced(NamedTuple):
    """What is known of a call before it is made.

    Args:
        caller: who makes it.
        own: whether in a task or thread of its own.
        entry: whether that consists of nothing else.
        task: the index of its task.
        deadlines: of the time limits that may cancel it.
    """

    caller: int | None
    own: bool
    entry: bool
    task: int
    deadlines: tuple[int, ...]


class PlainOracle:
    functions: Functions
    calls: dict[int, p.Traced]

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.log: list[Entry] = []
        self.announced: dict[int, Announced] = {}
        self.awaiting: defaultdict[int, list[tuple[int, Callable[[], bool]]]] = defaultdict(list)
        self.asking: dict[int, int] = {}

    def write(self, kind: Callable[..., Entry], call: int, *facts: object) -> None:
        self.log.append(kind(call, self.now, *facts))

    @property
    def now(self) -> int:
        assert self.clock() % _SECOND == 0
        return self.clock() // _SECOND

    def announce(
        self,
        call: int,
        caller: int | None,
        *,
        own: bool,
        entry: bool,
        task: int = 0,
        deadlines: tuple[int, ...] = (),
    ) -> None:
        assert call not in self.announced, "each call is made once"
        self.announced[call] = Announced(caller, own, entry, task, deadlines)

    def begin(self, call: int) -> None:
        self.write(Began, call, self.announced[call].caller, self.announced[call].own)

    def end(self, call: int, error: BaseException | None = None, *, text: str | None = None) -> str:
        result = f"r{call}"
        ending = {"CancelledError": "cancelled", "GeneratorExit": "closed"}.get(type(error).__name__, "raised")
        if error is None:
            ending, shown = "returned", repr(result) if text is None else text
        else:
            shown = f"Boom({error.args[0]})" if isinstance(error, Boom) else type(error).__name__
        waiting = self.awaiting[call] if self.announced[call].entry else ()
        if ending == "cancelled" and any(deadline <= self.now for deadline in self.announced[call].deadlines):
            ending = LIMITED
        waiters = tuple(waiter for waiter, is_waiting in waiting if is_waiting())
        self.write(Ended, call, ending, shown, waiters)
        return result

    @contextmanager
    def asks(self, generator: int, consumer: int) -> Iterator[None]:
        """Say who takes the next step of a generator."""
        self.asking[generator] = consumer
        try:
            yield
        finally:
            del self.asking[generator]

    # ---- the bodies of the traced functions

    def play_plain(self, number: int) -> str:
        plain = self.calls[number]
        assert isinstance(plain, p.Plain)
        self.begin(number)
        try:
            self.do_plain(plain.body, number)
        except BaseException as error:
            self.end(number, error)
            raise
        return self.end(number)

    def begin_numbers(self, number: int) -> p.Numbers:
        numbers = self.calls[number]
        assert isinstance(numbers, p.Numbers)
        self.begin(number)
        return numbers

    # ---- what the steps do

    def do_plain(self, steps: tuple[Any, ...], caller: int) -> None:
        for step in steps:
            self._plain_step(step, caller)

    def _plain_step(self, step: Any, caller: int) -> None:
        match step:
            case p.Block(delay):
                self.clock.sleep(delay)
            case p.Raise():
                raise Boom(caller)
            case p.Pause():
                Job.pause()
            case p.CallPlain(plain):
                self.announce(plain.number, caller, own=False, entry=False)
                self.functions.of(plain)(plain.number)
            case p.CatchPlain(body):
                try:
                    self.do_plain(body, caller)
                except Exception:
                    pass
            case p.TakePlain():
                self._take_plain(step, caller)
            case p.RunLoop(node):
                self.announce(node.number, caller, own=True, entry=True)
                self.awaiting[node.number].append((caller, lambda: True))
                self.clock.run(self.functions.of(node)(node.number))
            case p.BareThread(plain, context):
                self.announce(plain.number, caller if context else None, own=context, entry=False)
                run = copy_context().run if context else Context().run
                thread = threading.Thread(target=run, args=(self._in_thread, plain))
                thread.start()
                thread.join()
            case _:
                raise AssertionError(f"no such step: {step}")

    def _in_thread(self, plain: p.Plain) -> None:
        try:
            self.functions.of(plain)(plain.number)
        except Exception:  # it would go to threading.excepthook
            pass

    def _take_plain(self, step: p.TakePlain, caller: int) -> None:
        numbers = step.numbers.number
        self.announce(numbers, caller, own=False, entry=False)
        generator = self.functions.of(step.numbers)(numbers)
        left = step.count
        with self.asks(numbers, caller):
            while left or step.rest is p.Rest.EXHAUST:
                left = max(left - 1, 0)
                if next(generator, None) is None:
                    break
            if step.rest is p.Rest.CLOSE:
                generator.close()
            del generator  # the last reference: a forgotten generator is closed here
