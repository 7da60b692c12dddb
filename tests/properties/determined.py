"""Random programs whose results do not depend on how their tasks are scheduled, though all else may.

Tasks are joined in each way there is; they sleep for random times, and take turns with locks, so that what waits, and
for how long, differs from run to run. What is left out is what makes results differ: racing, and cancelling others.
"""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from corotrace import note, traced


class Style(StrEnum):
    FUNCTION = "function"
    NAMED = "named by a template"
    METHOD = "method of an object of the whole program"
    NEW = "method of an object of its own"


class How(StrEnum):
    """How a call makes several others run at the same time."""

    GATHER = "gather of coroutines"
    GATHER_TASKS = "gather of tasks"
    GATHER_LATER = "gather of coroutines, awaited after a sleep"
    GROUP = "TaskGroup"
    WAIT = "asyncio.wait"
    AWAIT = "tasks awaited one after the other"
    FORGET = "tasks that nobody awaits before the end"
    UNTRACED = "gather of untraced coroutines"
    GATHER_LIMITED = "gather in wait_for"


class Alone(StrEnum):
    """How a call makes another one."""

    AWAIT = "await"
    WAIT_FOR = "wait_for"
    SHIELD = "shield"
    UNTRACED = "in an untraced coroutine"
    TASK = "await of a task"


@dataclass(frozen=True)
class Node:
    """A call; ``fails`` in the end."""

    steps: tuple[Any, ...] = ()
    style: Style = Style.FUNCTION
    fails: bool = False
    number: int = 0


@dataclass(frozen=True)
class Sleep:
    pass


@dataclass(frozen=True)
class Say:
    """A note."""


@dataclass(frozen=True)
class Plain:
    number: int = 0


@dataclass(frozen=True)
class Threaded:
    """Plain calls in threads, all at the same time."""

    count: int


@dataclass(frozen=True)
class Call:
    node: Node
    alone: Alone


@dataclass(frozen=True)
class Locked:
    """A call while no other one holds the lock; nothing else is going on in its caller."""

    node: Node


@dataclass(frozen=True)
class Several:
    """Calls at the same time, with a call of their maker's own in between."""

    nodes: tuple[Node, ...]
    how: How
    meanwhile: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Again:
    """The same several times."""

    times: int
    steps: tuple[Any, ...]


@dataclass(frozen=True)
class Items:
    """Take the items of an async generator, and call for each."""

    count: int
    node: Node


