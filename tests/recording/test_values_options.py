"""What the user may say of values, at a recording and at a function; and what is refused."""

import asyncio
import gc
import re
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from corotrace import Trace, UsageError, note, record, traced
from corotrace.events import Noted, Resumed, Suspended
from corotrace.testing import FakeClock


class Thing:
    def __repr__(self) -> str:
        return "Thing(5)"


@traced
def work(thing: object, *, n: int = 1) -> object:
    return thing


def told(trace: Trace) -> list[str]:
    """The calls, each as ``work(1) returned 2``."""
    return [
        f"{call.started.function.name}({', '.join(map(str, call.started.arguments))}) {call.outcome} {call.value}"
        for call in trace.calls()
    ]


def test_values_are_not_shown_where_that_is_asked_for(clock: FakeClock) -> None:
    @traced(participant="p {name}", label="l {name}")
    async def main(name: str) -> str:
        note("a note is the program's own text")
        work(Thing(), n=2)
        nothing()
        with pytest.raises(KeyError):
            fails()
        items = numbers(5)
        next(items)
        assert [*items] == []
        await asyncio.sleep(1)
        await asyncio.sleep(1, "result")
        queue: asyncio.Queue[int] = asyncio.Queue()
        asyncio.get_running_loop().call_soon(queue.put_nowait, 77)
        await queue.get()
        return "done"

    @traced
    def nothing() -> None: ...

    @traced
    def fails() -> None:
        raise KeyError("key")

    @traced
    def numbers(start: int) -> Iterator[int]:
        yield start

    with record(values="none", clock=clock) as trace:
        clock.run(main("Kim"))
    assert told(trace) == [
        "main(…) returned …", "work(…) returned …", "nothing() returned …", "fails() raised KeyError(…)",
        "numbers(…) returned …",
    ]  # fmt: skip
    assert (trace.calls()[0].started.participant, trace.calls()[0].started.label) == ("p …", "l …")
    waits = [event.wait.arguments for event in trace.events if isinstance(event, Suspended)]
    assert [[str(argument) for argument in arguments] for arguments in waits] == [["…"], ["…"], []]
    source = trace.to_puml()
    for text in (": sleep(…)", ": yield …", ": end ", "a note is the program", "KeyError(…)"):
        assert text in source, text
    assert not re.search(r"Kim|Thing|77|done|key'", source)


def test_what_a_function_says_of_values_wins() -> None:
    hidden = traced(values="none")(work)
    asking = traced(values="repr")(work)
    safe = traced(values="safe")(work)
    with record() as by_default, record(values="repr") as with_repr, record(values="none") as without:
        for function in (work, hidden, asking, safe):
            function(Thing())
        safe("small", n=5)
    by_type, none, by_repr = "work(<Thing>) returned <Thing>", "work(…) returned …", "work(Thing(5)) returned Thing(5)"
    small = "work('small', n=5) returned 'small'"
    assert told(by_default) == [by_type, none, by_repr, by_type, small]
    assert told(with_repr) == [by_repr, none, by_repr, by_type, small]
    assert told(without) == [none, none, by_repr, by_type, small]


def test_recordings_at_once_have_their_own_views(clock: FakeClock) -> None:
    @traced
    async def main(thing: object) -> object:
        await asyncio.sleep(1)
        queue: asyncio.Queue[object] = asyncio.Queue()
        asyncio.get_running_loop().call_soon(queue.put_nowait, ["iban: x", 1])
        await queue.get()
        note("iban=x and so on and on")
        raise ValueError(thing)

    with (
        record(clock=clock) as first,
        record(clock=clock) as second,
        record(clock=clock, redact="iban", values="repr") as third,
        record(clock=clock, values="none") as fourth,
        record(clock=clock, max_value=12, max_message=20) as fifth,
        pytest.raises(ValueError, match=r"Thing"),
    ):
        clock.run(main({"iban": "DE12345678", "thing": Thing()}))
    assert told(first) == told(second)
    assert [told(trace)[0] for trace in (first, third, fourth, fifth)] == [
        "main({'iban': 'DE12345678', 'thing': <Thing>}) raised ValueError({'iban': 'DE12345678', 'thing': <Thing>})",
        "main({'iban': ***, 'thing': Thing(5)}) raised ValueError({'iban': ***, 'thing': Thing(5)})",
        "main(…) raised ValueError(…)",
        "main({'iban': '…) raised ValueError(…",
    ]
    events = [event for trace in (first, third, fourth, fifth) for event in trace.events]
    waits = [event.wait.arguments[0].text for event in events if isinstance(event, Suspended) and event.wait.arguments]
    assert waits == ["1", "1", "…", "1"]
    items = [event.item for event in events if isinstance(event, Resumed) and event.item]
    assert items == ["['iban: x', 1]", "['iban: ***', 1]", "…", "['iban: x',…"]
    notes = [event.text for event in events if isinstance(event, Noted)]
    assert notes == [f"iban={text} and so on and on" for text in ("x", "***", "x")] + ["iban=x and so on an…"]


