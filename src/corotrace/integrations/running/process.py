"""The program's process: started, passed the signals on, and awaited."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_CHILD = Path(__file__).with_name("child.py")
_HOME = str(Path(__file__).parents[3])
#: Signals that somebody may mean for the program.
_FORWARDED = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
    if hasattr(signal, name)
]
#: What happened before a signal that may kill the program is written by then (`recording.spool`).
_GRACE = 0.1
_BY_A_PROCESS = (0, -6)  # SI_USER and SI_TKILL: not from a terminal, which signals the program by itself
_PR_SET_PDEATHSIG = 1


def run_process(request: Path) -> int:
    """Run the program to its end.

    Args:
        request: the file that tells the process what to run.

    Returns:
        Its exit code; minus the number of a signal that killed it.
    """
    options = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]  # -X, -W, -O and the like
    process = subprocess.Popen(  # noqa: S603 - the program is the user's
        [sys.executable, *options, str(_CHILD), _HOME, str(request)],
        close_fds=False,
        preexec_fn=_die_with_us(),
    )
    if hasattr(signal, "sigwaitinfo"):
        _pass_signals_on(process)
    with _interrupts_ignored():
        return process.wait()


@contextlib.contextmanager
def signals_kept() -> Iterator[list[int]]:
    """Let no signal end this process; what comes is kept until the program's process gets it.

    Yields:
        The signals that were blocked before.
    """
    if not hasattr(signal, "sigwaitinfo"):
        yield []
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [*_FORWARDED, signal.SIGCHLD])
    try:
        yield [int(number) for number in before]
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_as(code: int) -> None:
    """End this process as the program ended.

    Args:
        code: what `run_process` gave.
    """
    if code < 0:
        with contextlib.suppress(OSError, ValueError):  # it cannot be caught, or is none
            signal.signal(-code, signal.SIG_DFL)
        sys.stdout.flush()
        with contextlib.suppress(ImportError):
            import resource

            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        os.kill(os.getpid(), -code)
    sys.exit(code if code >= 0 else 128 - code)


def _pass_signals_on(process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        caught = signal.sigwaitinfo([*_FORWARDED, signal.SIGCHLD])
        if caught.si_signo != signal.SIGCHLD and caught.si_code in _BY_A_PROCESS and caught.si_pid != process.pid:
            time.sleep(_GRACE)
            process.send_signal(caught.si_signo)


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Leave Ctrl-C to the program, which gets it from the terminal too."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _die_with_us() -> Callable[[], object] | None:
    """On Linux, has the program killed when this process is."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
