"""From a source to code in which the functions are decorated: innermost, where they stand, and under no name at all."""

import ast
import secrets
from collections.abc import Callable
from types import CodeType
from typing import Any, cast

from corotrace.recording import SPECIAL

_PLACEHOLDER = f"corotrace {secrets.token_hex(16)}"

Decorate = Callable[[Any], Any]


def compile_traced(source: bytes | str, path: str, decorate: Decorate, *, sync: bool) -> CodeType:
    """Compile a source as Python does, with a decorator on each function that may be traced.

    The decorator is a constant of the code, so that no name is looked up that the program could see or redefine; it
    stands on the line of the ``def``, and is the first to be applied.

    Args:
        source: the source of a module.
        path: its file.
        decorate: gets each function when its ``def`` is executed, and gives what stands in its place.
        sync: whether plain functions and generators get it, too.

    Returns:
        The code; nothing of it may be written to a file.

    Raises:
        SyntaxError: the source is not Python.
    """
    kinds = (ast.AsyncFunctionDef, ast.FunctionDef) if sync else (ast.AsyncFunctionDef,)
    return compile_decorated(
        source, path, decorate, lambda node: isinstance(node, kinds) and not _is_left_alone(node)
    )  # fmt: skip


def compile_decorated(
    source: bytes | str, path: str, decorate: Decorate, is_chosen: Callable[[ast.AST], bool]
) -> CodeType:
    """The same, of those functions and classes that are chosen.

    Raises:
        SyntaxError: the source is not Python.
    """
    # not ast.parse, which would stand in the traceback of a SyntaxError
    tree = compile(source, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef | ast.ClassDef) and is_chosen(node):
            decorator = ast.copy_location(ast.Constant(_PLACEHOLDER), node)
            decorator.end_lineno, decorator.end_col_offset = node.lineno, node.col_offset
            node.decorator_list.append(decorator)
    return _filled(compile(cast("ast.Module", tree), path, "exec", dont_inherit=True), decorate)


def _is_left_alone(node: ast.AsyncFunctionDef | ast.FunctionDef) -> bool:
    # of special methods, Python makes some static or class methods by itself, but of plain functions only
    special = node.name.startswith("__") and node.name.endswith("__") and node.name not in SPECIAL
    return special or any(map(_makes_coroutines, node.decorator_list))


def _makes_coroutines(decorator: ast.expr) -> bool:
    """Whether it is ``types.coroutine`` or its like, which lets a generator be awaited by changing its function."""
    name = getattr(decorator, "attr", getattr(decorator, "id", None))
    return name == "coroutine"


def _filled(code: CodeType, decorate: Decorate) -> CodeType:
    def fill(constant: Any) -> Any:
        if isinstance(constant, CodeType):
            return _filled(constant, decorate)
        return decorate if isinstance(constant, str) and constant == _PLACEHOLDER else constant

    return code.replace(co_consts=tuple(map(fill, code.co_consts)))
