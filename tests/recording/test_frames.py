"""Frames of other threads are read without harm."""

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Thread
from types import FrameType

import pytest

from corotrace import record, traced

PROGRAM = """
import gc, sys, threading, time
from corotrace.recording.frames import frames_of_threads

gc.callbacks.append(lambda phase, info: time.sleep(0.00001))  # lets other threads run in the middle of a collection
sys.setswitchinterval(1e-5)
over = False

def deep(depth):
    return deep(depth - 1) if depth else None

def spin():
    while not over:
        deep(20)

def look():
    for _ in range(1000):
        frames_of_threads()

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


def test_a_collection_meanwhile_does_not_hang_the_program(run_python: Callable[..., str]) -> None:
    assert run_python(PROGRAM) == "done True\n"


def test_the_collector_stays_off_where_it_was_off(run_python: Callable[..., str]) -> None:
    program = "import gc\nfrom corotrace.recording.frames import frames_of_threads\ngc.disable()\n"
    assert run_python(f"{program}frames_of_threads()\nprint(gc.isenabled())") == "False\n"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="it runs between two steps of code alone")
@pytest.mark.parametrize(
    "look", ["submitters.submitter_of(Job())", "submitters.is_being_submitted(Job())", "waiters.waiters_of(Job())"]
)
def test_no_collection_lets_other_threads_run_on_while_their_frames_are_read(
    run_python: Callable[..., str], look: str
) -> None:
    """On Python 3.11 the object of a frame would be written to where that frame was: the process may crash."""
    program = f"""
import asyncio, gc, sys, threading
from concurrent.futures import Future as Job
from corotrace.recording import submitters, waiters

deep, over = threading.Event(), threading.Event()

def call(depth):
    if depth:
        return call(depth - 1)
    deep.set()
    over.wait()

def collected(phase, info):
    frame = sys._getframe().f_back
    if phase == "start" and frame and frame.f_code.co_name in ("_stack", "_holds", "_is_blocked_on"):
        print("collected in", frame.f_code.co_name)

thread = threading.Thread(target=call, args=(30,))
thread.start()
deep.wait()
gc.callbacks.append(collected)

async def main():
    for _ in range(10):
        {look}

gc.set_threshold(1)
asyncio.run(main())
gc.set_threshold(0)
over.set()
thread.join()
print(gc.isenabled())
"""
    assert run_python(program) == "True\n"


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
