"""A trace that is too long for one picture: its pages as text, as files, and as drawn by the engines."""

import asyncio
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from corotrace import StorageError, Trace, UsageError, renderers, traced
from corotrace.renderers import render
from corotrace.testing import FakeClock
from tests.engines import require_engine
from tests.renderers.pictures import texts
from tests.traces import trace_of


@traced
async def fetch(number: int) -> int:
    await asyncio.sleep(1 + number % 7)
    return number


@traced
async def one_after_the_other(count: int) -> None:
    for number in range(count):
        await fetch(number)


@traced
async def all_at_once(count: int) -> None:
    await asyncio.gather(*map(fetch, range(count)))


@pytest.fixture
def long(clock: FakeClock) -> Trace:
    return trace_of(clock, one_after_the_other, 40)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were given to be drawn; each picture is its text."""
    asked = []

    def draw(source: str, picture_format: str, **options: object) -> bytes:
        asked.append(source)
        return source.encode()

    monkeypatch.setattr(renderers, "render", draw)
    return asked


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_one_text_has_all_pages(long: Trace, clock: FakeClock) -> None:
    pages = long.to_puml_pages(fold=False)
    assert len(pages) == 3
    assert long.to_puml(fold=False) == "\n".join(pages)
    assert [re.findall(r"page \d of \d", page) for page in pages] == [[f"page {number} of 3"] for number in (1, 2, 3)]
    assert trace_of(clock, fetch, 1).to_puml_pages() == (trace_of(clock, fetch, 1).to_puml(),)


def test_each_page_is_a_file_beside_the_first(long: Trace, tmp_path: Path, drawn: list[str]) -> None:
    written = long.save(tmp_path / "trace.png", fold=False)
    assert names(tmp_path) == ["trace-page-2.png", "trace-page-3.png", "trace.png"]
    assert written == (tmp_path / "trace.png", tmp_path / "trace-page-2.png", tmp_path / "trace-page-3.png")
    assert [path.read_text(encoding="utf-8") for path in written] == list(long.to_puml_pages(fold=False)) == drawn
    assert long.save(tmp_path / "trace.puml", fold=False) == (tmp_path / "trace.puml",)
    assert (tmp_path / "trace.puml").read_text(encoding="utf-8") == long.to_puml(fold=False)


def test_each_page_is_a_mermaid_text(long: Trace, tmp_path: Path) -> None:
    pages = long.to_mermaid_pages(fold=False)
    written = long.save(tmp_path / "trace.mmd", fold=False)
    assert names(tmp_path) == ["trace-page-2.mmd", "trace-page-3.mmd", "trace.mmd"]
    assert [path.read_text(encoding="utf-8") for path in written] == list(pages)
    assert [re.findall(r"page \d of \d", page) for page in pages] == [[f"page {number} of 3"] for number in (1, 2, 3)]
    assert long.to_markdown(fold=False) == "\n".join(f"```mermaid\n{page}```\n" for page in pages)
    assert "page 1" not in long.to_mermaid(fold=False), "it is one diagram"
    assert len(long.to_mermaid(order="structure", fold=True).splitlines()) < 20


def test_pages_of_an_earlier_longer_diagram_do_not_stay(long: Trace, tmp_path: Path, drawn: list[str]) -> None:
    for name in ("trace-page-7.png", "trace-page-12.png"):
        (tmp_path / name).write_text("old")
    others = ["other-page-9.png", "trace-page-0.png", "trace-page-9.svg", "trace-page-9b.png", "trace-page-x.png"]
    for name in others:
        (tmp_path / name).write_text("not ours")
    long.save(tmp_path / "trace.png", fold=False)
    assert names(tmp_path) == sorted([*others, "trace-page-2.png", "trace-page-3.png", "trace.png"])
    long.select(depth=1).save(tmp_path / "trace.png")
    assert names(tmp_path) == sorted([*others, "trace.png"])


def test_pages_are_written_all_or_none(
    long: Trace, tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the second file."""
    for name in ("trace.png", "trace-page-2.png", "trace-page-8.png"):
        (tmp_path / name).write_text("old")
    opened, real = itertools.count(1), Path.open

    def open_until_full(path: Path, mode: str = "r", *rest: object) -> object:
        if "x" in mode and next(opened) == 2:
            raise OSError(28, "No space left on device")
        return real(path, mode, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", open_until_full)
    with pytest.raises(StorageError, match=r"cannot write '.*trace-page-2\.png': No space left on device"):
        long.save(tmp_path / "trace.png", fold=False)
    monkeypatch.undo()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(
        ("trace.png", "trace-page-2.png", "trace-page-8.png"), "old"
    )


def test_too_many_pages_are_refused_at_once(clock: FakeClock, tmp_path: Path, drawn: list[str]) -> None:
    trace = trace_of(clock, one_after_the_other, 4_000)
    message = (
        r"the diagram has 2\d\d pages, and more than 200 are not drawn; leave calls out with trace\.select\(\), or "
    )
    with pytest.raises(UsageError, match=message):
        trace.save(tmp_path / "trace.svg", fold=False)
    assert not drawn
    assert names(tmp_path) == []


# ---- the engines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("program", "count"), [(one_after_the_other, 750), (all_at_once, 200)])
def test_every_message_of_a_long_trace_is_drawn_once(
    clock: FakeClock, tmp_path: Path, program: Callable[[int], Any], count: int
) -> None:
    """Of 3,000 messages one after the other, and of 200 calls at once: each on one page, on lifelines with a name."""
    require_engine("embedded")
    trace = trace_of(clock, program, count)
    written = trace.save(tmp_path / "trace.svg", engine="embedded", fold=False)
    pages = len(trace.to_puml_pages(fold=False))
    assert len(written) == pages > 10
    shown = [text for path in written for text in texts(path.read_bytes())]
    assert [text for text in shown if text.startswith("fetch(")] == [f"fetch({number})" for number in range(count)]
    assert sum(text.startswith("sleep(") for text in shown) == count
    replies = [text for path in written for text in texts(path.read_bytes(), fill="#757575") if text.endswith(" s")]
    assert len(replies) == 2 * count + 1
    numbers = [text.partition(";")[0] for text in shown if text.startswith("page ")]
    assert numbers == [f"page {number} of {pages}" for number in range(1, pages + 1)]


@pytest.mark.parametrize("engine", ["embedded", "local"])
def test_a_page_as_png_is_whole_and_crisp(clock: FakeClock, engine: str) -> None:
    """Twice as wide and as high as its SVG says; PlantUML by itself would cut what is beyond 4,096 pixels."""
    require_engine(engine, "png")
    source = trace_of(clock, all_at_once, 200).to_puml_pages()[12]
    root = ElementTree.fromstring(render(source, "svg", engine=engine))
    png = render(source, "png", engine=engine)
    pixels = [int.from_bytes(png[start : start + 4], "big") for start in (16, 20)]
    assert pixels == pytest.approx(
        [2 * float(root.get(side, "").removesuffix("px")) for side in ("width", "height")], rel=0.1
    )
