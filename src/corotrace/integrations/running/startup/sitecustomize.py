"""Begins to record a child process of a recorded program, when its Python starts.

`corotrace.integrations.running.launching` puts this directory in front of PYTHONPATH. Nothing of that is left when the
program begins. Any Python may come by here: one of another environment is left alone, so this file is plain and old.
"""

import os
import sys


def _leave_no_trace() -> "list[str]":
    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib need not be loaded
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if paths[0] == here:
        if paths[1:]:
            os.environ["PYTHONPATH"] = os.pathsep.join(paths[1:])
        else:
            del os.environ["PYTHONPATH"]
    sys.path[:] = [path for path in sys.path if path != here]
    return os.environ.pop("_COROTRACE_CHILD", "").split("\n", 2)


def _begin() -> None:
    told = _leave_no_trace()
    if len(told) == 3 and told[0] == (sys.version + " " + sys.prefix).replace("\n", " "):
        before = list(sys.path)
        sys.path.append(told[1])
        try:
            from corotrace.integrations.running import newborn
        finally:
            sys.path[:] = before
        newborn.begin(told[2])


try:
    _begin()
except Exception:  # noqa: BLE001, S110 - it is not recorded then
    pass
del sys.modules["sitecustomize"]
# the one that stands behind this one; where none does, Python looks no further
import sitecustomize  # type: ignore[import-not-found]  # noqa: E402, F401
