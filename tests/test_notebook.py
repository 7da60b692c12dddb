"""What a notebook shows of a trace at the end of a cell."""

import asyncio
import socket
from typing import Any, NoReturn

import pytest

from corotrace import Trace, notebook, record, renderers, traced
from corotrace.errors import RendererNotFoundError, RenderError, StorageError
from corotrace.renderers.server import VARIABLE
from corotrace.testing import FakeClock
from tests.properties.whole import pages_of


@traced
async def nap(number: int) -> None:
    await asyncio.sleep(1 + number % 7)


@traced
async def naps(count: int) -> None:
    for number in range(count):
        await nap(number)


def trace_of(clock: FakeClock, count: int) -> Trace:
    with record("naps", clock=clock) as trace:
        clock.run(naps(count))
    return trace


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No engine is on this machine; gives those that were asked."""
    asked: list[str] = []

    def render(source: str, picture_format: str, *, engine: str, **options: Any) -> NoReturn:
        asked.append(engine)
        raise RendererNotFoundError("none")

    monkeypatch.setattr(renderers, "render", render)
    return asked


def test_the_diagram_and_the_tree_are_shown(clock: FakeClock, no_engine: list[str]) -> None:
    trace = trace_of(clock, 2)
    shown = trace._repr_mimebundle_()
    assert shown == {"text/plain": str(trace), "text/vnd.mermaid": trace.to_mermaid()}
    assert no_engine == ["embedded", "local"], "a server is asked only where the user says so"


def test_a_picture_is_shown_where_an_engine_draws_it(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def render(source: str, picture_format: str, **options: Any) -> bytes:
        asked.append((source, picture_format, options))
        return "<svg>그림</svg>".encode()

    monkeypatch.setattr(renderers, "render", render)
    trace = trace_of(clock, 2)
    assert trace._repr_mimebundle_(include=None, exclude=None)["image/svg+xml"] == "<svg>그림</svg>"
    assert asked == [(trace.to_puml(), "svg", {"engine": "embedded", "time_limit": 20.0})]


def test_an_engine_that_fails_is_no_error(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def render(*_: object, **options: object) -> NoReturn:
        raise RenderError("too slow")

    monkeypatch.setattr(renderers, "render", render)
    assert set(trace_of(clock, 2)._repr_mimebundle_()) == {"text/plain", "text/vnd.mermaid"}


def test_nothing_is_sent_anywhere(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even to a server that the environment names; with the engines that this machine has."""
    monkeypatch.setenv(VARIABLE, "http://127.0.0.1:9/plantuml")
    connected = []
    monkeypatch.setattr(socket.socket, "connect", lambda *arguments: connected.append(arguments))
    assert "text/vnd.mermaid" in trace_of(clock, 2)._repr_mimebundle_()
    assert connected == []


def test_of_several_pages_the_tree_is_shown_and_where_they_are(clock: FakeClock, no_engine: list[str]) -> None:
    trace = trace_of(clock, 4)
    with pages_of(10):
        shown = trace._repr_mimebundle_()
        pages = len(trace.to_mermaid_pages())
    assert pages > 1
    assert shown.keys() == {"text/plain"}
    assert shown["text/plain"].endswith(f"The diagram has {pages} pages: save it with trace.save('trace.svg')")
    assert no_engine == []


def test_a_long_tree_says_what_is_left_out() -> None:
    assert notebook.shorten("a\nb\n") == "a\nb"
    assert notebook.shorten("a\n" * 1_500).splitlines()[-2:] == ["a", "… 1,300 more lines: print(trace)"]


def test_a_huge_trace_is_not_even_read(clock: FakeClock, monkeypatch: pytest.MonkeyPatch, no_engine: list[str]) -> None:
    monkeypatch.setattr(notebook, "MOST_EVENTS", 10)
    shown = trace_of(clock, 5)._repr_mimebundle_()
    said = "<Trace 'naps' of 6 calls>, too long to be shown here: leave calls out with trace.select()"
    assert shown == {"text/plain": said}


def test_events_that_cannot_be_read_are_no_error(clock: FakeClock) -> None:
    def gone() -> NoReturn:
        raise StorageError("cannot read 'trace.jsonl'")

    shown = Trace(trace_of(clock, 1).header, gone)._repr_mimebundle_()
    assert shown == {"text/plain": "This trace cannot be shown: cannot read 'trace.jsonl'"}


def test_a_trace_of_nothing_says_so(no_engine: list[str]) -> None:
    with record() as trace:
        pass
    assert "Nothing was recorded." in trace._repr_mimebundle_()["text/plain"]
