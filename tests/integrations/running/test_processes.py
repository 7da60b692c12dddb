"""Child processes are recorded, and linked with the call that started them or gave them something to do."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from corotrace import Trace, UsageError
from corotrace.events import Call, Noted, Outcome, RecordingStopped, Suspended
from corotrace.integrations.running.program import Program
from tests.integrations.running.kit import Ended, environment, names, recorded, trace_in

JOB = """
import asyncio, sys, os, time
async def square(n):
    await asyncio.sleep(0)
    return n * n
def run(n): return asyncio.run(square(n))
"""


def run(folder: Path, source: str, *options: str, words: tuple[str, ...] = (), **env: str) -> Trace:
    (folder / "app.py").write_text(JOB + source)
    ended = recorded(["app.py", *words], folder, options=("--processes", *options), **env)
    assert (ended.code, ended.err) == (0, ""), ended.err
    return trace_in(folder)


def lines(trace: Trace) -> list[str]:
    """Each call with its process and the one that made it."""
    return [f"{process(call)} {called(call)} < {call.parent and called(call.parent)}" for call in trace.calls()]


def called(call: Call) -> str:
    return f"{call.name}({', '.join(map(str, call.started.arguments))})"


def process(call: Call) -> int | None:
    return call.started.place.thread.process


def notes(trace: Trace) -> list[str]:
    return [event.text for event in trace.events if isinstance(event, Noted)]


METHODS = ["fork", "spawn", "forkserver"]


@pytest.mark.parametrize("method", METHODS)
def test_processes_and_jobs_of_multiprocessing_are_called_by_who_gave_them_something_to_do(
    method: str, tmp_path: Path
) -> None:
    trace = run(
        tmp_path,
        """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
async def one(pool, n): return await asyncio.get_running_loop().run_in_executor(pool, run, n)
async def two(pool): return [pool.submit(run, n) for n in (2, 3)]
async def starts(context):
    process = context.Process(target=run, args=(7,))
    process.start()
    process.join()
async def main():
    context = multiprocessing.get_context(sys.argv[1])
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        await one(pool, 1)
        [job.result() for job in await two(pool)]
        await asyncio.gather(one(pool, 4), one(pool, 5))
        first = pool.submit(run, 6)
    await starts(context)
    first.result()
if __name__ == "__main__":
    asyncio.run(main())
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(sys.argv[1])) as pool:
        pool.submit(run, 8).result()
""",
        words=(method,),
    )
    assert sorted(line for line in lines(trace) if "square" in line) == [
        "2 square(1) < one(<ProcessPoolExecutor>, 1)",
        "2 square(2) < two(<ProcessPoolExecutor>)",
        "2 square(3) < two(<ProcessPoolExecutor>)",
        "2 square(4) < one(<ProcessPoolExecutor>, 4)",
        "2 square(5) < one(<ProcessPoolExecutor>, 5)",
        "2 square(6) < main()",
        f"3 square(7) < starts(<{ {'fork': 'Fork', 'spawn': 'Spawn', 'forkserver': 'ForkServer'}[method] }Context>)",
        "4 square(8) < None",
    ]
    assert all(call.asynchronous for call in trace.calls() if call.name == "square" and call.parent)
    assert {call.started.function.module for call in trace.calls()} == {"__main__"}
    assert {call.outcome for call in trace.calls()} == {Outcome.RETURNED}
    assert not notes(trace)
    assert isinstance(trace.events[-1], RecordingStopped)
    assert trace.events[-1].failure is None
    for number in (1, 2, 3, 4):
        assert f'box "process {number}"' in trace.to_puml()
        assert f"event loop of process {number}" in trace.to_puml(view="loop")
    assert "process 2" not in trace.to_puml(order="structure")


def test_structure_is_the_same_whichever_worker_gets_a_job(tmp_path: Path) -> None:
    source = """
from concurrent.futures import ProcessPoolExecutor
def work(n): return n * run(n)
def main():
    with ProcessPoolExecutor(3) as pool:
        return [job.result() for job in [pool.submit(work, n) for n in range(7)]]
