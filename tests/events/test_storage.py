"""What is saved is loaded again exactly; what is damaged is told by its line."""

import gc
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace import StorageError
from corotrace.events import (
    Argument,
    CallContinued,
    CallEnded,
    CallStarted,
    Event,
    EventsLeftOut,
    Function,
    Header,
    ItemYielded,
    Noted,
    Outcome,
    Owner,
    Place,
    RecordingStopped,
    Resumed,
    Suspended,
    Task,
    Thread,
    Wait,
    dump_lines,
    header_line,
    line_writer,
    load_lines,
)

KINDS = [
    CallStarted, CallEnded, ItemYielded, CallContinued, Suspended, Resumed, Noted, EventsLeftOut, RecordingStopped,
]  # fmt: skip
for fact in (Function, Owner, Argument, Task, Thread, Place, Wait, Header):
    st.register_type_strategy(fact, st.deferred(lambda fact=fact: st.builds(fact)))  # type: ignore[misc]

HEADER = Header("제목", "2026-11-23T04:00:00+00:00", 5, 1, "3.11.7", "0.1.0")
EVENTS: tuple[Event, ...] = (
    CallStarted(1, 10, 1, None, Function("m", "f"), Place(Thread(1, "MainThread"))),
    CallEnded(2, 20, 1, Outcome.RETURNED, "None"),
)


@given(st.builds(Header), st.lists(st.one_of(*[st.builds(kind) for kind in KINDS])))
def test_a_trace_is_loaded_as_it_was_saved(header: Header, events: list[Event]) -> None:
    lines = list(dump_lines(header, events))
    assert all(line.isascii() and line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert load_lines(lines, "trace") == (header, tuple(events))


def test_lone_surrogates_survive() -> None:
    events = (Noted(1, 1, None, "\ud800 \x00 \u2028"),)
    assert load_lines(dump_lines(HEADER, events), "trace")[1] == events


def test_the_format_is_as_documented() -> None:
    events = (
        *EVENTS,
        CallStarted(3, 30, 2, 1, EVENTS[0].function, EVENTS[0].place, (Argument("1"), Argument("2", "x"))),
        Suspended(4, 40, 2, Wait(1, Function("asyncio", "sleep", library=True), (Argument("5"),))),
        CallEnded(7, 70, 2, Outcome.RAISED, "OSError()", waiters=(1,)),
    )
    lines = [json.loads(line) for line in dump_lines(HEADER, events)]
    assert lines == [
        {
            "corotrace": 2,
            "header": {
                "title": "제목", "started_at": "2026-11-23T04:00:00+00:00", "time": 5, "pid": 1,
                "python": "3.11.7", "corotrace": "0.1.0",
            },
        },
        {"define": "function", "number": 1, "module": "m", "qualname": "f"},
        {"define": "place", "number": 1, "thread": {"number": 1, "name": "MainThread"}},
        {"event": "started", "time": 5, "call": 1, "function": 1, "place": 1},
        {"event": "ended", "time": 15, "call": 1, "value": "None"},
        {
            "event": "started", "time": 25, "call": 2, "parent": 1, "function": 1, "place": 1,
            "arguments": ["1", ["x", "2"]],
        },
        {"define": "function", "number": 2, "module": "asyncio", "qualname": "sleep", "library": True},
        {"event": "suspended", "time": 35, "call": 2, "wait": {"number": 1, "function": 2, "arguments": ["5"]}},
        {
            "event": "ended", "seq": 7, "time": 65, "call": 2, "outcome": "raised", "value": "OSError()",
            "waiters": [1],
        },
    ]  # fmt: skip


def damaged(line: int, **changes: Any) -> list[str]:
    """The trace with a line changed; 2 and 3 define the function and the place, 4 and 5 are events."""
    lines = [json.loads(text) for text in dump_lines(HEADER, EVENTS)]
    lines[line - 1].update(changes)
    return [json.dumps(record) + "\n" for record in lines]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "f, line 1: this is not a corotrace trace"),
        (["{}"], "f, line 1: this is not a corotrace trace"),
        (["[1]"], "f, line 1: this is not a corotrace trace"),
        (["@startuml\n"], "f, line 1: this is not a corotrace trace"),
        (damaged(1, corotrace=1), "f, line 1: the trace has format version 1, and this corotrace reads version 2"),
        (damaged(1, corotrace=99), "f, line 1: the trace has format version 99, and this corotrace reads version 2"),
        (damaged(1, header=None), "f, line 1: the header is damaged: Header should be an object, not None"),
        (damaged(2, define="colour"), "f, line 2: the line is damaged: 'colour' is nothing that can be defined"),
        (damaged(2, define=None), "f, line 2: the line is damaged: None is nothing that can be defined"),
        (damaged(2, number=None), "f, line 2: the line is damaged: 'number' should be of type int, not None"),
        (damaged(2, qualname=5), "f, line 2: the line is damaged: 'qualname' should be of type str, not 5"),
        (damaged(3, thread=1), "f, line 3: the line is damaged: Thread should be an object, not 1"),
        (damaged(4, event="flown"), "f, line 4: the line is damaged: 'flown' is no kind of event"),
        (damaged(4, event=[]), "f, line 4: the line is damaged: [] is no kind of event"),
        (damaged(4, time=None), "f, line 4: the line is damaged: 'time' should be of type int, not None"),
        (damaged(4, seq="1"), "f, line 4: the line is damaged: 'seq' should be of type int, not '1'"),
        (damaged(4, call="1"), "f, line 4: the line is damaged: 'call' should be of type int, not '1'"),
        (damaged(4, call=True), "f, line 4: the line is damaged: 'call' should be of type int, not True"),
        (damaged(4, arguments=1), "f, line 4: the line is damaged: 'arguments' should be a list, not 1"),
        (damaged(4, arguments=[["x"]]), "f, line 4: the line is damaged: an argument should be a text, or "),
        (damaged(4, colour=1), "f, line 4: the line is damaged: CallStarted has no field 'colour'"),
        (damaged(4, function=9), "f, line 4: the line is damaged: no function 9 is defined above"),
        (damaged(4, place=[1]), "f, line 4: the line is damaged: no place [1] is defined above"),
        (damaged(5, outcome="melted"), "f, line 5: the line is damaged: 'melted' is not a valid Outcome"),
        (damaged(5, outcome=[]), "f, line 5: the line is damaged: [] is not a valid Outcome"),
        (
            [*damaged(5)[:4], '{"event": "ended", "time": 1}\n'],
            "f, line 5: the line is damaged: CallEnded lacks 'call'",
        ),
        ([*damaged(5), '{"event": "ended", "ti\n'], "f, line 6: the line is damaged: "),
        ([*damaged(5), '{"event": "ended", "ti', *damaged(5)[3:]], "f, line 6: the line is damaged: "),
        ([*damaged(5), "\n"], "f, line 6: the line is damaged: "),
        ([*damaged(5), "[1]"], "f, line 6: the line is damaged: not a JSON object"),
    ],
)
def test_a_bad_file_is_told_by_its_line(lines: list[str], message: str) -> None:
    with pytest.raises(StorageError, match=re.escape(message)):
        load_lines(lines, "f")


