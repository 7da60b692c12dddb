"""Runs a program as ``__main__``, as Python itself does: a script, a module, a directory or an archive."""

import builtins
import importlib.machinery
import importlib.util
import os
import pkgutil
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from corotrace.integrations.running.own import is_installed

Compile = Callable[[bytes, str], CodeType]


def prepare_module(name: str, arguments: list[str]) -> tuple[str, ...]:
    """Set ``sys.argv`` and ``sys.path`` as ``python -m`` does.

    Returns:
        Where the user's own code is: the named package, what stands beside the named module, or, where these are
        installed, the working directory.
    """
    sys.argv[:] = ["-m", *arguments]
    here = os.getcwd()  # noqa: PTH109 - as Python does
    _set_first_path(here)
    spec = importlib.util.find_spec(name.partition(".")[0])
    if spec is None or not (spec.origin or spec.submodule_search_locations):
        return (os.path.realpath(here),)
    places = spec.submodule_search_locations or [str(Path(spec.origin or "").parent)]
    roots = tuple(map(os.path.realpath, places))
    return (os.path.realpath(here),) if any(map(is_installed, roots)) else roots


def prepare_file(path: str, arguments: list[str]) -> tuple[str, ...]:
    """Set ``sys.argv`` and ``sys.path`` as Python does for a script, a directory or an archive.

    Returns:
        Where the user's own code is.
    """
    sys.argv[:] = [path, *arguments]
    if pkgutil.get_importer(path) is not None:
        _set_first_path(_absolute(path), always=True)
        return (os.path.realpath(path),)
    return (set_path_of_script(path),)


def set_path_of_script(path: str) -> str:
    """Put the directory of a script first in ``sys.path``, unless that is not to be.

    Returns:
        The directory.
    """
    folder = os.path.dirname(os.path.realpath(path))  # noqa: PTH120 - as Python does
    _set_first_path(folder)
    return folder


def _set_first_path(path: str, *, always: bool = False) -> None:
    if always or not sys.flags.safe_path:
        sys.path.insert(0, path)


def run_module(name: str) -> None:
    """Run a module as ``__main__``."""
    _new_main_module()
    runpy._run_module_as_main(name)  # type: ignore[attr-defined]  # what Python itself calls for -m


def run_file(path: str, compile_script: Compile) -> None:
    """Run a script, or the ``__main__`` of a directory or archive.

    Args:
        path: as it was given.
        compile_script: compiles the source of a script.
    """
    main = _new_main_module()
    if pkgutil.get_importer(path) is not None:
        runpy._run_module_as_main("__main__", False)  # type: ignore[attr-defined]
        return
    file = _absolute(path)
    main.__file__, main.__cached__ = file, None
    main.__loader__ = importlib.machinery.SourceFileLoader("__main__", file)
    code = compile_script(Path(file).read_bytes(), file)
    exec(code, vars(main))  # noqa: S102 - that is what it is for


def _new_main_module() -> Any:
    main: Any = ModuleType("__main__")
    main.__builtins__ = builtins
    if sys.version_info < (3, 14):
        main.__annotations__ = {}
    sys.modules["__main__"] = main
    return main


def _absolute(path: str) -> str:
    """The path as Python makes it absolute: nothing is tidied up."""
    return os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH118 - as Python does
