"""Frames of other threads are read without harm."""

import gc
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Thread
from types import FrameType

import pytest

from corotrace import record, traced
from corotrace.recording.frames import reading_frames

PROGRAM = """
import gc, sys, threading, time
from concurrent.futures import Future
from corotrace.recording.submitters import is_being_submitted

gc.callbacks.append(lambda phase, info: time.sleep(0.00001))  # lets other threads run in the middle of a collection
sys.setswitchinterval(1e-5)
over = False
job = Future()

def deep(depth):
    return deep(depth - 1) if depth else None

def spin():
    while not over:
        deep(20)

def look():
    for _ in range(300):
        is_being_submitted(job)

spinner = threading.Thread(target=spin)
spinner.start()
for threshold in range(1, 8):
    gc.set_threshold(threshold)
    lookers = [threading.Thread(target=look) for _ in range(2)]
    for thread in lookers:
        thread.start()
    for thread in lookers:
        thread.join()
over = True
spinner.join()
print("done", gc.isenabled())
"""


def test_a_collection_meanwhile_does_not_hang_or_crash_the_program(run_python: Callable[..., str]) -> None:
    assert run_python(PROGRAM) == "done True\n"


def test_the_collector_stays_off_where_it_was_off(run_python: Callable[..., str]) -> None:
    program = "import gc\nfrom corotrace.recording.frames import reading_frames\ngc.disable()\n"
    assert run_python(f"{program}with reading_frames(): pass\nprint(gc.isenabled())") == "False\n"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="it is turned off for a moment")
def test_the_collector_is_left_to_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread could see it turned off, or turn it off itself, and it would be turned on again."""
    turned: list[str] = []
    for name in ("disable", "enable"):
        monkeypatch.setattr(gc, name, lambda name=name: turned.append(name))
    with reading_frames():
        pass
    assert turned == []


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="it is not turned off")
def test_an_interruption_leaves_the_collector_on(monkeypatch: pytest.MonkeyPatch) -> None:
    disable = gc.disable

    def interrupted() -> None:
        disable()
        raise KeyboardInterrupt  # Ctrl-C comes as soon as a function returns

    with monkeypatch.context() as patched:
        patched.setattr(gc, "disable", interrupted)
        with pytest.raises(KeyboardInterrupt), reading_frames():
            pass
    assert gc.isenabled()


def test_a_thread_under_a_debugger_keeps_its_variables() -> None:
    """Before Python 3.13, a frame takes them from a dictionary when a tracer returns, which others can change."""
    go = Event()
    results = []

    @traced
    def job() -> int:
        go.wait()
        return 1

    def main(pool: ThreadPoolExecutor) -> None:
        future = pool.submit(job)

        def tracer(frame: FrameType, _event: str, _argument: object) -> None:
            if frame.f_code is Future.result.__code__:
                go.set()
                future.exception()  # which is waited for as long as the frame stands still

        sys.settrace(tracer)
        results.append(future.result())

    with ThreadPoolExecutor(1) as pool, record() as trace:
        thread = Thread(target=main, args=(pool,))
        thread.start()
        thread.join()
    assert len(trace.calls()) == 1
    assert results == [1]


def test_a_forked_process_may_look(run_python: Callable[..., str]) -> None:
    pytest.importorskip("resource", reason="there is no fork")
    program = """
import gc, os, signal, threading, warnings
from corotrace.recording import frames
warnings.simplefilter("ignore")  # of threads
held, over = threading.Event(), threading.Event()

def hold():
    with frames._collector.lock, frames.reading_frames():
        held.set()
        over.wait()

thread = threading.Thread(target=hold)
thread.start()
held.wait()
child = os.fork()
if not child:
    signal.alarm(10)
    with frames.reading_frames():
        others = frames.frames_of_threads()
    os._exit(0 if others == {} and gc.isenabled() else 1)
print(os.waitpid(child, 0)[1])
over.set()
thread.join()
"""
    assert run_python(program) == "0\n"
