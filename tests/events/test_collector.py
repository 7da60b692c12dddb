"""The garbage collector rests as long as anybody asks it to, and is left as it was."""

import gc
import threading
from collections.abc import Callable, Iterator

import pytest

from corotrace.events import collector_at_rest


@pytest.fixture(autouse=True)
def _on() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_rests_and_goes_on() -> None:
    with collector_at_rest():
        assert not gc.isenabled()
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off() -> None:
    gc.disable()
    with collector_at_rest():
        pass
    assert not gc.isenabled()


def test_it_goes_on_after_an_exception() -> None:
    with pytest.raises(ValueError, match="broken"), collector_at_rest():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_thread_that_is_done_does_not_let_it_go_on_for_another_one() -> None:
    begun, done = threading.Event(), threading.Event()

    def rest() -> None:
        with collector_at_rest():
            begun.set()
            done.wait()

    thread = threading.Thread(target=rest)
    thread.start()
    begun.wait()
    with collector_at_rest():
        done.set()
        thread.join()
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("held", "then"),
    [
        (
            "collector_at_rest()",
            "enabled = gc.isenabled(); frames_of_threads(); os._exit(not (enabled and gc.isenabled()))",
        ),
        ("collector._rest._lock", "collector_at_rest().__enter__(); os._exit(0)"),
    ],
    ids=["it goes on", "it waits for no thread that it does not have"],
)
def test_in_a_forked_process(run_python: Callable[..., str], held: str, then: str) -> None:
    pytest.importorskip("resource", reason="there is no fork")
    program = f"""
import gc, os, signal, threading, warnings
from corotrace.events import collector, collector_at_rest
from corotrace.recording.frames import frames_of_threads
warnings.simplefilter("ignore")  # of threads
held, over = threading.Event(), threading.Event()

def hold():
    with {held}:
        held.set()
        over.wait()

thread = threading.Thread(target=hold)
thread.start()
held.wait()
child = os.fork()
if not child:
    signal.alarm(10)
    {then}
print(os.waitpid(child, 0)[1])
over.set()
thread.join()
"""
    assert run_python(program) == "0\n"
