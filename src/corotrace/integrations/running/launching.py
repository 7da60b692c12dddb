"""Lets the Pythons that the program starts record themselves: they find us in their environment, and nowhere else."""

import _posixsubprocess
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from corotrace.integrations.running.family import Member
from corotrace.integrations.running.purpose import works_for_caller
from corotrace.recording import Recorder

_STARTUP = os.fsencode(Path(__file__).with_name("startup"))
_GREETING = b"_COROTRACE_CHILD"
_PYTHON = re.compile(rb"(?:.*/)?python[\d.]*[tdw]?")
#: Options with which Python asks neither its environment nor `sitecustomize`.
_ALONE = re.compile(rb"-[a-zA-Z]*[IES]")
#: What multiprocessing starts beside its children runs no code of the program.
_HELPER = b"from multiprocessing.resource_tracker import main"
_WITH_VALUE = re.compile(rb"-[a-zA-Z]*[WX]|--check-hash-based-pycs")

Environment = dict[bytes, bytes]


def record_children(member: Member, recorder: Recorder) -> None:
    """Replace the functions by which Python starts programs; nobody but a Python gets to see that.

    Args:
        member: this process.
        recorder: its recorder.
    """

    def env_for(programs: Sequence[Any], words: Sequence[Any], given: Any) -> Environment | None:
        """The environment for a program, if that is a Python that asks it."""
        try:
            if member.folder.is_dir() and any(_asks_environment(os.fsencode(one), words) for one in programs):
                env = _as_bytes(given)
                told = member.greeting(caller_is_known=works_for_caller())
                paths = [_STARTUP, *filter(None, [env.get(b"PYTHONPATH")])]
                return {**env, b"PYTHONPATH": os.pathsep.encode().join(paths), _GREETING: os.fsencode(told)}
        except Exception:  # noqa: BLE001 - what is wrong, the original says
            return None
        return None

    def fork_exec(original: Any, words: Any, programs: Any, *rest: Any) -> Any:
        close, keep, folder, given, *others = rest
        env = env_for(programs, words, given and dict(item.split(b"=", 1) for item in given))
        if env is not None:
            given = [name + b"=" + value for name, value in env.items()]
        return original(words, programs, close, keep, folder, given, *others)

    def spawn(original: Any, path: Any, words: Any, env: Any, *rest: Any, **options: Any) -> Any:
        return original(path, words, env_for([path], words, env) or env, *rest, **options)

    def execute(original: Any, path: Any, words: Any, env: Any) -> Any:
        recorder.prepare_for_fork()  # which writes everything
        return original(path, words, env_for([path], words, env) or env)

    execve = os.execve

    def execute_here(original: Any, path: Any, words: Any) -> Any:
        recorder.prepare_for_fork()
        env = env_for([path], words, None)
        return original(path, words) if env is None else execve(path, words, env)

    posix = sys.modules["posix"]
    _replace("fork_exec", fork_exec, _posixsubprocess)
    subprocess._fork_exec = _posixsubprocess.fork_exec  # type: ignore[attr-defined]
    for name in ("posix_spawn", "posix_spawnp"):
        _replace(name, spawn, os, posix)
    _replace("execve", execute, os, posix)
    _replace("execv", execute_here, os, posix)


def _replace(name: str, instead: Callable[..., Any], *modules: Any) -> None:
    original = getattr(modules[0], name)

    def replaced(*args: Any, **options: Any) -> Any:
        return instead(original, *args, **options)

    replaced.__name__ = replaced.__qualname__ = name
    replaced.__module__, replaced.__doc__ = original.__module__, original.__doc__
    for module in modules:
        setattr(module, name, replaced)


def _as_bytes(env: Mapping[Any, Any] | None) -> Environment:
    return dict(os.environb) if env is None else {os.fsencode(name): os.fsencode(env[name]) for name in env}


def _asks_environment(program: bytes, words: Sequence[Any]) -> bool:
    """Whether a program is a Python, or a script for one, that heeds its environment."""
    if not words or not os.path.isfile(program) or not os.access(program, os.X_OK):  # noqa: PTH113 - it is bytes
        return False
    if _PYTHON.fullmatch(program) or os.path.samefile(program, sys.executable):  # noqa: PTH121
        options = [os.fsencode(word) for word in words][1:]
        return not _is_alone(options) and not any(word.startswith(_HELPER) for word in options)
    with open(program, "rb") as file:  # noqa: PTH123
        interpreter, *options = file.readline(200).removeprefix(b"#!").split() or [b""]
    if interpreter.endswith(b"/env") and options:
        interpreter, *options = options
    return bool(_PYTHON.fullmatch(interpreter)) and not _is_alone(options)


def _is_alone(words: Sequence[bytes]) -> bool:
    rest = iter(words)
    for word in rest:
        if _WITH_VALUE.fullmatch(word):
            next(rest, None)
        elif not word.startswith(b"-") or word in (b"-", b"--") or re.match(rb"-[a-zA-Z]*[cm]", word):
            return False
        elif _ALONE.match(word):
            return True
    return False