main()
"""
    traces = [run(tmp_path, source, "--sync") for _ in range(3)]
    texts = {trace.to_puml(order="structure", fold=False) for trace in traces}
    assert len(texts) == 1
    assert texts.pop().count("work(") == 7


def test_workers_that_are_killed_when_their_work_is_done_have_written_it(tmp_path: Path) -> None:
    trace = run(
        tmp_path,
        """
import multiprocessing
async def main():
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            pool.map(run, range(20), chunksize=1)
if __name__ == "__main__":
    asyncio.run(main())
""",
    )
    jobs = [call for call in trace.calls() if call.name == "square"]
    assert Counter(call.value for call in jobs) == {str(n * n): 2 for n in range(20)}
    assert {call.parent for call in jobs} == {None}  # who has asked the pool is not known
    assert not notes(trace)


CHILD = """
import asyncio, sys, os, threading
async def work(n): return n
def plain(): return 1
threading.Thread(target=lambda: asyncio.run(work("thread"))).start()
asyncio.run(work(__name__))
plain()
"""


def test_programs_in_python_are_called_by_who_started_them(tmp_path: Path) -> None:
    for path in ("child.py", "package/__main__.py", "../elsewhere.py", "tool"):
        (tmp_path / "own" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / path).write_text(f"#!{sys.executable}\n{CHILD}")
    (tmp_path / "own" / "tool").chmod(0o755)
    trace = run(
        tmp_path / "own",
        """
import subprocess
async def starts(*words, **options): subprocess.run(words, check=True, **options)
async def main():
    await starts(sys.executable, "child.py")
    await starts(sys.executable, "-m", "package", env={})
    await starts("./tool")
    await starts(sys.executable, "../elsewhere.py")
    await starts(sys.executable, "-I", "child.py")
    await starts(sys.executable, "-Es", "child.py")
    process = await asyncio.create_subprocess_exec(os.path.basename(sys.executable), "child.py")
    await process.wait()
asyncio.run(main())
""",
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    )
    callers = [(process(call), call.parent) for call in trace.calls() if called(call) == "work('__main__')"]
    assert [(number, caller and (caller.name, caller.started.arguments[-1].text)) for number, caller in callers[:3]] == [
        (2, ("starts", "'child.py'")), (3, ("starts", "{}")), (4, ("starts", "'./tool'")),
    ]  # fmt: skip
    assert [(number, caller and caller.name) for number, caller in callers[3:]] == [(5, "main")]
    threads = [call for call in trace.calls() if called(call) == "work('thread')"]
    assert [(process(call), call.parent) for call in threads] == [(number, None) for number in (2, 3, 4, 5)]


def test_a_process_that_is_forked_by_any_thread_begins_with_its_main_one(tmp_path: Path) -> None:
    source = """
from concurrent.futures import ProcessPoolExecutor
def work(n): return n
def submits():
    with ProcessPoolExecutor(1) as pool:
        return [job.result() for job in [pool.submit(work, n) for n in range(2)]]
asyncio.run(asyncio.to_thread(submits))
"""
    trace = run(tmp_path, source, "--sync")
    assert [(call.name, call.started.place.thread.shown) for call in trace.calls()] == [
        ("submits", "process 1, asyncio_0"), ("work", "process 2"), ("work", "process 2"),
    ]  # fmt: skip
    timing = trace.to_puml(view="timing")
    assert 'concise "process 2 ' in timing
    assert "in process 1, asyncio_0" in timing


def test_children_of_children(tmp_path: Path) -> None:
    (tmp_path / "deeper.py").write_text(
        JOB + "async def middle():\n"
        "    if not os.fork():\n"
        "        os.execv(sys.executable, [sys.executable, 'deepest.py'])\n"
        "    os.wait()\n"
        "asyncio.run(middle())\n"
    )
    (tmp_path / "deepest.py").write_text(
        JOB + "import multiprocessing\n"
        "async def last():\n"
        "    process = multiprocessing.get_context('fork').Process(target=run, args=(3,))\n"
        "    process.start(); process.join()\n"
        "asyncio.run(last())\n"
    )
    source = """
