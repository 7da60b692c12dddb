"""A script, compiled in our way and run with nothing of ours in sight."""

import contextlib
import sys
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

from corotrace.integrations.running.loading import own_code
from corotrace.integrations.running.main_module import run_file
from corotrace.integrations.running.own import Own
from corotrace.integrations.running.rewriting import compile_traced

_OUR_FILES = str(Path(__file__).parent)


def run_script(path: str, own: Own, *, sync: bool) -> None:
    """Run a script, or the ``__main__`` of a directory or archive, with its own functions traced.

    Args:
        path: as it was given.
        own: tells which functions are traced.
        sync: whether plain functions are traced, too.
    """

    def compile_script(source: bytes, file: str) -> CodeType:
        with contextlib.suppress(Exception):  # Python finds the same error, or none
            return compile_traced(source, file, own.decorate, sync=sync)
        return compile(source, file, "exec", dont_inherit=True)

    run_file(path, compile_script)


def hide_ourselves() -> None:
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
