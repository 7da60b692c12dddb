"""Random concurrent programs: a small language of frozen steps, and the Hypothesis strategy that writes in it.

A program says what happens, not how it is recorded; `oracle` runs it. Delays are whole seconds and may coincide: the
oracle writes down what happened in which order and does not foresee it.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from hypothesis import strategies as st


class Style(StrEnum):
    """What the traced function of a call is: this decides which lifeline it stands on."""

    FUNCTION = "function"
    NAMED = "named by a template"
    FIRST = "method of the first object"
    SECOND = "method of the second object"


class Rest(StrEnum):
    """What a consumer does with a generator that it has taken enough of."""

    EXHAUST = "takes all"
    CLOSE = "closes it"
    FORGET = "drops it"


@dataclass(frozen=True)
class Node:
    """A call of a traced coroutine function; the number is what tells it from all the others."""

    body: "Steps" = ()
    style: Style = Style.FUNCTION
    number: int = 0


@dataclass(frozen=True)
class Plain:
    """A call of a traced plain function."""

    body: "PlainSteps" = ()
    style: Style = Style.FUNCTION
    number: int = 0


@dataclass(frozen=True)
class Items:
    """A traced async generator: it does a part, yields, does the next part, … and at last cleans up."""

    parts: "tuple[Steps, ...]" = ()
    cleanup: "Steps" = ()
    number: int = 0


@dataclass(frozen=True)
class Numbers:
    """A traced plain generator."""

    parts: "tuple[PlainSteps, ...]" = ()
    cleanup: "PlainSteps" = ()
    number: int = 0


@dataclass(frozen=True)
class Sleep:
    delay: int


@dataclass(frozen=True)
class Block:
    """Takes time without giving the thread back."""

    delay: int


@dataclass(frozen=True)
class Raise:
    pass


@dataclass(frozen=True)
class Pause:
    """In a thread: the event loop goes on before the function does."""


@dataclass(frozen=True)
class Call:
    """Await a call; ``through`` an untraced coroutine."""

    node: Node
    through: bool = False


@dataclass(frozen=True)
class CallPlain:
    plain: Plain


@dataclass(frozen=True)
class Gather:
    nodes: tuple[Node, ...]
    return_exceptions: bool = False
    through: bool = False


@dataclass(frozen=True)
class Group:
    """A TaskGroup, with a body of its own."""

    nodes: tuple[Node, ...]
    body: "Steps" = ()


@dataclass(frozen=True)
class Spawn:
    """Start a task, which whoever likes may await or cancel."""

    node: Node
    through: bool = False


@dataclass(frozen=True)
class Await:
    """Await one of the spawned tasks."""

    which: int
    shield: bool = False


@dataclass(frozen=True)
class WaitForTasks:
    """``asyncio.wait`` for all spawned tasks that may be awaited."""

    first: bool = False
    timeout: int | None = None


@dataclass(frozen=True)
class Cancel:
    """Cancel one of the spawned tasks, maybe the very task that runs."""

    which: int


@dataclass(frozen=True)
class Timeout:
    delay: int
    body: "Steps" = ()


@dataclass(frozen=True)
class WaitFor:
    delay: int
    node: Node


@dataclass(frozen=True)
class Shield:
    node: Node


@dataclass(frozen=True)
class Catch:
    """Go on after exceptions; ``stubborn`` after cancellations too."""

    body: "Steps"
    stubborn: bool = False


@dataclass(frozen=True)
class Finally:
    body: "Steps"
    cleanup: "Steps"


@dataclass(frozen=True)
class Take:
    """Take ``count`` items of an async generator, with something done after ``each``; then the rest."""

    items: Items
    count: int
    rest: Rest
    each: "Steps" = ()


@dataclass(frozen=True)
class TakePlain:
    numbers: Numbers
    count: int
    rest: Rest


@dataclass(frozen=True)
class Put:
    queue: int


@dataclass(frozen=True)
class Get:
    queue: int


@dataclass(frozen=True)
class Tick:
    """Count one further, and tell all who wait for the count."""


@dataclass(frozen=True)
class Until:
    """Wait until the count is high enough: woken up at each tick, mostly in vain."""

    count: int


@dataclass(frozen=True)
class ToThread:
    """Run a plain function in a thread, which goes on after each ``delay`` to its next `Pause`."""

    plain: Plain
    delay: int = 0


@dataclass(frozen=True)
class CatchPlain:
    body: "PlainSteps"


@dataclass(frozen=True)
class RunLoop:
    """In a thread: run a second event loop until a call is done."""

    node: Node


@dataclass(frozen=True)
class BareThread:
    """Run a plain function in a thread made by hand, and wait; ``context``: with a copy of the caller's."""

    plain: Plain
    context: bool = True


