"""Runs a program under a recording: ``python -P child.py DESK``, where DESK is a directory with ``request.json``.

It leaves ``trace.jsonl`` and ``report.json`` there, or ends with a code that is not 0 and says why.
`corotrace.integrations.sphinx.program` runs it as a script, so that the program does not find Sphinx imported.
"""

import asyncio
import importlib
import importlib.util
import inspect
import json
import operator
import re
import runpy
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corotrace.trace import Trace


def main(desk: Path) -> None:
    """Run what the request asks for, and leave what came of it on the desk."""
    request = json.loads((desk / "request.json").read_text(encoding="utf-8"))
    sys.path[:] = request["path"]  # as Sphinx has it, so corotrace is found where Sphinx found it
    from corotrace.errors import CorotraceError
    from corotrace.events import show_nothing

    try:
        trace = run(request)
        if show_nothing(trace.events):
            sys.exit("nothing was recorded: no function was called that @traced decorates")
        trace.save(desk / "trace.jsonl")
    except CorotraceError as error:
        sys.exit(str(error))
    except Exception as error:  # noqa: BLE001 - whatever the program raises is told to who wrote it
        sys.exit("".join(traceback.format_exception(type(error), error, within_program(error))).rstrip())
    source = request["file"] or inspect.getfile(sys.modules[request["module"]])
    report = {"source": source, "files": sorted({source, *own_files()})}
    (desk / "report.json").write_text(json.dumps(report), encoding="utf-8")


def run(request: dict[str, Any]) -> "Trace":
    """Run the program; the trace is the one that it returns, or else that of its own ``record()``, or else ours."""
    from corotrace.errors import UsageError
    from corotrace.session import record
    from corotrace.trace import Trace

    with recordings_noted() as own:
        program = program_of(request)
        with record(request["title"]) as around:
            own.clear()  # ours, and what was recorded while the function's module was imported
            result = ended(program)
    if isinstance(result, Trace):
        return result
    if len(own) > 1:
        raise UsageError(
            f"it records {len(own)} times, which leaves open what to draw; write a function that returns one of the "
            "traces, and name it with :function:"
        )
    return own[0] if own else around


def program_of(request: dict[str, Any]) -> Callable[[], object]:
    """What to call: the file as a whole, or a function of a file or module, which is imported here."""
    file, function = request["file"], request["function"]
    sys.argv[:] = [file or request["module"]]
    if file:
        sys.path.insert(0, str(Path(file).parent))
        if function is None:
            return lambda: runpy.run_path(file, run_name="__main__")
    module = load(file) if file else importlib.import_module(request["module"])
    found: Callable[[], object] = operator.attrgetter(function)(module)
    return found


def load(file: str) -> Any:
    """Import a file by its path, whatever else goes by that name."""
    name = Path(file).stem
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec  # noqa: S101 - it ends in .py
    assert spec.loader  # noqa: S101
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ended(program: Callable[[], object]) -> object:
    """Call the program, and let a coroutine run; ``sys.exit()`` is an ordinary end."""
    try:
        result = program()
        return asyncio.run(result) if inspect.iscoroutine(result) else result
    except SystemExit as leaving:
        if leaving.code in (None, 0):
            return None
        raise


@contextmanager
def recordings_noted() -> "Iterator[list[Trace]]":
    """Note each recording that the program begins itself: it chose what is recorded, and what is masked."""
    import corotrace
    import corotrace.session

    noted: list[Trace] = []
    original = corotrace.session.record

    @contextmanager
    def record(*args: Any, **options: Any) -> "Iterator[Trace]":
        with original(*args, **options) as trace:
            noted.append(trace)
            yield trace

    corotrace.record = corotrace.session.record = record
    try:
        yield noted
    finally:
        corotrace.record = corotrace.session.record = original


def within_program(error: BaseException) -> Any:
    """The traceback from where the program's own code begins."""
    step = error.__traceback__
    while step and re.search(r"runpy|importlib", step.tb_frame.f_code.co_filename.replace(__file__, "runpy")):
        step = step.tb_next
    return step


def own_files() -> set[str]:
    """The files of imported modules, but not of the standard library and of installed packages."""
    installed = {
        Path(path).resolve() for path in map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib"))
    }
    files = {getattr(module, "__file__", None) for module in tuple(sys.modules.values())}
    paths = (Path(file).resolve() for file in files if isinstance(file, str) and file.endswith(".py"))
    return {str(path) for path in paths if not installed & {*path.parents} and "site-packages" not in path.parts}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