@pytest.mark.parametrize(
    "redact",
    ["customer_id", ["customer_id"], ("other", "customer id"), {"customer-id"}],
)  # fmt: skip
def test_further_names_are_masked(redact: Any) -> None:
    @traced
    def look_up(customer_id: int, password: str, name: str) -> object:
        return {"customer_id": 5, "n": "customer_id=5, so"}

    with record(redact=redact) as trace:
        look_up(5, "x", "Kim")
    assert told(trace) == ["look_up(***, ***, 'Kim') returned {'customer_id': ***, 'n': 'customer_id=***, so'}"]


def test_further_patterns_are_masked_in_names_and_texts() -> None:
    with record(redact=[re.compile(r"\d{4}-\d{4}")]) as trace:
        work("card 1234-5678")
        work(["1234-5678"])
        work({"1234-5678": "x", "n": 1})
        note("1234-5678")
    assert [call.value for call in trace.calls()] == ["'card ***'", "['***']", "{'***': ***, 'n': 1}"]
    assert "1234" not in trace.to_puml()


def test_what_a_function_masks_is_masked_besides() -> None:
    private = traced(redact=["iban", lambda name, value: "<n>" if name == "n" else value])(work)
    with record(redact="street") as trace:
        private({"iban": 1, "street": 2, "password": 3, "name": 4}, n=5)
        work({"iban": 1, "street": 2, "password": 3, "name": 4}, n=5)
    texts = [str(argument) for call in trace.calls() for argument in call.started.arguments]
    assert texts == [
        "{'iban': ***, 'street': ***, 'password': ***, 'name': 4}", "n=<n>",
        "{'iban': 1, 'street': ***, 'password': ***, 'name': 4}", "n=5",
    ]  # fmt: skip


def test_the_options_of_a_class_are_those_of_its_methods() -> None:
    @traced(values="none")
    class Shop:
        def sell(self, count: int) -> int:
            return count

    with record() as trace:
        Shop().sell(3)
    assert told(trace) == ["sell(…) returned …"]


def test_the_options_of_a_function_do_not_outlive_it() -> None:
    def redact(name: str | None, value: object) -> object:
        return value

    private = traced(redact=redact)(work)
    reference = weakref.ref(redact)
    with record():
        private(1)
    del private, redact
    gc.collect()
    assert reference() is None


NO_NAME = "a string is a name, such as 'customer_id'; write a regular expression as re.compile(…)"
BYTES = "the regular expression is one of bytes; write one of text"
NOTHING = "is neither a name, nor a regular expression of re.compile(), nor a function of a name and a value"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"values": "all"}, "record(values='all'): write 'none', 'safe' or 'repr'"),
        ({"values": None}, "record(values=None): write 'none', 'safe' or 'repr'"),
        ({"values": ["safe"]}, "record(values=['safe']): write 'none', 'safe' or 'repr'"),
        ({"max_value": 9}, "record(max_value=9): write a number of characters, at least 10"),
        ({"max_value": -1}, "record(max_value=-1): write a number of characters, at least 10"),
        ({"max_value": "80"}, "record(max_value='80'): write a number of characters, at least 10"),
        ({"max_value": 80.0}, "record(max_value=80.0): write a number of characters, at least 10"),
        ({"max_value": True}, "record(max_value=True): write a number of characters, at least 10"),
        ({"max_message": None}, "record(max_message=None): write a number of characters, at least 20"),
        ({"max_message": 19}, "record(max_message=19): write a number of characters, at least 20"),
        ({"redact": ""}, f"record(redact=''): {NO_NAME}"),
        ({"redact": ["a|b"]}, f"record(redact='a|b'): {NO_NAME}"),
        ({"redact": "___"}, f"record(redact='___'): {NO_NAME}"),
        ({"redact": re.compile(b"x")}, f"record(redact=re.compile(b'x')): {BYTES}"),
        ({"redact": 5}, f"record(redact=…): 'int' {NOTHING}"),
        ({"redact": ["a", None]}, f"record(redact=…): 'NoneType' {NOTHING}"),
    ],
)  # fmt: skip
def test_a_bad_option_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught, record(**options):
        pass
    assert str(caught.value) == message
    if "redact" in options or ("values" in options and options["values"] is not None):
        with pytest.raises(UsageError) as caught:
            traced(**options)
        assert str(caught.value) == message.replace("record(", "@traced(")


def test_a_bad_option_is_refused_before_anything_is_recorded() -> None:
    from corotrace.recording.active import active

    with pytest.raises(UsageError), record(max_value=0):
        pass
    assert active.recorders == ()
