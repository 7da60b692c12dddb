"""Has the modules that Python loads compiled in our way; no cache is read or written for them."""

import ast
import contextlib
import importlib.machinery
import os
import runpy
import sys
import zipimport
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from corotrace.integrations.running.own import Own
from corotrace.integrations.running.rewriting import Decorate, compile_decorated, compile_traced

_LOADERS: tuple[Any, ...] = (importlib.machinery.SourceFileLoader, zipimport.zipimporter)
#: Python leaves frames of this file out of the tracebacks of imports.
_IMPORTLIB = "<frozen importlib._bootstrap_external>"
#: Of a traced call, ours included: as deep as a program may go without us, it is to go with us.
_FRAMES = 3
#: The code of our own frames between Python's import and the compiler.
own_code: set[CodeType] = set()


def trace_what_is_loaded(own: Own, *, sync: bool) -> None:
    """Compile the modules of the user's own code with a decorator on their functions, from now on.

    The loaders' method is replaced, and nothing put among the finders: modules that are loaded by their path, without a
    finder, are seen too, and ``sys.meta_path`` and each module's loader are what they are without us.

    Args:
        own: tells which functions are traced.
        sync: whether plain functions are traced, too.
    """
    sys.setrecursionlimit(_FRAMES * sys.getrecursionlimit())
    for loader in _LOADERS:
        loader.get_code = _tracing(loader.get_code, own, sync)
    runpy._get_code_from_file = _tracing_file(runpy._get_code_from_file, own, sync)  # type: ignore[attr-defined]


def decorate_in_library(module: str, decorators: Mapping[str, Decorate]) -> None:
    """Decorate functions and classes of a library, now or when it is loaded.

    Args:
        module: their module.
        decorators: what decorates each, by its name.
    """
    loaded = sys.modules.get(module)
    for name, decorate in decorators.items() if loaded else ():
        setattr(loaded, name, decorate(getattr(loaded, name)))
    _in_library[module] = decorators


_in_library: dict[str, Mapping[str, Decorate]] = {}


def _tracing(original: Callable[[Any, str], CodeType | None], own: Own, sync: bool) -> Callable[..., Any]:
    def get_code(self: Any, fullname: str) -> CodeType | None:
        code = _traced_code(self, fullname, own, sync)
        return original(self, fullname) if code is None else code

    assert isinstance(get_code, FunctionType)  # noqa: S101
    get_code.__code__ = get_code.__code__.replace(co_filename=_IMPORTLIB)
    own_code.add(get_code.__code__)
    return get_code


def _tracing_file(original: Callable[..., Any], own: Own, sync: bool) -> Callable[..., Any]:
    """The same of what runs the files of programs, which is how multiprocessing loads them in its children."""

    def get_code_from_file(*args: Any) -> Any:
        found = original(*args)
        path = os.fspath(args[-1])
        with contextlib.suppress(Exception):  # it is no source
            if own.may_trace("__main__", path):
                code = compile_traced(Path(path).read_bytes(), path, own.decorate, sync=sync)
                return (code, *found[1:]) if isinstance(found, tuple) else code
        return found

    own_code.add(get_code_from_file.__code__)
    return get_code_from_file


def _traced_code(loader: Any, fullname: str, own: Own, sync: bool) -> CodeType | None:
    """The code of a module, or None where Python is to load it alone: what is wrong with it, Python says best."""
    try:
        path = os.fspath(loader.get_filename(fullname))
        if fullname in _in_library and path.endswith(".py"):
            return _decorated(loader.get_data(path), path, _in_library[fullname])
        if not path.endswith(".py") or not own.may_trace(fullname, path) or _compiles_by_itself(loader):
            return None
        return compile_traced(loader.get_data(path), path, own.decorate, sync=sync)
    except Exception:  # noqa: BLE001 - Python finds the same error, or none
        return None


def _decorated(source: bytes, path: str, decorators: Mapping[str, Decorate]) -> CodeType:
    def is_chosen(node: ast.AST) -> bool:
        return getattr(node, "name", None) in decorators

    return compile_decorated(source, path, lambda made: decorators[made.__name__](made), is_chosen)


def _compiles_by_itself(loader: Any) -> bool:
    """Whether it is of a subclass that changes the code in its own way, as type checkers at run time do."""
    compiles = getattr(type(loader), "source_to_code", None)
    return compiles is not getattr(importlib.machinery.SourceFileLoader, "source_to_code", None) and not isinstance(
        loader, zipimport.zipimporter
    )