import subprocess
async def main():
    subprocess.run([sys.executable, "deeper.py"])
asyncio.run(main())
"""
    assert lines(run(tmp_path, source)) == [
        "1 main() < None", "2 middle() < main()", "3 last() < middle()", "4 square(3) < last()",
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["execv({}, words)", "execve({}, words, os.environ)", "execlp({}, *words)"])
def test_a_process_that_becomes_another_program(way: str, tmp_path: Path) -> None:
    trace = run(
        tmp_path,
        """
async def main(n):
    await square(n)
    if n:
        words = [sys.executable, "app.py"]
        os.WAY
asyncio.run(main(len(sys.argv) - 1))
""".replace("WAY", way.format("sys.executable")),
        words=("once",),
    )
    assert lines(trace) == ["1 main(1) < None", "1 square(1) < main(1)", "2 main(0) < main(1)", "2 square(0) < main(0)"]
    assert [call.outcome for call in trace.calls()] == [None, *[Outcome.RETURNED] * 3]
    assert trace.events[-1].failure is None


def test_a_fork_in_the_middle_of_a_call(tmp_path: Path) -> None:
    source = """
async def forks():
    await square(1)
    child = not os.fork()
    if child:
        inner()
        os._exit(0)
    os.wait()
def inner():
    run(2)
def goes_on():
    run(3)
    if not os.fork():
        return run(4)
    os.wait()
    return None
asyncio.run(forks())
if goes_on():
    asyncio.run(square(5))
"""
    trace = run(tmp_path, source, "--sync")
    assert [line for line in lines(trace) if "square" in line] == [
        "1 square(1) < forks()",
        "2 square(2) < run(2)",
        "1 square(3) < run(3)",
        "3 square(4) < run(4)",
        "3 square(5) < None",
    ]
    made = {line.split(" < ")[0]: line.split(" < ")[1] for line in lines(trace)}
    assert (made["2 inner()"], made["2 run(2)"], made["3 run(4)"]) == ("forks()", "inner()", "goes_on()")
    assert notes(trace) == ["process 3 goes on with goes_on(), forked in the middle of it: that is not drawn here"]
    # it is no part of the task in which it was forked, and what it waits for is known
    (square,) = [call for call in trace.calls() if called(call) == "square(2)"]
    (inner,) = [call for call in trace.calls() if call.name == "inner"]
    assert inner.started.place.task is None
    assert square.started.place.task
    assert [event.call for event in trace.events if isinstance(event, Suspended)].count(square.started.call) == 1
    # in causal order, the fork comes after what was done before it
    (before,) = [call for call in trace.calls() if called(call) == "square(1)"]
    assert before.ended
    assert inner.started.since
    assert inner.started.since >= before.ended.seq


def test_what_a_killed_child_did_is_there(tmp_path: Path) -> None:
    trace = run(
        tmp_path,
        """
import multiprocessing, signal
async def busy():
    await square(1)
    await asyncio.sleep(0.3)
    os.kill(os.getpid(), signal.SIGKILL)
def runs(): asyncio.run(busy())
async def main(method):
    process = multiprocessing.get_context(method).Process(target=runs)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
if __name__ == "__main__":
    for method in ("fork", "spawn"):
        asyncio.run(main(method))
""",
    )
    assert [line for line in lines(trace) if "main" not in line.partition("<")[0]] == [
        "2 busy() < main('fork')", "2 square(1) < busy()", "3 busy() < main('spawn')", "3 square(1) < busy()",
    ]  # fmt: skip
    assert [call.outcome for call in trace.calls() if call.name == "busy"] == [None, None]
    assert notes(trace) == [
        f"process {number} ended here, or was killed: the file ends before the recording did" for number in (2, 3)
    ]
    assert "process 2 ended here" in trace.to_puml()


def test_nobody_waits_for_a_child_that_goes_on(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        JOB
        + """
