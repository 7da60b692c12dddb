"""Where a function comes from: its module, its place in a file, and whether it is the user's own."""

import inspect
import os
import site
import sys
import sysconfig
from functools import cache, partial
from types import CodeType, FunctionType
from typing import Any

from corotrace.events import Function

#: Inner functions of the library that stand for the outer one: the program awaits what `as_completed` gave it.
_STANDS_FOR_OUTER = {("asyncio.tasks", "as_completed.<locals>._wait_for_one"): "as_completed"}


def function_of(function: Any) -> Function:
    """Describe a function object, a partial one, or a builtin one."""
    function = unwrap_partial(function)
    code = getattr(function, "__code__", None)
    module = getattr(function, "__module__", None) or "builtins"
    qualname = getattr(function, "__qualname__", None) or type(function).__name__
    if not isinstance(code, CodeType):
        return Function(module, qualname, library=True)
    source = code
    if is_library(code.co_filename):
        source = _wrapped(function).__code__  # a library's decorator gives the program's function its own code
        if is_library(source.co_filename):
            return library_function(code, module, qualname)[0]
    return Function(module, qualname, False, source.co_filename, source.co_firstlineno, _is_generator(code))


def _wrapped(function: Any) -> Any:
    """The function inside of any number of ``functools.wraps``."""
    seen = {id(function)}
    while type(inner := getattr(function, "__wrapped__", None)) is FunctionType and id(inner) not in seen:
        function = inner
        seen.add(id(inner))
    return function


def unwrap_partial(function: Any) -> Any:
    """The function inside of any number of ``functools.partial``."""
    while type(function) is partial:
        function = function.func
    return function


@cache
def library_function(code: CodeType, module: str, qualname: str) -> tuple[Function, dict[str, object]]:
    """Describe library code by its shortest public name: ``asyncio.sleep``, not ``asyncio.tasks.sleep``.

    Args:
        code: the code of the function.
        module: the name of the module that it was written in.
        qualname: its name within the module.

    Returns:
        The function, and the default values of its parameters, as far as the function object is found.
    """
    parts = module.split(".")
    for length in range(1, len(parts) + 1):
        package = ".".join(parts[:length])
        function: Any = sys.modules.get(package)
        for name in qualname.split("."):
            function = getattr(function, name, None)
        if getattr(function, "__code__", None) is code:
            return _described(package, qualname, code), _defaults(function, code)
    return _described(module, _STANDS_FOR_OUTER.get((module, qualname), qualname), code), {}


@cache
def is_library(file: str) -> bool:
    """Whether a source file belongs to Python itself or to an installed package; it is not looked for on the disk."""
    return file.startswith(_ROOTS)


def _library_roots() -> tuple[str, ...]:
    paths = [sysconfig.get_paths()[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")]
    paths += [*site.getsitepackages(), site.getusersitepackages()]
    paths += [os.path.realpath(path) for path in paths]
    return ("<frozen", *(path + os.sep for path in dict.fromkeys(paths)))


#: Found when corotrace is imported: the disk is not to be touched while an event loop runs.
_ROOTS = _library_roots()


def _described(module: str, qualname: str, code: CodeType) -> Function:
    return Function(module, qualname, True, code.co_filename, code.co_firstlineno, _is_generator(code))


def _is_generator(code: CodeType) -> bool:
    return bool(code.co_flags & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR))


def _defaults(function: Any, code: CodeType) -> dict[str, object]:
    names = code.co_varnames[: code.co_argcount]
    values = function.__defaults__ or ()
    return {
        **dict(zip(names[len(names) - len(values) :], values, strict=True)),
        **(function.__kwdefaults__ or {}),
    }