def test_a_last_line_that_breaks_off_ends_the_trace_and_the_trace_says_so() -> None:
    whole = "".join(dump_lines(HEADER, EVENTS))
    last = len(whole) - len(whole.splitlines()[-1])
    for end in range(last, len(whole) - 1):
        _, events = load_lines(whole[:end].splitlines(keepends=True), "f")
        assert events == (EVENTS[0], RecordingStopped(2, 10, "line 5 of the file breaks off"))
    # without its line end it is whole still
    assert load_lines(whole[:-1].splitlines(keepends=True), "f") == (HEADER, EVENTS)


def test_a_spool_that_does_not_end_says_so() -> None:
    _, *lines = dump_lines(HEADER, EVENTS)
    first = header_line(HEADER, spool=True)
    failure = "the file ends before the recording did"
    assert load_lines([first, *lines], "f") == (HEADER, (*EVENTS, RecordingStopped(3, 20, failure)))
    assert load_lines([first], "f") == (HEADER, (RecordingStopped(1, HEADER.time, failure),))
    assert load_lines([first, *lines], "f", growing=True) == (HEADER, EVENTS)
    *_, stopped = dump_lines(HEADER, (RecordingStopped(3, 30),))
    assert load_lines([first, *lines, stopped], "f")[1][-1] == RecordingStopped(3, 30)


@pytest.mark.parametrize("on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(on: bool) -> None:
    def lines() -> Iterator[str]:
        for line in dump_lines(HEADER, EVENTS):
            yield line
            seen.append(gc.isenabled())

    seen: list[bool] = []
    try:
        (gc.enable if on else gc.disable)()
        load_lines(lines(), "f")
        assert not seen[-1]
        assert gc.isenabled() is on
        with pytest.raises(StorageError):
            load_lines([*dump_lines(HEADER, EVENTS), "{}\n"], "f")
        assert gc.isenabled() is on
    finally:
        gc.enable()


def test_a_fact_is_written_once() -> None:
    other = Place(Thread(1, "MainThread"), 1, Task(1, "Task-1"))
    start = EVENTS[0]
    again = [replace(start, seq=seq, place=Place(Thread(1, "MainThread"))) for seq in (1, 2)]
    lines = [json.loads(line) for line in dump_lines(HEADER, [*again, replace(start, seq=3, place=other)])]
    assert [line.get("define", line.get("place")) for line in lines[1:]] == ["function", "place", 1, 1, "place", 2]


def test_the_memory_for_facts_does_not_grow_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_writer, "_REMEMBERED", 2)
    places = [Place(Thread(number, "worker")) for number in (1, 2, 3, 1, 3, 2, 2)]
    events = tuple(replace(EVENTS[0], seq=seq, place=place) for seq, place in enumerate(places, start=1))
    lines = list(dump_lines(HEADER, events))
    assert load_lines(lines, "f") == (HEADER, events)
    assert len([line for line in lines if '"define":"place"' in line]) == 5
