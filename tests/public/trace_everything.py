"""A pytest plugin: traces all functions of the packages that PUBLIC_PACKAGES names, and records each phase of a test.

What corotrace itself got wrong, and how much it saw, is written to the file that PUBLIC_TRACE names.
"""

import importlib.machinery
import json
import logging
import os
import sys
import traceback
from collections import Counter
from collections.abc import Generator, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from corotrace import NotTraceableError, record, traced
from corotrace.events import CallStarted, RecordingStopped

_PACKAGES = tuple(os.environ["PUBLIC_PACKAGES"].split())
_UNTRACED = tuple(os.environ["PUBLIC_UNTRACED"].split())
_RECORDING = os.environ.get("PUBLIC_RECORDING", "on") == "on"

#: Methods with special names that are traced like others; the rest is left as it is.
_SPECIAL = {
    f"__{name}__"
    for name in ("init", "call", "aenter", "aexit", "enter", "exit", "aiter", "anext", "await")
}  # fmt: skip

#: What each function was replaced with; one that has several names stays one function.
_replaced: dict[int, tuple[Any, Any]] = {}
_refused: list[str] = []
_seen: Counter[str] = Counter()
#: What corotrace itself got wrong: the traceback, and where.
_problems: list[tuple[str, str]] = []


def _traced(function: Any) -> Any:
    """The traced function, or the very function where corotrace says that it cannot be traced."""
    if id(function) not in _replaced:
        try:
            _replaced[id(function)] = function, traced(function)
        except NotTraceableError as error:
            _refused.append(str(error))
            return function
    return _replaced[id(function)][1]


def _trace_class(cls: type, module: str) -> None:
    for name, value in list(vars(cls).items()):
        if isinstance(value, type):
            if value.__module__ == module and value.__qualname__.startswith(f"{cls.__qualname__}."):
                _trace_class(value, module)
        elif (not name.startswith("__") or name in _SPECIAL) and _is_own(value, module):
            setattr(cls, name, _traced(value))


def _is_own(value: Any, module: str) -> bool:
    function = value.__func__ if isinstance(value, staticmethod | classmethod) else value
    return isinstance(function, FunctionType) and function.__module__ == module


def _trace_module(module: ModuleType) -> None:
    """Replace the functions of a module that has just been executed, before anything else imports them."""
    name = module.__name__
    for key, value in list(vars(module).items()):
        if isinstance(value, type) and value.__module__ == name:
            _trace_class(value, name)
        elif _is_own(value, name) and not (key.startswith("__") and key.endswith("__")):
            setattr(module, key, _traced(value))
    # modules that import each other got hold of functions before they were replaced
    for other in [found for found in sys.modules if _is_of_packages(found)]:
        for key, value in list(getattr(sys.modules[other], "__dict__", {}).items()):
            original, replacement = _replaced.get(id(value), (None, None))
            if original is value and value is not None:
                setattr(sys.modules[other], key, replacement)


def _is_of_packages(name: str) -> bool:
    def within(packages: Sequence[str]) -> bool:
        return any(name == package or name.startswith(f"{package}.") for package in packages)

    return within(_PACKAGES) and not within(_UNTRACED)


class _Finder(MetaPathFinder):
    """Lets the other finders find a module, and has its functions replaced as soon as it has been executed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not _is_of_packages(fullname):
            return None
        for finder in sys.meta_path:
            found = None if finder is self else finder.find_spec(fullname, path, target)
            if found is not None:
                _watch(found.loader)
                return found
        return None


def _watch(loader: Any) -> None:
    """Put the replacing behind the loader's own work; the loader stays the object that the program may ask for."""
    execute = getattr(loader, "exec_module", None)
    if execute is None or getattr(execute, "traces", False):
        return

    def exec_module(module: ModuleType) -> None:
        execute(module)
        if _is_of_packages(module.__name__):
            _trace_module(module)

    exec_module.traces = True  # type: ignore[attr-defined]
    loader.exec_module = exec_module


class _OwnErrors(logging.Handler):
    """Keeps what corotrace logs: it does so when something inside of it fails."""

    def emit(self, logged: logging.LogRecord) -> None:
        error = "".join(traceback.format_exception(logged.exc_info[1])) if logged.exc_info else ""
        _problems.append((f"it stopped recording:\n{error}", logged.getMessage()))


def _recorded(item: pytest.Item, phase: str) -> Generator[None, Any, Any]:
    if not _RECORDING:
        return (yield)
    title = f"{phase} of {item.nodeid}"
    trace = None
    try:
        with record(title) as trace:
            return (yield)
    finally:
        if trace is not None:
            _check(trace, title)


def _check(trace: Any, title: str) -> None:
    try:
        events = trace.events
        _seen.update(type(event).__name__ for event in events)
        last = events[-1]
        if isinstance(last, RecordingStopped) and last.failure is not None:
            _problems.append((f"it failed while it recorded: {last.failure}", title))
        if not isinstance(last, RecordingStopped):
            _problems.append((f"the last event is not the end of the recording: {last!r}", title))
        if not trace.to_puml().startswith("@startuml"):
            _problems.append(("the diagram does not begin with @startuml", title))
    except Exception:
        _problems.append((f"its events or its diagram cannot be had:\n{traceback.format_exc()}", title))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _recorded(item, "setup"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _recorded(item, "call"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _recorded(item, "teardown"))


def pytest_sessionfinish() -> None:
    Path(os.environ["PUBLIC_TRACE"]).write_text(
        json.dumps(
            {
                "traced": len(_replaced),
                "refused": _refused,
                "calls": _seen[CallStarted.__name__],
                "events": dict(_seen),
                "problems": _problems,
            }
        )
    )


_early = sorted(name for name in sys.modules if _is_of_packages(name))
if _early:
    raise RuntimeError(f"imported before they could be traced: {', '.join(_early)}")
logging.getLogger("corotrace").addHandler(_OwnErrors())
sys.meta_path.insert(0, _Finder())
