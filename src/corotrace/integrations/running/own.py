"""Which modules and functions are the user's own, or asked for by name."""

import os
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from corotrace.errors import NotTraceableError
from corotrace.recording import is_library, trace_function

_INSTALLED = frozenset({"site-packages", "dist-packages"})
_OURSELVES = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True)
class Own:
    """Tells which functions are traced.

    Args:
        roots: where the user's own code is: directories, and archives of Python files.
        include: patterns of full names; where there are some, only functions that one of them fits. One that begins
            with the name of an installed package reaches into that.
        exclude: patterns of functions that are left alone.
    """

    roots: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def may_trace(self, module: str, path: str) -> bool:
        """Whether a module has functions that are traced, as far as its name and its file tell."""
        path = os.path.realpath(path)
        if _is_in(path, _OURSELVES) or _is_standard(path):
            return False
        heads = [re.split(r"[*?[]", pattern)[0] for pattern in self.include]
        if not any(_is_in(path, root) for root in self.roots) or is_installed(path):
            heads = [head for head in heads if "." in head]  # the package's name has to stand there
        elif not heads:
            return True
        return any(head.startswith(f"{module}.") or f"{module}.".startswith(head) for head in heads)

    def decorate(self, function: Any) -> Any:
        """Trace a function that has just been made, if its name is wanted."""
        module = "__main__" if function.__module__ == "__mp_main__" else function.__module__  # multiprocessing's name
        name = f"{module}.{function.__qualname__}"
        included = not self.include or any(fnmatchcase(name, pattern) for pattern in self.include)
        if not included or any(fnmatchcase(name, pattern) for pattern in self.exclude):
            return function
        try:
            return trace_function(function, unasked=True)
        except NotTraceableError:
            return function


def is_installed(path: str) -> bool:
    """Whether a file belongs to Python itself or to an installed package."""
    return is_library(path) or not _INSTALLED.isdisjoint(Path(path).parts)


def _is_standard(path: str) -> bool:
    return is_library(path) and _INSTALLED.isdisjoint(Path(path).parts)


def _is_in(path: str, root: str) -> bool:
    return path == root or path.startswith(os.path.join(root, ""))  # noqa: PTH118 - an archive is no directory
