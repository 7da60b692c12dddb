"""Records a Python that a process of the program has started, from its first moment on."""

import os
import runpy
import sys
from typing import Any

from corotrace.integrations.running.beginning import record_family
from corotrace.integrations.running.family import Member, Rules
from corotrace.integrations.running.loading import trace_what_is_loaded
from corotrace.integrations.running.main_module import set_path_of_script
from corotrace.integrations.running.own import Own
from corotrace.integrations.running.scripts import hide_ourselves, run_script
from corotrace.recording import keep_weak_methods_whole

_NO_FILES = ("", "-", "-c", "-m")


def begin(told: str) -> None:
    """Record this process; it may be too late for that, where the program is over.

    Args:
        told: what its parent said.
    """
    member, spool = Member.greeted(told)
    rules = Rules.read(member.folder)
    own = Own(tuple(rules.roots), tuple(rules.include), tuple(rules.exclude))
    record_family(member, rules, spool, is_child=True)
    trace_what_is_loaded(own, sync=rules.sync)
    keep_weak_methods_whole()
    _trace_script(own, sync=rules.sync)


def _trace_script(own: Own, *, sync: bool) -> None:
    """Have the script that Python is about to run compiled in our way.

    Python asks first whether its path is that of an archive, and has one run by `runpy`: so we say that it is, and run
    it as the script that it is.
    """
    script = os.path.join(os.getcwd(), sys.argv[0])  # noqa: PTH109, PTH118 - as Python does
    if sys.argv[0] in _NO_FILES or script.endswith(".pyc") or not os.path.isfile(script):  # noqa: PTH113
        return
    if not own.may_trace("__main__", script):
        return

    def find(path: str) -> Any:
        if path != script:
            raise ImportError(path)
        sys.path_hooks.remove(find)
        original = runpy._run_module_as_main  # type: ignore[attr-defined]

        def run(*_: Any) -> None:
            runpy._run_module_as_main = original  # type: ignore[attr-defined]
            del sys.path[0]
            sys.path_importer_cache.pop(script, None)
            set_path_of_script(script)
            try:
                run_script(script, own, sync=sync)
            except BaseException:
                hide_ourselves()
                raise

        runpy._run_module_as_main = run  # type: ignore[attr-defined]
        return object()

    sys.path_hooks.append(find)
