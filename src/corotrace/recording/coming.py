"""Modules that have not been imported yet: what is to be done when they are."""

import contextlib
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from types import FunctionType, ModuleType
from typing import Any

Then = Callable[[ModuleType], None]


class Coming(MetaPathFinder):
    """Does something with a module as soon as it has been executed.

    It stands in ``sys.meta_path`` only while a module is awaited, and leaves the finding to the others.
    """

    def __init__(self) -> None:
        self._awaited: dict[str, list[Then]] = {}

    def add(self, module: str, then: Then) -> None:
        """Await a module.

        Args:
            module: its name.
            then: gets it; it must not raise.
        """
        self._awaited.setdefault(module, []).append(then)
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def discard(self, module: str, then: Then) -> None:
        """Await it no more, if it still is."""
        with contextlib.suppress(KeyError, ValueError):
            self._awaited[module].remove(then)
        self._tidy(module)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Let the other finders find a module that is awaited."""
        if fullname not in self._awaited:
            return None
        for finder in [other for other in sys.meta_path if other is not self]:
            find = getattr(finder, "find_spec", None)
            spec: importlib.machinery.ModuleSpec | None = find and find(fullname, path, target)
            if spec is not None:
                self._follow(spec.loader)
                return spec
        return None

    def _follow(self, loader: Any) -> None:
        """Be told when a loader has executed its module; the loader stays the object that it is."""
        execute = getattr(loader, "exec_module", None)
        if execute is None or isinstance(loader, type):
            return

        def exec_module(module: ModuleType) -> None:
            vars(loader).pop("exec_module", None)
            execute(module)
            self._come(module)

        assert isinstance(exec_module, FunctionType)  # noqa: S101
        # Python leaves frames of this file out of the tracebacks of imports
        exec_module.__code__ = exec_module.__code__.replace(co_filename="<frozen importlib._bootstrap_external>")
        loader.exec_module = exec_module

    def _come(self, module: ModuleType) -> None:
        for then in self._awaited.pop(module.__name__, []):
            then(module)
        self._tidy(module.__name__)

    def _tidy(self, module: str) -> None:
        if not self._awaited.get(module, True):
            del self._awaited[module]
        if not self._awaited and self in sys.meta_path:
            sys.meta_path.remove(self)


coming = Coming()
