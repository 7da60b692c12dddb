"""From the program to the picture's text: the tutorial's examples really run, and say what really happened."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from corotrace import Trace
from corotrace.events import Call, Noted

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


def load_example(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_example(name: str) -> Trace:
    trace = load_example(name).run()
    assert isinstance(trace, Trace)
    return trace


def run_example_parts(name: str) -> dict[str, Trace]:
    example = load_example(name)
    parts: dict[str, Trace] = example.parts(example.run())
    return parts


def named(trace: Trace, name: str) -> list[Call]:
    return [call for call in trace.calls() if call.name == name]


def seconds(call: Call) -> float:
    assert call.duration is not None
    return call.duration / 1e9


def overlap(one: Call, other: Call) -> bool:
    assert one.ended
    assert other.ended
    return one.started.seq < other.ended.seq and other.started.seq < one.ended.seq


def participants(source: str) -> dict[str, str]:
    return {alias: name for name, alias in re.findall(r'^participant "(.+)" as (p\d+)$', source, re.MULTILINE)}


def position(lines: list[str], pattern: str) -> int:
    (found,) = [number for number, line in enumerate(lines) if re.fullmatch(pattern, line)]
    return found


def test_gather_overlaps_and_each_call_returns_to_main() -> None:
    trace = run_example("gather")

    (main,) = named(trace, "main")
    hellos = named(trace, "say_hello")
    assert [call.started.arguments[0].text for call in hellos] == ["'AAA'", "'BBB'", "'CCC'"]
    assert all(call.parent is main and call.value == "None" for call in hellos)
    assert all(overlap(one, other) for one in hellos for other in hellos)
    assert 1 <= seconds(main) < 2

    source = trace.to_puml()
    assert list(participants(source).values()) == [
        "main", "say_hello_AAA", "say_hello_BBB", "say_hello_CCC", "asyncio.sleep",
    ]  # fmt: skip
    lines = source.splitlines()
    alias = {name: alias for alias, name in participants(source).items()}
    starts, ends = [], []
    for name in ("AAA", "BBB", "CCC"):
        hello = alias[f"say_hello_{name}"]
        starts.append(position(lines, rf"{alias['main']} ->> {hello} \+\+ : say_hello\('{name}'\)"))
        ends.append(position(lines, rf"{hello} --> {alias['main']} -- : None <color:#\w+>1\.\d\d s</color>"))
        position(lines, rf"{hello} -> {alias['asyncio.sleep']} (\+\+ )?: sleep\(1\)")
    assert max(starts) < min(ends)


def test_sequential_does_not_overlap() -> None:
    trace = run_example("sequential")
    (main,) = named(trace, "main")
    hellos = named(trace, "say_hello")
    sleeps = named(trace, "sleep")
    assert all(call.parent is main for call in hellos)
    assert [call.parent for call in sleeps] == hellos
    assert not any(overlap(one, other) for one in hellos for other in hellos if one is not other)
    assert 3 <= seconds(main) < 4
    assert list(participants(trace.to_puml()).values()) == [
        "main", "say_hello_AAA", "say_hello_BBB", "say_hello_CCC", "time.sleep",
    ]  # fmt: skip


def test_two_loops_in_two_threads_do_not_disturb_each_other() -> None:
    trace = run_example("loop_in_thread")
    runs, tasks = named(trace, "run_new_loop"), named(trace, "simple_task")
    assert {call.started.place.thread.name for call in runs} == {"MainThread", "Thread-1"}
    assert len({call.started.place.loop for call in tasks}) == 2
    assert overlap(*tasks)
    for run, task in zip(runs, sorted(tasks, key=lambda task: runs.index(task.parent)), strict=True):  # type: ignore[arg-type]
        assert task.parent is run
        assert task.started.place.thread == run.started.place.thread
        assert task.value == "'새 루프 태스크 결과'"
        assert 2 <= seconds(task) < 3
        said = [event.text for event in trace.events if isinstance(event, Noted) and event.call in numbers(run, task)]
        assert said == [
            "[STEP] 새로운 이벤트 루프 생성",
            "[STEP] 새로운 이벤트 루프에서 태스크 실행",
            "Task 새 루프 태스크 시작",
            "Task 새 루프 태스크 완료",
            "[STEP] 새로운 이벤트 루프 종료",
        ]

    source = trace.to_puml()
    lines = source.splitlines()
    names = participants(source)
    for alias in [alias for alias, name in names.items() if name == "simple_task"]:
        started = position(lines, rf"p\d+ ->> {alias} \+\+ : simple_task\('새 루프 태스크', 2\)")
        position(lines, rf"{alias} --> p\d+ -- : .*새 루프 태스크 결과.*")
        assert lines[started + 1 :].index(f"note over {alias} : Task 새 루프 태스크 시작") >= 0


def numbers(*calls: Call) -> list[int]:
    return [call.started.call for call in calls]


def test_of_eight_orders_the_one_that_failed_the_slow_one_and_an_outline() -> None:
    parts = run_example_parts("orders")
    assert {name: [(call.name, len(call.children)) for call in part.calls()] for name, part in parts.items()} == {
        "orders_depth": [("main", 8), *[("check_out", 0)] * 8],
        "orders_failed": [("main", 1), ("check_out", 1), ("Bank.pay", 0)],
        "orders_root": [("check_out", 3), ("Stock.reserve", 0), ("Bank.pay", 0), ("send_mail", 0)],
        "orders_exclude": [
            ("main", 7), *[("Stock.reserve", 0), ("Bank.pay", 0), ("send_mail", 0)] * 2, ("Stock.reserve", 0),
        ],
    }  # fmt: skip
    drawn = (EXAMPLES.parents[1] / "diagrams" / "orders_failed.puml").read_text(encoding="utf-8")
    assert drawn == parts["orders_failed"].to_puml(), "the picture of the documents is out of date"


@pytest.mark.parametrize("name", ["gather", "sequential", "loop_in_thread", "orders"])
def test_the_diagrams_of_the_documents_are_there(name: str) -> None:
    diagrams = EXAMPLES.parents[1] / "diagrams"
    assert all((diagrams / f"{name}.{suffix}").stat().st_size > 500 for suffix in ("puml", "svg", "png"))
