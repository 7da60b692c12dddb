"""Runs a program under a recording: ``python child.py HOME REQUEST``.

HOME is the directory that corotrace is imported from, REQUEST the file of a `Request`. The process is the program's
own: what the interpreter does at its end, it does as if it had been given the program.
"""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the directory of this file, where modules have names that others have too
sys.path.append(sys.argv[1])

import atexit
import signal
from pathlib import Path

from corotrace.integrations.running.loading import trace_what_is_loaded
from corotrace.integrations.running.main_module import prepare_file, prepare_module, run_module
from corotrace.integrations.running.own import Own
from corotrace.integrations.running.request import Request
from corotrace.integrations.running.scripts import hide_ourselves, run_script
from corotrace.recording import keep_weak_methods_whole
from corotrace.session import record

sys.path.pop()


def main(request: Request) -> None:
    """Run the program; leave as it leaves."""
    prepare = prepare_module if request.is_module else prepare_file
    roots = prepare(request.target, request.arguments)
    own = Own(roots, tuple(request.include), tuple(request.exclude))
    trace_what_is_loaded(own, sync=request.sync)
    keep_weak_methods_whole()
    if request.family is None:
        _record(request)
    else:
        _record_all(request, roots, Path(request.family))
    try:
        if hasattr(signal, "pthread_sigmask"):  # until now the program was not there to get them
            signal.pthread_sigmask(signal.SIG_SETMASK, request.blocked_signals)
        if request.is_module:
            run_module(request.target)
        else:
            run_script(request.target, own, sync=request.sync)
    except BaseException:
        hide_ourselves()
        raise


def _record(request: Request) -> None:
    recording = record(request.title, values=request.values, spool=request.spool)  # type: ignore[arg-type]
    recording.__enter__()
    # it is called after all that the program registers, when its threads have ended
    atexit.register(recording.__exit__, None, None, None)


def _record_all(request: Request, roots: tuple[str, ...], folder: Path) -> None:
    from corotrace.integrations.running.beginning import record_family  # not everywhere can processes be forked
    from corotrace.integrations.running.family import Member, Rules

    rules = Rules(
        list(roots), request.include, request.exclude, sync=request.sync, title=request.title, values=request.values
    )
    rules.write(folder)
    record_family(Member(folder), rules, Path(request.spool), is_child=False)


if __name__ == "__main__":
    main(Request.read(Path(sys.argv[2])))
