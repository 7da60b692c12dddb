"""Random programs that fork and join, of which it is known which sleeps take the time: those whose sum is the longest.

No two sums of different sleeps are the same, so there is only one longest.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from corotrace import Trace, record, traced
from corotrace.testing import FakeClock

MILLISECOND = 1_000_000
_UNIT = 0.001


@dataclass(frozen=True)
class Nap:
    """A traced call that sleeps so many whole seconds, and a little more, by which it is known."""

    seconds: int
    number: int = 0


@dataclass(frozen=True)
class Row:
    """One part after the other, in a traced call; or in an untraced coroutine."""

    parts: "tuple[Part, ...]"
    traced: bool = True


@dataclass(frozen=True)
class Fork:
    """Parts side by side: gathered, in a task group, waited for, or as tasks that are awaited after something else."""

    parts: "tuple[Part, ...]"
    how: str
    meanwhile: "Nap"


@dataclass(frozen=True)
class Steps:
    """A generator that does a part before each item; something else is done with each."""

    part: "Part"
    each: Nap
    count: int


Part = Nap | Row | Fork | Steps

_naps = st.builds(Nap, st.integers(0, 3))
_forks = st.sampled_from(["gather", "group", "wait", "beside", "completed", "shield"])


def _extend(parts: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Row, several),
        st.builds(Fork, several, _forks, _naps),
        st.builds(Fork, several, _forks, _naps),
        st.builds(Steps, parts, _naps, st.integers(1, 2)),
    )


_programs = st.recursive(_naps, _extend, max_leaves=6)


def programs() -> st.SearchStrategy[Row]:
    """Whole programs of a dozen naps at the most, numbered from 0."""
    return _programs.map(lambda part: numbered(Row((part,)))).filter(lambda row: len([*naps_of(row)]) <= 12)


def numbered(row: Row) -> Row:
    numbers = iter(range(1_000))

    def walk(part: Part) -> Part:
        match part:
            case Nap():
                return replace(part, number=next(numbers))
            case Row():
                return replace(part, parts=tuple(map(walk, part.parts)))
            case Fork():
                return replace(part, parts=tuple(map(walk, part.parts)), meanwhile=walk(part.meanwhile))
            case Steps():
                return replace(part, part=walk(part.part), each=walk(part.each))

    walked = walk(row)
    assert isinstance(walked, Row)
    return walked


def naps_of(part: Part) -> Iterator[Nap]:
    match part:
        case Nap():
            yield part
        case Row():
            for inner in part.parts:
                yield from naps_of(inner)
        case Fork():
            for inner in (*part.parts, part.meanwhile):
                yield from naps_of(inner)
        case Steps():
            yield from naps_of(part.part)
            yield from naps_of(part.each)


def delay(nap: Nap) -> float:
    return nap.seconds + _UNIT * 2**nap.number


def length(part: Part, shorter: Callable[[Nap], float]) -> float:
    """How long it takes, by what it is."""
    match part:
        case Nap():
            return shorter(part)
        case Row():
            return sum(length(inner, shorter) for inner in part.parts)
        case Fork():
            meanwhile = shorter(part.meanwhile) if part.how in ("group", "beside") else 0
            return max(meanwhile, *(length(inner, shorter) for inner in part.parts))
        case Steps():
            return part.count * (length(part.part, shorter) + shorter(part.each))


def run(row: Row, shorter: Callable[[Nap], float] = delay) -> Trace:
    """Run and record a program, with sleeps of such lengths."""

    @traced
    async def nap(number: int, seconds: float) -> None:
        await asyncio.sleep(seconds)

    @traced
    async def main_row(row: Row) -> None:
        for part in row.parts:
            await play(part)

    @traced
    async def items(steps: Steps):  # type: ignore[no-untyped-def]
        for number in range(steps.count):
            await play(steps.part)
            yield number

    async def play(part: Part) -> None:
        match part:
            case Nap():
                await nap(part.number, shorter(part))
            case Row():
                await main_row(part)
            case Fork():
                await fork(part)
            case Steps():
                async for _ in items(part):
                    await play(part.each)

    async def fork(part: Fork) -> None:
        match part.how:
            case "gather":
                await asyncio.gather(*map(entry, part.parts))
            case "group":
                async with asyncio.TaskGroup() as group:
                    for inner in part.parts:
                        group.create_task(entry(inner))
                    await play(part.meanwhile)
            case "completed":
                for done in asyncio.as_completed([*map(entry, part.parts)]):
                    await done
            case _:
                tasks = [asyncio.create_task(entry(inner)) for inner in part.parts]
                if part.how == "beside":
                    await play(part.meanwhile)
                if part.how == "wait":
                    await asyncio.wait(tasks)
                for task in tasks:
                    await (asyncio.shield(task) if part.how == "shield" else task)

    @traced
    async def entry(part: Part) -> None:
        await play(part)

    clock = FakeClock()
    with record(clock=clock) as trace:
        clock.run(main_row(row))
    return trace