Step = (
    Sleep | Block | Raise | Call | CallPlain | Gather | Group | Spawn | Await | WaitForTasks | Cancel | Timeout
    | WaitFor | Shield | Catch | Finally | Take | TakePlain | Put | Get | Tick | Until
    | ToThread | BareThread
)  # fmt: skip
PlainStep = Block | Raise | Pause | CallPlain | TakePlain | CatchPlain | RunLoop | BareThread
Steps = tuple[Step, ...]
PlainSteps = tuple[PlainStep, ...]
Traced = Node | Plain | Items | Numbers


@dataclass(frozen=True)
class Program:
    """A whole program.

    Args:
        root: the call that it begins with.
        eager: whether tasks begin at once, as they may from Python 3.12 on.
        stop: when the recording is stopped, if not after the end.
    """

    root: Node
    eager: bool = False
    stop: int | None = None


_Part = TypeVar("_Part")


def number(program: Program) -> Program:
    """Number the calls from 1, from the outside in and in the order in which they stand."""
    numbers = itertools.count(1)

    def walk(part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(map(walk, part))
        if not is_dataclass(part) or isinstance(part, type):
            return part
        new = {"number": next(numbers)} if isinstance(part, Traced) else {}
        new |= {field.name: walk(getattr(part, field.name)) for field in fields(part) if field.name != "number"}
        return replace(part, **new)

    return replace(program, root=walk(program.root))


def steps_of(part: object) -> Iterator[object]:
    """A part of a program and all that is in it, from the outside in and in the order in which it stands."""
    if isinstance(part, tuple):
        for item in part:
            yield from steps_of(item)
    elif is_dataclass(part):
        yield part
        for field in fields(part):
            yield from steps_of(getattr(part, field.name))


def calls_of(part: object) -> Iterator[Traced]:
    """Every call that a program may make."""
    for step in steps_of(part):
        if isinstance(step, Traced):
            yield step


_delays = st.integers(0, 4)
_few = st.integers(0, 3)
_counts = st.sampled_from([1, 0, 2, 3])
_styles = st.sampled_from(Style)
_rests = st.sampled_from(Rest)


def _tuples(parts: st.SearchStrategy[_Part], most: int, least: int = 0) -> st.SearchStrategy[tuple[_Part, ...]]:
    return st.lists(parts, min_size=least, max_size=most).map(tuple)


def _plain_steps(leaves: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[Any]:
    def extend(steps: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        body = _tuples(steps, 3)
        return st.one_of(
            st.builds(CallPlain, st.builds(Plain, body, _styles)),
            st.builds(CatchPlain, body),
            st.builds(TakePlain, st.builds(Numbers, _tuples(body, 3), body), _counts, _rests),
            st.builds(BareThread, st.builds(Plain, body, _styles), st.booleans()),
        )

    return st.recursive(leaves, extend, max_leaves=most)


_plain_leaves = st.one_of(st.builds(Block, _delays), st.builds(Raise), st.builds(CallPlain, st.builds(Plain)))
_plain_bodies = _tuples(_plain_steps(_plain_leaves, 4), 3)

_loop_nodes = st.recursive(
    st.builds(Node, _tuples(st.builds(Sleep, _delays), 2)),
    lambda nodes: st.builds(
        Node,
        _tuples(st.one_of(st.builds(Call, nodes), st.builds(Gather, _tuples(nodes, 2)), st.builds(Raise)), 2),
    ),
    max_leaves=3,
)
_thread_leaves = st.one_of(_plain_leaves, st.builds(Pause), st.builds(RunLoop, _loop_nodes))
_jobs = st.builds(Plain, _tuples(_plain_steps(_thread_leaves, 4), 3), _styles)

_item_parts = _tuples(_tuples(st.builds(Sleep, _delays), 1), 2, least=1)
_counting = st.builds(lambda delay: Node((Tick(), Sleep(delay), Tick())), _delays)
#: What happens seldom by chance, and yet is where a recorder may err.
_idioms = st.one_of(
    # one is woken up in vain, while another counts
    st.builds(lambda count, node: Gather((Node((Until(count),)), node)), st.integers(1, 3), _counting),
    # two wait for the same task
    st.builds(
        lambda delay, shield: Catch(
            (
                Spawn(Node((Sleep(delay), Await(0, shield)))),
                Spawn(Node((Sleep(2),))),
                Await(1),
            )
        ),
        _delays,
        st.booleans(),
    ),
    # a thread goes on when nobody waits for it any more
    st.builds(
        lambda limit, delay: Catch((Timeout(limit, (ToThread(Plain((Pause(),)), delay),)),)),
        _delays,
        _delays,
    ),
)
_leaves = st.one_of(
    _idioms,
    st.builds(Sleep, _delays),
    st.builds(Sleep, _delays),
    st.builds(Call, st.builds(Node, st.builds(Sleep, _delays).map(lambda step: (step,)), _styles)),
    st.builds(Raise),
    st.builds(Await, _few, st.booleans()),
    st.builds(WaitForTasks, st.booleans(), st.none() | _delays),
    st.builds(Cancel, _few),
    st.builds(Block, _delays),
    st.builds(Put, st.integers(0, 1)),
    st.builds(Get, st.integers(0, 1)),
    st.builds(Tick),
    st.builds(Until, st.integers(1, 4)),
    st.builds(Take, st.builds(Items, _item_parts), _counts, _rests),
)


def _extend(steps: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    body = _tuples(steps, 3)
    nodes = st.builds(Node, body, _styles)
    several = _tuples(nodes, 3, least=1)
    kinds: list[Callable[[], st.SearchStrategy[Any]]] = [
        lambda: st.builds(Call, nodes, st.booleans()),
        lambda: st.builds(Spawn, nodes, st.booleans()),
        lambda: st.builds(Gather, several, st.booleans(), st.booleans()),
        lambda: st.builds(Group, several, body),
        lambda: st.builds(Timeout, _delays, body),
        lambda: st.builds(WaitFor, _delays, nodes),
        lambda: st.builds(Shield, nodes),
        lambda: st.builds(Catch, body, st.booleans()),
        lambda: st.builds(Finally, body, body),
        lambda: st.builds(Take, st.builds(Items, _tuples(body, 3), body), _counts, _rests, body),
        lambda: st.builds(CallPlain, st.builds(Plain, _plain_bodies, _styles)),
        lambda: st.builds(TakePlain, st.builds(Numbers, _tuples(_plain_bodies, 3), _plain_bodies), _counts, _rests),
        lambda: st.builds(ToThread, _jobs, _delays),
    ]
    return st.one_of([kind() for kind in kinds])


_bodies = _tuples(st.recursive(_leaves, _extend, max_leaves=8), 5, least=1)


def programs(*, eager: bool) -> st.SearchStrategy[Program]:
    """Programs of a few dozen steps at most.

    Args:
        eager: whether some may begin their tasks at once.
    """
    return st.builds(
        Program,
        st.builds(Node, _bodies, _styles),
        st.booleans() if eager else st.just(False),
        st.none() | st.none() | st.integers(1, 8),
    ).map(number)