def stays(done):
    run(1)
    os.write(done, b"x")
    os.close(1); os.close(2)
    time.sleep(60)
async def main():
    ready, done = os.pipe()
    if not os.fork():
        stays(done)
    os.read(ready, 1)
print(asyncio.run(main()))
"""
    )
    began = time.monotonic()
    # with no call open, all is in its file before the child says that it is ready
    how = ("--processes", "--sync", "--exclude", "*.stays")
    ended = recorded(["app.py"], tmp_path, options=how, TMPDIR=str(tmp_path))
    assert time.monotonic() - began < 30
    assert ended == Ended(0, "None\n", "")
    assert "2 square(1) < run(1)" in lines(trace_in(tmp_path))
    assert notes(trace_in(tmp_path)) == ["process 2 went on when the program had ended: what follows is not recorded"]
    assert not list(tmp_path.glob("corotrace-*"))


def test_what_is_recorded_is_the_same_as_in_the_program_itself(tmp_path: Path) -> None:
    (tmp_path / "child.py").write_text(JOB + "async def other(): ...\nrun(5)\nasyncio.run(other())\n")
    source = """
import subprocess, multiprocessing
async def main(password):
    subprocess.run([sys.executable, "child.py"])
    process = multiprocessing.get_context("spawn").Process(target=run, args=(6,))
    process.start()
    process.join()
if __name__ == "__main__":
    asyncio.run(main("abc"))
"""
    trace = run(tmp_path, source, "--include", "__main__.square", "--include", "*.run", "--sync", "--values", "none")
    assert [(process(call), call.name, call.value) for call in trace.calls()] == [
        (number, name, "…") for number in (2, 3) for name in ("run", "square")
    ]
    trace = run(tmp_path, source, "--exclude", "*.square")
    assert [call.name for call in trace.calls()] == ["main", "other"]


@pytest.mark.parametrize("how", ["environment", "file"])
def test_it_can_be_a_setting(how: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(JOB + "if not os.fork():\n    run(1)\n    os._exit(0)\nos.wait()\nrun(2)\n")
    if how == "file":
        (tmp_path / "pyproject.toml").write_text("[tool.corotrace]\nprocesses = true\n")
    env = {"COROTRACE_PROCESSES": "yes"} if how == "environment" else {}
    recorded(["app.py"], tmp_path, **env)
    assert lines(trace_in(tmp_path)) == ["2 square(1) < None", "1 square(2) < None"]
    recorded(["app.py"], tmp_path, options=("--no-processes",), **env)
    assert lines(trace_in(tmp_path)) == ["None square(2) < None"]


def test_a_program_without_children_is_recorded_as_ever(tmp_path: Path) -> None:
    assert lines(run(tmp_path, "run(1)")) == ["None square(1) < None"]


def test_a_signal_that_kills_the_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        JOB
        + """
async def main():
    if not os.fork():
        run(1)
        os._exit(0)
    os.wait()
    print("waits", flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""
    )
    command = [sys.executable, "-m", "corotrace", "run", "--processes", "-o", "trace.jsonl", "app.py"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE) as started:
        assert started.stdout
        assert started.stdout.readline() == b"waits\n"
        started.terminate()
    assert started.returncode == -signal.SIGTERM
    trace = trace_in(tmp_path)
    assert lines(trace) == ["1 main() < None", "2 square(1) < main()"]
    assert trace.events[-1].failure == "SIGTERM killed the program, and the file ends before the recording did"


def test_where_processes_cannot_be_forked_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.py").write_text("")
    monkeypatch.delattr(os, "fork")
    with pytest.raises(UsageError, match="cannot record child processes on this system; leave --processes out"):
        Program(str(tmp_path / "app.py"), processes=True)


def test_names_of_all_processes_are_those_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("async def helps(): ...\n")
    source = """
import multiprocessing, helper
def helped(): asyncio.run(helper.helps())
if __name__ == "__main__":
    process = multiprocessing.get_context("spawn").Process(target=helped)
    process.start()
    process.join()
"""
    assert names(run(tmp_path, source)) == ["helper.helps"]
