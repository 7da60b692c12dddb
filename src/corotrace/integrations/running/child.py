"""Runs a program under a recording: ``python child.py HOME REQUEST``.

HOME is the directory that corotrace is imported from, REQUEST the file of a `Request`. The process is the program's
own: what the interpreter does at its end, it does as if it had been given the program.
"""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the directory of this file, where modules have names that others have too
sys.path.append(sys.argv[1])

import atexit
import contextlib
import signal
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

from corotrace.integrations.running.loading import own_code, trace_what_is_loaded
from corotrace.integrations.running.main_module import prepare_file, prepare_module, run_file, run_module
from corotrace.integrations.running.own import Own
from corotrace.integrations.running.request import Request
from corotrace.integrations.running.rewriting import compile_traced
from corotrace.recording import keep_weak_methods_whole
from corotrace.trace import record

sys.path.pop()

_OUR_FILES = str(Path(__file__).parent)


def main(request: Request) -> None:
    """Run the program; leave as it leaves."""
    prepare = prepare_module if request.is_module else prepare_file
    roots = prepare(request.target, request.arguments)
    own = Own(roots, tuple(request.include), tuple(request.exclude))
    trace_what_is_loaded(own, sync=request.sync)
    keep_weak_methods_whole()
    _record(request)
    try:
        if hasattr(signal, "pthread_sigmask"):  # until now the program was not there to get them
            signal.pthread_sigmask(signal.SIG_SETMASK, request.blocked_signals)
        if request.is_module:
            run_module(request.target)
        else:
            run_file(request.target, lambda source, path: _compile_script(source, path, own, sync=request.sync))
    except BaseException:
        _hide_ourselves()
        raise


def _record(request: Request) -> None:
    recording = record(request.title, values=request.values, spool=request.spool)  # type: ignore[arg-type]
    recording.__enter__()
    # it is called after all that the program registers, when its threads have ended
    atexit.register(recording.__exit__, None, None, None)


def _compile_script(source: bytes, path: str, own: Own, *, sync: bool) -> CodeType:
    with contextlib.suppress(Exception):  # Python finds the same error, or none
        return compile_traced(source, path, own.decorate, sync=sync)
    return compile(source, path, "exec", dont_inherit=True)


def _hide_ourselves() -> None:
    """Let the interpreter report the exception that ends the program without our frames."""
    hook = sys.excepthook

    def report(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> Any:
        sys.excepthook = hook
        error.__traceback__ = sys.last_traceback = _without_our_frames(traceback)
        return hook(kind, error, error.__traceback__)

    sys.excepthook = report


def _without_our_frames(traceback: TracebackType | None) -> TracebackType | None:
    if traceback is None:
        return None
    rest = _without_our_frames(traceback.tb_next)
    code = traceback.tb_frame.f_code
    if code in own_code or code.co_filename.startswith(_OUR_FILES):
        return rest
    traceback.tb_next = rest
    return traceback


if __name__ == "__main__":
    main(Request.read(Path(sys.argv[2])))
