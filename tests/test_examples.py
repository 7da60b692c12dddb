"""From the program to the picture's text: the tutorial's examples really run, and say what really happened."""

import importlib.util
import re
from pathlib import Path

import pytest

from corotrace import Trace
from corotrace.events import Call, Noted

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


def run_example(name: str) -> Trace:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    trace = module.run()
    assert isinstance(trace, Trace)
    return trace


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


@pytest.mark.parametrize("name", ["gather", "sequential", "loop_in_thread"])
def test_the_diagrams_of_the_documents_are_there(name: str) -> None:
    diagrams = EXAMPLES.parents[1] / "diagrams"
    assert all((diagrams / f"{name}.{suffix}").stat().st_size > 500 for suffix in ("puml", "svg", "png"))
