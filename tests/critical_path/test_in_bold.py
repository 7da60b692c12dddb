"""A critical path drawn in bold: the arrows that it leads through, and none else."""

import asyncio
import re
from pathlib import Path

import pytest

from corotrace import Trace, UsageError, record, traced
from corotrace.testing import FakeClock
from tests.test_examples import run_example


class Page:
    @traced
    async def fetch(self, seconds: float) -> float:
        await asyncio.sleep(seconds)
        return seconds


@traced
async def main() -> None:
    page = Page()
    await asyncio.gather(*(page.fetch(seconds) for seconds in (1, 3, 2)))
    await page.fetch(1)


@pytest.fixture
def trace(clock: FakeClock) -> Trace:
    with record(clock=clock) as trace:
        clock.run(main())
    return trace


def in_bold(text: str) -> list[str]:
    """The labels of the arrows that are in bold; each is a thick arrow, and thick arrows have a label in bold."""
    found = []
    thick = False
    for line in text.splitlines():
        if line.startswith("skinparam sequenceArrowThickness "):
            thick = line.endswith("3")
        elif arrow := re.match(r"(?:p\d+ |\[)\S*-.*? : (.*)", line):
            assert thick == arrow[1].startswith("<b>"), line
            if thick:
                found.append(re.sub(r"<[^>]*>", "", arrow[1]))
    return found


def test_the_arrows_of_the_path_are_in_bold(trace: Trace) -> None:
    path = trace.critical_path("*.main")
    text = trace.to_puml(bold=path)
    assert in_bold(text) == [
        "main()", "fetch(3)", "sleep(3)", "3.00 s", "3 3.00 s",
        "fetch(1)", "sleep(1)", "1.00 s", "1 1.00 s", "None 4.00 s",
    ]  # fmt: skip
    assert "<b>bold: what determined how long main() took, 4.00 s</b>" in text


def test_without_it_nothing_changes(trace: Trace) -> None:
    text = trace.to_puml()
    assert in_bold(text) == []
    bold = trace.to_puml(bold=trace.critical_path("*.main"))
    plain = re.sub(r"skinparam sequenceArrow.*\n|legend right\n<b>bold: .*\nend legend\n| #FFD54F|</?b>", "", bold)
    assert plain == text


def test_a_bar_that_stands_for_several_calls_is_not(trace: Trace) -> None:
    lines = trace.to_puml(bold=trace.critical_path("*.main"), fold=False).splitlines()
    begun = [line for line in lines if " ++" in line]
    assert [" #FFD54F" in line for line in begun] == [True, False, False, True, True]
    assert [line.rpartition(" : ")[2] for line in begun][1] == "fetch(1)", "all of one page share a bar"


def test_nor_is_one_that_others_join(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        page = Page()
        await asyncio.gather(page.fetch(3), page.fetch(2))

    with record(clock=clock) as trace:
        clock.run(main())
    text = trace.to_puml(bold=trace.critical_path(trace.calls()[0]))
    (begun,) = [line for line in text.splitlines() if "fetch(3)" in line]
    assert re.fullmatch(r"p1 ->> p2 \+\+ : <b>fetch\(3\)</b>", begun)


def test_what_is_on_the_path_is_not_folded_with_what_is_not(clock: FakeClock) -> None:
    page = Page()

    @traced
    async def many() -> None:
        await asyncio.gather(*(page.fetch(1) for _ in range(10)))

    @traced
    async def main() -> None:
        side = asyncio.create_task(many())
        for _ in range(20):
            await page.fetch(1)
        await side

    with record(clock=clock) as trace:
        clock.run(main())
    text = trace.to_puml(bold=trace.critical_path(trace.calls()[0]))
    assert in_bold(text).count("fetch(1)") < 5
    loops = re.findall(r"^loop .*?^end$", text, re.MULTILINE | re.DOTALL)
    assert any("<b>" in loop for loop in loops)
    for loop in loops:
        fetched = {"<b>" in line for line in loop.splitlines() if "fetch(" in line}
        assert len(fetched) <= 1


def test_turns_are_in_bold_too(trace: Trace) -> None:
    text = trace.to_puml(view="loop", bold=trace.critical_path("*.main"))
    assert in_bold(text) == [
        "starts, runs 0 s", "starts, runs 0 s", "awaits asyncio.sleep(3)", "runs on 0 s", "returns 3",
        "runs on 0 s", "Page.fetch awaits asyncio.sleep(1)", "runs on 0 s", "returns None",
    ]  # fmt: skip


def test_the_path_of_the_whole_in_a_selection(trace: Trace) -> None:
    path = trace.critical_path("*.main")
    assert in_bold(trace.select(depth=1).to_puml(bold=path)) == ["main()", "None 4.00 s"]
    assert in_bold(trace.select(include="*.fetch").to_puml(bold=path))[0] == "fetch(3)"


def test_pages_have_it(clock: FakeClock) -> None:
    @traced
    async def main() -> None:
        for number in range(100):
            await Page().fetch(number)

    with record(clock=clock) as trace:
        clock.run(main())
    pages = trace.to_puml_pages(fold=False, bold=trace.critical_path(trace.calls()[0]))
    assert len(pages) > 2
    assert all("<b>bold: what determined" in page for page in pages)
    assert all("activate p1 #FFD54F" in page for page in pages[1:])


def test_where_nothing_can_be_in_bold_it_is_refused(trace: Trace, tmp_path: Path) -> None:
    path = trace.critical_path("*.main")
    for suffix in ("mmd", "txt", "jsonl"):
        with pytest.raises(UsageError, match=r"with a critical path in bold: use one of \.png, \.puml, \.svg"):
            trace.save(tmp_path / f"trace.{suffix}", bold=path)
    with pytest.raises(UsageError, match="a critical path is one of times"):
        trace.to_puml(order="structure", bold=path)
    with pytest.raises(UsageError, match=re.escape("bold='main': give what trace.critical_path(call) returned")):
        trace.to_puml(bold="main")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="is one of another trace"):
        run_example("checkout").to_puml(bold=path)
    trace.save(tmp_path / "trace.jsonl")
    trace.save(tmp_path / "trace.puml", bold=path)
    loaded = Trace.load(tmp_path / "trace.jsonl")
    assert loaded.to_puml(bold=path) == (tmp_path / "trace.puml").read_text(encoding="utf-8")
