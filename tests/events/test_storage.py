"""What is saved is loaded again exactly; what is damaged is told by its line."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace import StorageError
from corotrace.events import (
    Argument,
    CallEnded,
    CallStarted,
    Event,
    Function,
    Header,
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
    load_lines,
)

KINDS = [CallStarted, CallEnded, Suspended, Resumed, Noted, RecordingStopped]
texts = st.text(st.characters(codec=None))  # type: ignore[arg-type]
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
    lines = [json.loads(line) for line in dump_lines(HEADER, EVENTS)]
    assert lines == [
        {
            "corotrace": 1,
            "header": {
                "title": "제목", "started_at": "2026-11-23T04:00:00+00:00", "time": 5, "pid": 1,
                "python": "3.11.7", "corotrace": "0.1.0",
            },
        },
        {
            "event": "started", "seq": 1, "time": 10, "call": 1, "parent": None,
            "function": {"module": "m", "qualname": "f"}, "place": {"thread": {"number": 1, "name": "MainThread"}},
        },
        {"event": "ended", "seq": 2, "time": 20, "call": 1, "outcome": "returned", "value": "None"},
    ]  # fmt: skip


def damaged(line: int, **changes: Any) -> list[str]:
    lines = [json.loads(text) for text in dump_lines(HEADER, EVENTS)]
    lines[line - 1].update(changes)
    return [json.dumps(record) for record in lines]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "f, line 1: this is not a corotrace trace"),
        (["{}"], "f, line 1: this is not a corotrace trace"),
        (["[1]"], "f, line 1: this is not a corotrace trace"),
        (["@startuml\n"], "f, line 1: this is not a corotrace trace"),
        (damaged(1, corotrace=99), "f, line 1: the trace has format version 99, and this corotrace reads version 1"),
        (damaged(1, header=None), "f, line 1: the header is damaged: Header should be an object, not None"),
        (damaged(2, event="flown"), "f, line 2: the line is damaged: 'flown' is no kind of event"),
        (damaged(2, event=[]), "f, line 2: the line is damaged: [] is no kind of event"),
        (damaged(2, call="1"), "f, line 2: the line is damaged: 'call' should be of type int, not '1'"),
        (damaged(2, call=True), "f, line 2: the line is damaged: 'call' should be of type int, not True"),
        (damaged(2, arguments=1), "f, line 2: the line is damaged: 'arguments' should be a list, not 1"),
        (damaged(2, colour=1), "f, line 2: the line is damaged: CallStarted has no field 'colour'"),
        (damaged(2, function={"module": "m"}), "f, line 2: the line is damaged: Function lacks 'qualname'"),
        (damaged(3, outcome="melted"), "f, line 3: the line is damaged: 'melted' is not a valid Outcome"),
        ([*damaged(3), '{"event": "ended", "se'], "f, line 4: the line is damaged: "),
        ([*damaged(3), ""], "f, line 4: the line is damaged: "),
    ],
)
def test_a_bad_file_is_told_by_its_line(lines: list[str], message: str) -> None:
    with pytest.raises(StorageError, match=re.escape(message)):
        load_lines(lines, "f")
