"""What a value costs is bounded before the work is done, and nothing of it outlives the call."""

import asyncio
import collections
import dataclasses
import gc
import sys
import tracemalloc
import types
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace import Trace, note, record, traced
from corotrace.recording.active import active
from corotrace.recording.values import DEFAULT_POLICY, read_policy
from corotrace.testing import FakeClock

MILLION = 1_000_000


def nested(width: int, depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value] * width
    return value


def emptied(count: int) -> dict[int, int]:
    value = dict.fromkeys(range(count), 0)
    for number in range(count - 1):
        del value[number]
    return value


#: Values of a size; what it takes to write one must not depend on that.
LARGE: dict[str, Callable[[int], Any]] = {
    "list": lambda size: list(range(size)),
    "tuple": lambda size: tuple(range(size)),
    "list of strings": lambda size: ["password=x https://u:p@h"] * size,
    "set": lambda size: set(range(size)),
    "dict": lambda size: dict.fromkeys(range(size), "x"),
    "emptied dict": emptied,
    "emptied set": lambda size: set(range(size)) - set(range(size - 1)),
    "deque": lambda size: collections.deque(range(size)),
    "ordered": lambda size: collections.OrderedDict.fromkeys(range(size)),
    "namespace": lambda size: types.SimpleNamespace(**{f"a{number}": 1 for number in range(size)}),
    "range": lambda size: range(10**size),
    "int": lambda size: 1 << size,
    "str": lambda size: "a: b, " * size,
    "str of secrets": lambda size: "token=x://a:'" * size,
    "bytes": lambda size: bytes(size),
    "dict in itself": lambda size: nested(size, 1)[0],
    "nested": lambda size: nested(9, min(size, 10_000)),
    "huge keys": lambda size: {("k" * size, number): "v" * size for number in range(20)},
    "huge names": lambda size: {f"{number}{'k' * size}": "v" * size for number in range(20)},
    "strings in strings": lambda size: [["x" * size] * 20] * 20,
    "error": lambda size: ValueError("x" * size, list(range(size))),
}


def steps(run: Callable[[], object]) -> int:
    """How many functions are called, in Python or in C, by a function."""
    count = 0

    def counts(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counts)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", LARGE)
def test_a_large_value_takes_no_more_work_than_a_small_one(name: str) -> None:
    small, large = LARGE[name](2000), LARGE[name](200_000)
    DEFAULT_POLICY.keep(small)  # names are looked up once
    DEFAULT_POLICY.keep(large)
    assert steps(lambda: DEFAULT_POLICY.keep(large)) <= steps(lambda: DEFAULT_POLICY.keep(small)) + 20 < 800


@pytest.mark.parametrize("name", LARGE)
def test_a_large_value_is_not_copied(name: str) -> None:
    large = LARGE[name](2000 if name == "range" else MILLION)
    DEFAULT_POLICY.keep(large)
    tracemalloc.start()
    try:
        kept = DEFAULT_POLICY.keep(large)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 32_768
    assert len(DEFAULT_POLICY.write(kept)) <= 80


@traced
async def passes_on(value: object) -> object:
    return value


@traced
async def through_a_call(value: object) -> None:
    await passes_on(value)


@pytest.mark.parametrize("value", [1 << 63, 1 << MILLION, -1 << MILLION, "x" * 81, ["x"]], ids=["over", *"abcd"])
def test_what_is_large_or_changes_is_not_kept_whichever_way_a_call_takes(value: Any) -> None:
    with record() as trace:
        asyncio.run(through_a_call(value))
        (recorder,) = active.recorders
        assert not any(kept is value for kept in recorder._log._raw)
    assert {str(argument) for call in trace.calls() for argument in call.started.arguments} == {trace.calls()[1].value}


def test_a_million_arguments_are_not_kept() -> None:
    @traced
    def work(*numbers: int) -> None: ...

    def takes_one(number: int) -> None: ...

    with record() as trace:
        work(*range(MILLION))
        traced(max)(*range(MILLION))
        with pytest.raises(TypeError):
            traced(takes_one)(*range(MILLION))
    for call in trace.calls():
        assert [str(argument) for argument in call.started.arguments] == [*map(str, range(32)), "…"]
    assert len(trace.calls()) == 3


limits = st.integers(10, 300)
texts = st.text(max_size=400)


@given(st.recursive(texts | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(texts, inner)), limits)
def test_the_limit_of_a_value_is_kept(value: object, limit: int) -> None:
    policy = read_policy("safe", (), limit, 200)
    assert len(policy.write(policy.keep(value))) <= limit


def test_the_limits_are_set_for_a_recording() -> None:
    @traced
    def work(text: str, other: str) -> list[int]:
        note("n" * 1000)
        return list(range(100))

    with record(max_value=20, max_message=40) as trace:
        work("x" * 15, other="y" * 100)
    (call,) = trace.calls()
    assert list(map(str, call.started.arguments)) == [f"'{'x' * 15}'", f"other='{'y' * 18}…"]
    assert call.value == "[0, 1, 2, 3, 4, 5, …"
    source = trace.to_puml()
    assert f": work('{'x' * 15}', other='{'y' * 8}…" in source
    assert f": {'n' * 39}…" in source


@pytest.mark.parametrize("limit", [20, 200, 230])
def test_a_message_is_as_long_as_the_recording_says_also_when_it_is_loaded(limit: int, tmp_path: Path) -> None:
    @traced
    def work(*texts: str) -> None: ...

    with record(max_message=limit) as trace:
        work(*["x" * 70] * 10)
    trace.save(tmp_path / "trace.jsonl")
    whole = f"work({', '.join([repr('x' * 70)] * 10)})"
    for each in (trace, Trace.load(tmp_path / "trace.jsonl")):
        assert f": {whole[: limit - 1]}…\n" in each.to_puml()


class Thing:
    """Nothing of the program may be kept alive."""


@dataclasses.dataclass
class Holder:
    thing: object


@pytest.mark.parametrize("values", ["none", "safe", "repr"])
def test_no_value_outlives_its_call(values: Any) -> None:
    @traced
    async def work(thing: object, *rest: object, **named: object) -> object:
        await asyncio.sleep(0)
        try:
            raise LookupError(thing)
        except LookupError as error:
            return [error, Holder(thing)]

    @traced
    async def items(thing: object) -> Any:
        yield thing

    async def main() -> list[weakref.ref[Any]]:
        things = [Thing() for _ in range(5)]
        await work(things[0], [things[1]], {"a": things[2]}, (things[3],), named={"b": things[4]})
        async for _ in items(things[0]):
            pass
        return [weakref.ref(thing) for thing in things]

    with record(values=values, redact=lambda _, value: value, clock=(clock := FakeClock())) as trace:
        references = clock.run(main())
        gc.collect()
        assert [reference() for reference in references] == [None] * 5
    assert len(trace.calls()) == 2


class Written(str):
    """A string that can be referred to weakly."""


def test_what_is_kept_of_a_string_of_the_program_is_not_that_string() -> None:
    text = Written("AAA")
    reference = weakref.ref(text)
    kept = DEFAULT_POLICY.keep(text)
    del text
    assert reference() is None
    assert DEFAULT_POLICY.write(kept) == "Written('AAA')"
