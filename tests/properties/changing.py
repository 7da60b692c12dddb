"""Random programs, and changes to them of which it is known what difference they make."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from corotrace import Trace, record, traced
from corotrace.testing import FakeClock


@dataclass(frozen=True)
class Call:
    """A call: of which function, with a number that no other call has, and what it returns.

    Random programs call the first three functions; the fourth is for what a test repeats.
    """

    function: int
    steps: tuple["Step", ...] = ()
    number: int = 0
    result: int = 0


@dataclass(frozen=True)
class Together:
    """Calls that run at the same time."""

    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Again:
    """The same call several times."""

    times: int
    call: Call


Step = Call | Together | Again

# ---- running


async def play(call: Call) -> int:
    for step in call.steps:
        match step:
            case Call():
                await made(step)
            case Together(calls):
                await asyncio.gather(*map(made, calls))
            case Again(times, again):
                for _ in range(times):
                    await made(again)
    return call.result


@traced
async def one(number: int, call: "Hidden") -> int:
    return await play(call.call)


@traced
async def other(number: int, call: "Hidden") -> int:
    return await play(call.call)


@traced
async def repeated(number: int, call: "Hidden") -> int:
    return await play(call.call)


class Thing:
    @traced
    async def third(self, number: int, call: "Hidden") -> int:
        return await play(call.call)


class Hidden:
    """Its value shows nothing but its type."""

    def __init__(self, call: Call) -> None:
        self.call = call


things: list[Thing] = []


def made(call: Call) -> Any:
    functions = (one, other, things[-1].third, repeated)
    return functions[call.function](call.number, Hidden(call))


def run(call: Call) -> Trace:
    clock = FakeClock()
    things.append(Thing())
    with record("a program", clock=clock) as trace:
        clock.run(made(call))
    return trace


# ---- where something is in a program

#: The numbers of the calls from the outermost one.
Numbers = tuple[int, ...]


def numbered(root: Call) -> Call:
    numbers = itertools.count(1)

    def walk(call: Call) -> Call:
        number = next(numbers)
        steps: list[Step] = []
        for step in call.steps:
            match step:
                case Call():
                    steps.append(walk(step))
                case Together(calls):
                    steps.append(Together(tuple(map(walk, calls))))
                case Again(times, again):
                    steps.append(Again(times, walk(again)))
        return replace(call, number=number, steps=tuple(steps))

    return walk(root)


def calls_of(call: Call) -> Iterator[Call]:
    """A call and all in it."""
    yield call
    for step in call.steps:
        for inner in step.calls if isinstance(step, Together) else (step.call if isinstance(step, Again) else step,):
            yield from calls_of(inner)


def without(call: Call, number: int) -> Call:
    """The program without one of its calls."""
    steps: list[Step] = []
    for step in call.steps:
        match step:
            case Call():
                steps += [] if step.number == number else [without(step, number)]
            case Together(calls):
                left = tuple(without(inner, number) for inner in calls if inner.number != number)
                steps += [Together(left)] if left else []
            case Again(times, again):
                steps.append(Again(times, without(again, number)))
    return replace(call, steps=tuple(steps))


def changed(call: Call, at: int, **values: Any) -> Call:
    """The program with another call in the place of one."""
    steps: list[Step] = []
    for step in call.steps:
        match step:
            case Call():
                steps.append(changed(step, at, **values))
            case Together(calls):
                steps.append(Together(tuple(changed(inner, at, **values) for inner in calls)))
            case Again(times, again):
                steps.append(Again(times, changed(again, at, **values)))
    values = values if call.number == at else {}
    return replace(call, **{"steps": tuple(steps), **values})


# ---- strategies


def _extend(calls: st.SearchStrategy[Call]) -> st.SearchStrategy[Call]:
    step = st.one_of(calls, calls, st.builds(Together, st.lists(calls, min_size=1, max_size=3).map(tuple)))
    return st.builds(Call, st.integers(0, 2), st.lists(step, max_size=4).map(tuple))


def programs() -> st.SearchStrategy[Call]:
    """Whole programs, with nothing in them that is done twice."""
    return _extend(st.recursive(st.builds(Call, st.integers(0, 2)), _extend, max_leaves=12)).map(numbered)