def numbered(root: Node) -> Node:
    """Number the calls, so that they can be told apart."""
    numbers = itertools.count(1)

    def walk(part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(map(walk, part))
        if not is_dataclass(part) or isinstance(part, type):
            return part
        new: dict[str, Any] = {"number": next(numbers)} if hasattr(part, "number") else {}
        new |= {field.name: walk(getattr(part, field.name)) for field in fields(part) if field.name != "number"}
        return replace(part, **new)

    found = walk(root)
    assert isinstance(found, Node)
    return found


# ---- the traced functions


class Run:
    """One run of a program.

    Args:
        chance: decides how long sleeps last.
    """

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.thing = Thing()
        self.lock = asyncio.Lock()
        self.left: list[asyncio.Task[Any]] = []


running: list[Run] = []


class Expected(Exception):  # noqa: N818 - it is no error
    pass


@traced
async def work(node: Node) -> str:
    return await play(node)


@traced(participant="named {number}", label="named work {number}")
async def named(node: Node, number: int) -> str:
    return await play(node)


@traced
def plain(number: int) -> int:
    return number


class Thing:
    @traced
    async def act(self, node: Node) -> str:
        return await play(node)


@traced
async def items(count: int) -> AsyncIterator[int]:
    for number in range(count):
        await nap()
        yield number


async def nap() -> None:
    await asyncio.sleep(running[-1].chance.choice([0, 0, 1, 1, 2, 5]))


def call(node: Node) -> Any:
    """The coroutine of a call."""
    match node.style:
        case Style.NAMED:
            return named(node, node.number)
        case Style.METHOD:
            return running[-1].thing.act(node)
        case Style.NEW:
            return Thing().act(node)
    return work(node)


async def untraced(node: Node) -> str:
    await nap()
    plain(-node.number)
    return str(await call(node))


async def play(node: Node) -> str:
    for step in node.steps:
        await play_step(step)
    if node.fails:
        raise Expected(node.number)
    return f"<{node.number} at 0x{id(node):x}>"


async def play_step(step: Any) -> None:
    run = running[-1]
    match step:
        case Sleep():
            await nap()
        case Say():
            note(f"said at 0x{id(run):x}")
        case Plain(number):
            plain(number)
        case Threaded(count):
            await asyncio.gather(*(asyncio.to_thread(plain, number) for number in range(count)))
        case Call(node, alone):
            await expecting(call_alone(node, alone))
        case Locked(node):
            async with run.lock:
                await nap()
            await expecting(call(node))
        case Several(nodes, how, meanwhile):
            await several(nodes, how, meanwhile)
        case Again(times, steps):
            for _ in range(times):
                for inner in steps:
                    await play_step(inner)
        case Items(count, node):
            async for _ in items(count):
                await expecting(call(node))


async def call_alone(node: Node, alone: Alone) -> None:
    match alone:
        case Alone.AWAIT:
            await call(node)
        case Alone.WAIT_FOR:
            await asyncio.wait_for(call(node), 1000)
        case Alone.SHIELD:
            await asyncio.shield(call(node))
        case Alone.UNTRACED:
            await untraced(node)
        case Alone.TASK:
            await asyncio.create_task(call(node))


async def several(nodes: tuple[Node, ...], how: How, meanwhile: tuple[Node, ...]) -> None:
    run = running[-1]
    match how:
        case How.GATHER:
            await asyncio.gather(*map(call, nodes), return_exceptions=True)
        case How.UNTRACED:
            await asyncio.gather(*map(untraced, nodes), return_exceptions=True)
        case How.GATHER_LIMITED:
            await asyncio.wait_for(asyncio.gather(*map(call, nodes), return_exceptions=True), 1000)
        case How.GATHER_TASKS:
            tasks = [asyncio.create_task(call(node), name=f"a name {node.number}") for node in nodes]
            await asyncio.gather(*tasks, return_exceptions=True)
        case How.GATHER_LATER:
            gathered = asyncio.gather(*map(call, nodes), return_exceptions=True)
            await asyncio.sleep(1)
            await calls(meanwhile)
            await gathered
        case How.GROUP:
            async with asyncio.TaskGroup() as group:
                for node in nodes:
                    group.create_task(expecting(call(node)) if node.fails else call(node))
                if meanwhile:
                    await asyncio.sleep(1)
                    await calls(meanwhile)
        case How.WAIT:
            await asyncio.wait([asyncio.create_task(call(node)) for node in nodes])
        case How.AWAIT:
            tasks = [asyncio.create_task(call(node)) for node in nodes]
            await calls(meanwhile)
            for task in tasks:
                await expecting(task)
        case How.FORGET:
            run.left += [asyncio.create_task(call(node)) for node in nodes]
            await calls(meanwhile)


async def calls(nodes: tuple[Node, ...]) -> None:
    for node in nodes:
        await expecting(call(node))


async def expecting(awaited: Any) -> None:
    try:
        await awaited
    except Expected:
        pass


class _Prompt(ThreadPoolExecutor):
    """The clock would not wait for a thread."""

    def submit(self, *args: Any, **options: Any) -> "Future[Any]":
        future: Future[Any] = super().submit(*args, **options)
        wait([future])
        return future


async def main(root: Node, run: Run) -> None:
    """Run a whole program, until all of its tasks have ended."""
    running.append(run)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, _context: None)
    loop.set_default_executor(_Prompt())
    try:
        await expecting(call(root))
        while run.left:
            await expecting(run.left.pop())
    finally:
        running.pop()


# ---- strategies

_styles = st.sampled_from(Style)


def _extend(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=1, max_size=4).map(tuple)
    few = st.lists(nodes, max_size=1).map(tuple)
    step = st.one_of(
        st.builds(Sleep), st.builds(Say), st.builds(Plain), st.builds(Threaded, st.integers(1, 3)),
        st.builds(Call, nodes, st.sampled_from(Alone)), st.builds(Locked, nodes),
        st.builds(Several, several, st.sampled_from(How), few),
        st.builds(Several, several, st.sampled_from(How), few),
        st.builds(Items, st.integers(0, 3), nodes),
    )  # fmt: skip
    steps = st.lists(step, max_size=4).map(tuple)
    again = st.builds(Again, st.integers(1, 8), st.lists(step, min_size=1, max_size=2).map(tuple))
    return st.builds(Node, st.one_of(steps, steps, again.map(lambda step: (step,))), _styles, st.booleans())


_leaves = st.builds(
    Node, st.lists(st.builds(Sleep), max_size=1).map(tuple), _styles, st.integers(0, 9).map(lambda n: not n)
)


def programs() -> st.SearchStrategy[Node]:
    """Whole programs."""
    return _extend(st.recursive(_leaves, _extend, max_leaves=10)).map(numbered)
