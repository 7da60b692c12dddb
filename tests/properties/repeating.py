"""Random programs that do the same again and again, and what may be changed in them."""

from itertools import count
from typing import Any

from hypothesis import strategies as st

from tests.properties.changing import Call

#: A function, and what it calls.
Shape = tuple[int, tuple[int, ...]]
_SHAPES: st.SearchStrategy[Shape] = st.tuples(
    st.integers(0, 2), st.one_of(st.just(()), st.lists(st.integers(0, 2), max_size=3).map(tuple))
)
_GROUPS = st.tuples(st.lists(_SHAPES, min_size=1, max_size=3), st.integers(1, 8))


def _calls(groups: list[tuple[list[Shape], int]]) -> tuple[Call, ...]:
    numbers = count(1)
    return tuple(
        Call(function, tuple(Call(inner, (), next(numbers)) for inner in inners), next(numbers))
        for shapes, times in groups
        for _ in range(times)
        for function, inners in shapes
    )


def sequences() -> st.SearchStrategy[tuple[Call, ...]]:
    """Calls of which each has another number: some groups of them, each several times."""
    return st.lists(_GROUPS, min_size=1, max_size=3).map(_calls)


def edited(data: Any, calls: tuple[Call, ...], fresh: int) -> tuple[Call, ...]:
    """Some calls of which one is added, removed, moved or changed, or one in it.

    Args:
        data: what is drawn from.
        calls: the calls.
        fresh: the number of one that is added.
    """
    at = data.draw(st.integers(0, len(calls) - 1))
    to = data.draw(st.integers(0, len(calls)))
    match data.draw(st.sampled_from(["add", "remove", "move", "change", "inside"])):
        case "add":
            return (*calls[:to], Call(data.draw(st.integers(0, 2)), (), fresh), *calls[to:])
        case "remove":
            return (*calls[:at], *calls[at + 1 :]) if len(calls) > 1 else calls
        case "move":
            rest = (*calls[:at], *calls[at + 1 :])
            return (*rest[:to], calls[at], *rest[to:])
        case "change":
            return (*calls[:at], Call(calls[at].function, calls[at].steps, fresh), *calls[at + 1 :])
    call = calls[at]
    steps = edited(data, call.steps, fresh) if call.steps else (Call(0, (), fresh),)  # type: ignore[arg-type]
    return (*calls[:at], Call(call.function, steps, call.number), *calls[at + 1 :])
