"""What held an event loop, as data and in words."""

import pytest

from corotrace.events import (
    Blocking,
    CallContinued,
    CallEnded,
    CallStarted,
    Function,
    LoopHeld,
    Outcome,
    Place,
    Task,
    Thread,
    build_calls,
    find_blocking,
    until,
    waited,
)

FETCH = Function("app", "fetch", False, "/src/app.py", 3)
ITEMS = Function("app", "items", False, "/src/app.py", 9, True)
FIRST, SECOND = (Place(Thread(1, "MainThread"), 1, Task(number, f"Task-{number}")) for number in (1, 2))
SECOND_LONG = 1_000_000_000


def found(*held: LoopHeld, function: Function = FETCH, longest: int = 100_000_000) -> list[Blocking]:
    started = CallStarted(1, 0, 1, None, function, FIRST)
    events = (started, *held, CallEnded(9, 5 * SECOND_LONG, 1, Outcome.RETURNED, "None"))
    return list(find_blocking(events, build_calls(events), longest))


def test_what_is_known_of_it() -> None:
    (blocking,) = found(LoopHeld(2, 3 * SECOND_LONG, 1, 2 * SECOND_LONG, "/src/app.py", 5, 3))
    assert (blocking.call.name, blocking.place, blocking.start, blocking.duration) == (
        "fetch", FIRST, SECOND_LONG, 2 * SECOND_LONG,
    )  # fmt: skip
    assert (blocking.file, blocking.line, blocking.others) == ("/src/app.py", 5, 3)
    assert str(blocking) == (
        "fetch(), in task 'Task-1', held the event loop of MainThread for 2.000 s, until /src/app.py:5; "
        "3 other tasks waited"
    )


def test_at_the_end_of_a_call_it_is_the_function_that_is_known() -> None:
    (blocking,) = found(LoopHeld(2, 3 * SECOND_LONG, 1, SECOND_LONG))
    assert (blocking.file, blocking.line) == ("/src/app.py", 3)
    assert str(blocking).endswith("for 1.000 s, until it was done (/src/app.py:3)")


@pytest.mark.parametrize(("longest", "many"), [(SECOND_LONG, 1), (SECOND_LONG + 1, 0)])
def test_what_is_shorter_is_not_found(longest: int, many: int) -> None:
    assert len(found(LoopHeld(2, 3 * SECOND_LONG, 1, SECOND_LONG), longest=longest)) == many


def test_what_is_of_no_call_that_is_known_is_not_found() -> None:
    assert found(LoopHeld(2, 3 * SECOND_LONG, 7, SECOND_LONG)) == []


def test_a_generator_may_go_on_in_another_task() -> None:
    (blocking,) = found(
        CallContinued(2, 0, 1, None, SECOND, "anext()"),  # type: ignore[arg-type]
        LoopHeld(3, 3 * SECOND_LONG, 1, SECOND_LONG),
        function=ITEMS,
    )
    assert blocking.place == SECOND


def test_words() -> None:
    told = LoopHeld(2, 0, 1, 0)
    assert until(told, FETCH) == "until it was done (app.py:3)"
    assert until(told, ITEMS) == "until its step was done (app.py:9)"
    assert until(told, Function("m", "f")) == "until it was done"
    assert until(LoopHeld(2, 0, 1, 0, "/src/app.py", 5), FETCH) == "until app.py:5"
    assert [waited(others) for others in (None, 0, 1, 2000)] == [
        "",
        "",
        "; 1 other task waited",
        "; 2,000 other tasks waited",
    ]
