"""What long work says of itself at a terminal."""

import io
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from corotrace import Trace, progress, record, renderers, traced
from corotrace.progress import working
from corotrace.testing import FakeClock


class Terminal(io.StringIO):
    """A terminal, in which one can wait for words to appear."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = threading.Condition()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        with self.changed:
            written = super().write(text)
            self.changed.notify_all()
        return written

    def wait_for(self, words: str) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: words in self.getvalue(), timeout=30), self.getvalue()

    def shown(self) -> str:
        """What stands in the last line."""
        return self.getvalue().rpartition("\x1b[2K")[2]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=terminal))  # sys.stderr is pytest's own
    monkeypatch.setattr(progress, "AGAIN", 0.001)
    return terminal


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, terminal: Terminal) -> Terminal:
    monkeypatch.setattr(progress, "FIRST", 0)
    return terminal


def test_long_work_says_what_it_is_and_leaves_nothing(impatient: Terminal) -> None:
    with working("drawing page 1 of 2") as say:
        impatient.wait_for("\r\x1b[2Kcorotrace: drawing page 1 of 2, 0 s")
        say("drawing page 2 of 2")
        impatient.wait_for("drawing page 2 of 2")
    assert impatient.shown() == ""


def test_short_work_says_nothing(terminal: Terminal) -> None:
    with working("something"):
        pass
    assert terminal.getvalue() == ""


def test_an_error_leaves_nothing_either(impatient: Terminal) -> None:
    def fails() -> None:
        with working("dividing"):
            impatient.wait_for("dividing")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert impatient.shown() == ""


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_nothing_is_said_where_nobody_looks(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None) -> None:
    monkeypatch.setattr(progress, "FIRST", 0)
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    before = threading.active_count()
    with working("something") as say:
        say("something else")
        assert threading.active_count() == before
    assert not stream or stream.getvalue() == ""


def test_a_terminal_that_is_closed_is_no_error(impatient: Terminal) -> None:
    with working("something"):
        impatient.wait_for("something")
        impatient.close()
    with working("something else"):
        pass


@traced
async def nothing(number: int) -> None:
    pass


@traced
async def main() -> None:
    for number in range(100):
        await nothing(number)


def test_what_takes_long_with_a_trace_is_told(
    impatient: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(source: str, picture_format: str, **options: object) -> bytes:
        (page,) = [line for line in source.splitlines() if "page " in line and " of " in line][:1]
        impatient.wait_for("page 1 of" if "page 1 of" in page else "page 2 of")
        return b"drawn"

    monkeypatch.setattr(renderers, "render", draw)
    with record(clock=(clock := FakeClock())) as trace:
        clock.run(main())
    assert len(trace.save(tmp_path / "trace.svg", fold=False)) > 1
    trace.save(tmp_path / "trace.jsonl")
    Trace.load(tmp_path / "trace.jsonl").to_text()
    assert impatient.shown() == ""
