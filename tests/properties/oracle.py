"""Runs a program as real traced functions, and keeps its own account of what they do.

It knows who calls whom because it makes the calls, and who waits because it says so before it awaits; it never reads
what corotrace knows.
"""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from corotrace.testing import FakeClock
from tests.properties import programs as p
from tests.properties.functions import Functions, running
from tests.properties.log import LIMITED, Waits, Woke
from tests.properties.plain_oracle import PlainOracle
from tests.properties.threads import Job

#: Later than any program lasts by itself.
LATE = 100
_ALWAYS_OWN_TASK_IN_WAIT_FOR = sys.version_info < (3, 12)


@dataclass(frozen=True)
class Scope:
    """Who runs a step: a call, and the index of its task. Tasks are awaited by earlier ones only, so never in a ring.

    ``deadlines`` are those of the time limits around the step, in seconds.
    """

    call: int
    task: int
    deadlines: tuple[int, ...] = ()

    def limited(self, deadline: int) -> "Scope":
        return replace(self, deadlines=(*self.deadlines, deadline))


@dataclass(frozen=True)
class Spawned:
    index: int
    call: int
    entry: bool
    task: "asyncio.Task[Any]"


class Oracle(PlainOracle):
    """One run of a program.

    Args:
        program: what to run.
        traced: whether with the traced functions, or with the very functions that they wrap.
    """

    def __init__(self, program: p.Program, *, traced: bool) -> None:
        super().__init__(FakeClock())
        self.program = program
        self.functions = Functions(recorded=traced)
        self.calls = {call.number: call for call in p.calls_of(program.root)}
        self.spawned: list[Spawned | None] = []
        self.queues: list[asyncio.Queue[None]] = []
        self.ticks = 0
        self.jobs: list[Job] = []
        self.eager_tasks: list[asyncio.Task[Any] | None] = []
        self.tasks = 0
        self.done_at = 0
        self.outcome = ""

    def run(self, stop: Callable[[], None] = lambda: None) -> None:
        """Run the program; `stop` is called when its recording is to be stopped."""
        running.append(self)
        try:
            self.clock.run(self._main(stop))
        finally:
            for job in self.jobs:
                job.finish()
            running.pop()

    async def _main(self, stop: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, _context: None)
        if self.program.eager:
            loop.set_task_factory(self._make_eager_task)
        self.queues = [asyncio.Queue(), asyncio.Queue()]
        self.ticking = asyncio.Condition()
        loop.call_later(LATE, self._feed)
        if self.program.stop is not None:
            loop.call_later(self.program.stop, stop)
        root = self.program.root
        self.announce(root.number, None, own=False, entry=False, task=0)
        try:
            self.outcome = repr(await self.functions.of(root)(root.number))
        except (Exception, asyncio.CancelledError) as error:
            self.outcome = repr(error)
        for _ in range(4):  # the loop closes forgotten generators
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError:  # 3.12: a group whose eager tasks fail leaves its task cancelled
                pass
        for job in self.jobs:
            job.finish()
        await self._end_the_rest()
        self.done_at = len(self.log)

    async def _end_the_rest(self) -> None:
        """Cancel what still runs, in the order of its making, where the runner would in none."""
        for _ in range(50):
            left = asyncio.all_tasks() - {asyncio.current_task()}
            if not left:
                return
            ordered = sorted(left, key=self._age)
            for task in ordered:
                task.cancel()
            await asyncio.wait(ordered, timeout=1)

    def _make_eager_task(self, loop: asyncio.AbstractEventLoop, made: Any, **options: Any) -> "asyncio.Task[Any]":
        place = len(self.eager_tasks)
        self.eager_tasks.append(None)
        task: asyncio.Task[Any] = asyncio.Task(made, loop=loop, eager_start=True, **options)  # type: ignore[call-arg]
        self.eager_tasks[place] = task
        return task

    def _age(self, task: "asyncio.Task[Any]") -> int:
        if self.program.eager:  # their names say nothing
            return self.eager_tasks.index(task)
        return int(re.sub(r"\D", "", task.get_name()))

    def _feed(self) -> None:
        """Whoever waits for a queue that nobody fills goes on at last."""
        for queue in self.queues:
            queue.put_nowait(None)
        loop = asyncio.get_running_loop()
        loop.call_later(LATE, self._feed)
        self.feeding = loop.create_task(self._tick(LATE))

    async def _tick(self, ticks: int) -> None:
        async with self.ticking:
            self.ticks += ticks
            self.ticking.notify_all()

    # ---- what the traced functions do

    async def play(self, number: int) -> str:
        node, scope = self.calls[number], self._scope(number)
        assert isinstance(node, p.Node)
        self.begin(number)
        try:
            await self.do(node.body, scope)
        except BaseException as error:
            self.end(number, error)
            raise
        return self.end(number)

    def begin_items(self, number: int) -> tuple[p.Items, Scope]:
        items = self.calls[number]
        assert isinstance(items, p.Items)
        self.begin(number)
        return items, self._scope(number)

    def _scope(self, number: int) -> Scope:
        announced = self.announced[number]
        return Scope(number, announced.task, announced.deadlines)

    # ---- what one step does

    async def do(self, steps: p.Steps, at: Scope) -> None:
        for step in steps:
            await self._step(step, at)

    async def _step(self, step: p.Step, at: Scope) -> None:
        match step:
            case p.Sleep(delay):
                with self._waits(at, f"sleep({delay})"):
                    await asyncio.sleep(delay)
            case p.Call(node, through):
                await self._make(node, at, own=False, through=through)
            case p.Gather(nodes, return_exceptions, through):
                made = [self._make(node, at, own=True, through=through) for node in nodes]
                with self._awaits(at, *(node.number for node in nodes)):
                    await asyncio.gather(*made, return_exceptions=return_exceptions)
            case p.Group(nodes, body):
                await self._group(nodes, body, at)
            case p.Spawn(node, through):
                self._spawn(node, through, at)
            case p.Await(which, shield):
                candidates = self._awaitable(at)
                if candidates:
                    chosen = candidates[which % len(candidates)]
                    with self._awaits(at, chosen.call):
                        await (asyncio.shield(chosen.task) if shield else chosen.task)
            case p.WaitForTasks(first, timeout):
                candidates = self._awaitable(at)
                if candidates:
                    until = asyncio.FIRST_COMPLETED if first else asyncio.ALL_COMPLETED
                    with self._awaits(at, *(spawned.call for spawned in candidates)):
                        await asyncio.wait([spawned.task for spawned in candidates], timeout=timeout, return_when=until)
            case p.Cancel(which):
                tasks = [spawned.task for spawned in self.spawned if spawned]
                if tasks:
                    tasks[which % len(tasks)].cancel()
            case p.Timeout(delay, body):
                async with asyncio.timeout(delay):
                    await self.do(body, at.limited(self.now + delay))
            case p.WaitFor(delay, node):
                deadline = self.now + delay
                own = _ALWAYS_OWN_TASK_IN_WAIT_FOR or delay <= 0
                made = self._make(node, at.limited(deadline), own=own)
                if own:
                    self.announced[node.number] = self.announced[node.number]._replace(deadlines=(deadline,))
                with self._awaits(at, node.number):
                    await asyncio.wait_for(made, delay)
            case p.Shield(node):
                with self._awaits(at, node.number):
                    await asyncio.shield(self._make(node, at, own=True))
            case p.Catch(body, stubborn):
                try:
                    await self.do(body, at)
                except Exception:
                    pass
                except asyncio.CancelledError:
                    if not stubborn:
                        raise
            case p.Finally(body, cleanup):
                try:
                    await self.do(body, at)
                finally:
                    await self.do(cleanup, at)
            case p.Take():
                await self._take(step, at)
            case p.Put(queue):
                self.queues[queue].put_nowait(None)
            case p.Get(queue):
                with ExitStack() as stack:
                    if self.queues[queue].empty():
                        stack.enter_context(self._waits(at, "get()"))
                    await self.queues[queue].get()
            case p.Tick():
                await self._tick(1)
            case p.Until(count):
                with ExitStack() as stack:
                    async with self.ticking:
                        if self.ticks < count:
                            stack.enter_context(self._waits(at, "wait_for()"))
                        await self.ticking.wait_for(lambda: self.ticks >= count)
            case p.ToThread(plain, delay):
                await self._to_thread(plain, delay, at)
            case _:
                self.do_plain((step,), at.call)

    async def _group(self, nodes: tuple[p.Node, ...], body: p.Steps, at: Scope) -> None:
        with ExitStack() as stack:
            async with _OrderedGroup() as group:
                try:
                    for node in nodes:
                        self._start_in(group, self._make(node, at, own=True))
                    await self.do(body, at)
                finally:
                    # it goes on only when all have ended, whatever wakes it before
                    stack.enter_context(self._awaits(at, *(node.number for node in nodes), until_all=True))

    def _start_in(self, group: asyncio.TaskGroup, made: Any) -> None:
        try:
            group.create_task(made)
        except RuntimeError:  # an eager task has failed already
            made.close()
            raise

    def _spawn(self, node: p.Node, through: bool, at: Scope) -> None:
        made = self._make(node, at, own=True, through=through)
        place, index = len(self.spawned), self.announced[node.number].task
        self.spawned.append(None)  # an eager task runs before it is known
        task = asyncio.ensure_future(made)
        self.spawned[place] = Spawned(index, node.number, not through, task)

    def _awaitable(self, at: Scope) -> list[Spawned]:
        return [spawned for spawned in self.spawned if spawned and spawned.index > at.task]

    async def _take(self, step: p.Take, at: Scope) -> None:
        items = step.items.number
        self.announce(items, at.call, own=False, entry=False, task=at.task, deadlines=at.deadlines)
        generator = self.functions.of(step.items)(items)
        try:
            left = step.count
            while left or step.rest is p.Rest.EXHAUST:
                left = max(left - 1, 0)
                with self.asks(items, at.call):
                    if await anext(generator, None) is None:
                        break
                await self.do(step.each, at)
        except BaseException:
            with self.asks(items, at.call):
                await generator.aclose()
            raise
        if step.rest is not p.Rest.FORGET:
            with self.asks(items, at.call):
                await generator.aclose()

    async def _to_thread(self, plain: p.Plain, delay: int, at: Scope) -> None:
        self.announce(plain.number, at.call, own=True, entry=True)
        loop, job = asyncio.get_running_loop(), Job()
        self.jobs.append(job)

        def step() -> None:
            job.step()
            if not job.done:
                loop.call_later(delay, step)

        loop.set_default_executor(job)
        loop.call_soon(step)
        with self._awaits(at, plain.number):
            await asyncio.to_thread(self.functions.of(plain), plain.number)

    # ---- what it knows of calls, and writes down

    def _make(self, node: p.Node, at: Scope, *, own: bool, through: bool = False) -> Any:
        """The coroutine of a call, maybe inside of an untraced one."""
        task = at.task
        if own:
            self.tasks += 1
            task = self.tasks
        deadlines = () if own else at.deadlines
        self.announce(node.number, at.call, own=own, entry=own and not through, task=task, deadlines=deadlines)
        function = self.functions.of(node)
        return _untraced(function, node.number) if through else function(node.number)

    @contextmanager
    def _awaits(self, at: Scope, *calls: int, until_all: bool = False) -> Iterator[None]:
        """Say that a call waits for the ends of others, as long as its task really stands still for them."""
        task = asyncio.current_task()

        def is_waiting() -> bool:
            stands_on: Any = getattr(task, "_fut_waiter", None)
            return until_all or (stands_on is not None and not stands_on.done())

        waiter = (at.call, is_waiting)
        for call in calls:
            self.awaiting[call].append(waiter)
        try:
            yield
        finally:
            for call in calls:
                self.awaiting[call].remove(waiter)

    @contextmanager
    def _waits(self, at: Scope, what: str) -> Iterator[None]:
        self.write(Waits, at.call, what)
        try:
            yield
        except BaseException as error:
            limited = any(deadline <= self.now for deadline in at.deadlines)
            cancelled = LIMITED if limited else "cancelled"
            self.write(Woke, at.call, cancelled if isinstance(error, asyncio.CancelledError) else "raised")
            raise
        self.write(Woke, at.call, "returned")


class _Ordered(dict[Any, None]):
    """A set in order: a TaskGroup cancels its tasks in the order of their addresses."""

    def add(self, item: Any) -> None:
        self[item] = None

    def discard(self, item: Any) -> None:
        self.pop(item, None)


class _OrderedGroup(asyncio.TaskGroup):
    def __init__(self) -> None:
        super().__init__()
        self._tasks: Any = _Ordered()


async def _untraced(function: Callable[[int], Awaitable[Any]], number: int) -> Any:
    return await function(number)
