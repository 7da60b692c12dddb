"""Runs the tests of public projects twice, untraced and with everything traced and recorded, and compares.

``python tests/public/run.py [PROJECT ...]`` runs the named projects, or all; ``--list`` lists them. It ends with
0 where every test ends in the same way in both runs, 1 where one differs or corotrace itself failed, 2 where that could
not be found out: bad usage, or no network.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from projects import PROJECTS, Project
from workshop import DEFAULT_CACHE, Workshop, WorkshopError, open_workshop

PLUGINS = Path(__file__).resolve().parent
TIME_LIMIT = 900
#: pytest's exit codes of a run in which tests were run: all passed, some failed.
_WAS_RUN = (0, 1)
#: As often the untraced tests are run before a difference counts.
_ATTEMPTS = 3
#: As many differences are printed.
_SHOWN = 40


def main() -> int:
    options = _options()
    if options.list:
        for project in PROJECTS.values():
            print(f"{project.name} {project.version}")
        return 0
    unknown = [name for name in options.projects if name not in PROJECTS]
    if unknown:
        print(f"run.py: unknown: {', '.join(unknown)}; known are: {', '.join(PROJECTS)}", file=sys.stderr)
        return 2
    worst = 0
    for name in options.projects or PROJECTS:
        began = time.monotonic()
        try:
            same = compare(PROJECTS[name], options.cache, "off" if options.no_recording else "on")
        except WorkshopError as error:
            print(f"run.py: {name}: {error}", file=sys.stderr)
            return 2
        print(f"{name}: {'same' if same else 'DIFFERENT'} ({time.monotonic() - began:.0f} s)", flush=True)
        worst = max(worst, 0 if same else 1)
    return worst


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description="Run the tests of public projects untraced and traced.")
    parser.add_argument("projects", nargs="*", metavar="PROJECT", help="which ones; all without")
    parser.add_argument("--list", action="store_true", help="list the projects and end")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="where environments are kept (%(default)s)")
    parser.add_argument("--no-recording", action="store_true", help="trace, but record nothing")
    return parser.parse_args()


def compare(project: Project, cache: Path, recording: str) -> bool:
    """Run a project's tests in both ways and print what differs.

    Args:
        project: whose tests.
        cache: where its environment is, or is to be.
        recording: ``"on"``, or ``"off"`` to trace and record nothing.

    Returns:
        Whether every test ended as it did in an untraced run, but for what is inherent, and corotrace had no fault.

    Raises:
        WorkshopError: the tests cannot be run.
    """
    print(f"{project.name} {project.version}:", flush=True)
    shop = open_workshop(project, cache)
    untraced = _run(shop, project, "untraced", recording)
    if untraced["exit"] not in _WAS_RUN or not untraced["outcomes"]:
        raise WorkshopError(f"its tests cannot be run even untraced\n{untraced['output']}")
    traced = _run(shop, project, "traced", recording)
    seen = traced["trace"]
    passed = sum(all(" failed" not in phase for phase in phases) for phases in untraced["outcomes"].values())
    print(
        f"  {len(untraced['outcomes'])} tests, {passed} pass untraced; {seen.get('traced', 0)} functions traced, "
        f"{len(seen.get('refused', ()))} cannot be, {seen.get('calls', 0)} calls recorded; "
        f"{untraced['seconds']:.1f} s untraced, {traced['seconds']:.1f} s traced"
    )
    runs = [untraced]
    while (unlike := _differences(project, runs, traced)) and traced["exit"] in _WAS_RUN and len(runs) < _ATTEMPTS:
        # what is unsteady untraced says nothing of tracing
        print(f"  {len(unlike)} end differently; untraced once more, to see whether they always end alike", flush=True)
        runs.append(_run(shop, project, "untraced", recording))
    differences = [*unlike, *_grouped(seen.get("problems", ()))]
    if traced["exit"] not in _WAS_RUN:
        differences = [f"the traced run broke off with exit code {traced['exit']}\n{traced['output']}"]
    elif recording == "on" and not seen.get("calls"):
        differences.append("nothing was recorded at all: the packages are not traced")
    for difference in differences[:_SHOWN]:
        print(f"  - {difference}")
    if len(differences) > _SHOWN:
        print(f"  - and {len(differences) - _SHOWN} more")
    if differences:
        print(f"  the traced run's output is in {shop.source.parent / 'traced.txt'}")
    return not differences


def _differences(project: Project, untraced: list[dict[str, Any]], traced: dict[str, Any]) -> list[str]:
    """What ended in the traced run as it did in none of the untraced ones."""
    found = []
    for kind in ("outcomes", "warnings"):
        for name in dict.fromkeys([*untraced[0][kind], *traced[kind]]):
            before, after = [run[kind].get(name) for run in untraced], traced[kind].get(name)
            if after in before or (kind == "outcomes" and name in project.inherent):
                continue
            found.append(f"{kind} of {name}\n      untraced: {before[0]}\n      traced:   {after}")
    for name, reason in project.inherent.items():
        if untraced[0]["outcomes"].get(name) == traced["outcomes"].get(name):
            found.append(f"excused, but it is the same now, or is not there: {name} ({reason})")
    return found


def _grouped(problems: Iterable[tuple[str, str]]) -> list[str]:
    """The same fault of corotrace, met in many tests, as one."""
    where: dict[str, list[str]] = {}
    for what, title in problems:
        where.setdefault(what, []).append(title)
    return [
        f"corotrace failed {len(titles)} times, first in {titles[0]!r}: " + what.rstrip().replace("\n", "\n      ")
        for what, titles in where.items()
    ]


def _run(shop: Workshop, project: Project, mode: str, recording: str) -> dict[str, Any]:
    """Run a project's tests once and give what the plugins wrote down."""
    home = shop.source.parent
    outcomes, trace = home / f"{mode}.json", home / f"{mode}-trace.json"
    for old in (outcomes, trace):
        old.unlink(missing_ok=True)
    plugins = ["-p", "note_outcomes", *(["-p", "trace_everything"] if mode == "traced" else [])]
    command = [
        str(shop.python), "-m", "pytest", *plugins, *project.tests, "-p", "no:cacheprovider", "-q", "-rfE",
        "-o", "faulthandler_timeout=120",
    ]  # fmt: skip
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "COROTRACE"))},
        "PYTHONPATH": str(PLUGINS),
        "PYTHONHASHSEED": "0",
        "PUBLIC_OUTCOMES": str(outcomes),
        "PUBLIC_TRACE": str(trace),
        "PUBLIC_PACKAGES": " ".join(project.packages),
        "PUBLIC_UNTRACED": " ".join(project.untraced),
        "PUBLIC_RECORDING": recording,
    }
    began = time.monotonic()
    with (home / f"{mode}.txt").open("w") as output:
        try:
            code: int | str = subprocess.run(
                command, cwd=shop.source, env=environment, timeout=TIME_LIMIT, stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            code = f"none after {TIME_LIMIT} s"
    result: dict[str, Any] = {"outcomes": {}, "warnings": {}, **(_read(outcomes))}
    tail = (home / f"{mode}.txt").read_text(errors="replace").splitlines()[-20:]
    return {
        **result,
        "exit": code,
        "trace": _read(trace),
        "seconds": time.monotonic() - began,
        "output": "\n".join(f"      {line}" for line in tail),
    }


def _read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text()) if file.exists() else {}


if __name__ == "__main__":
    sys.exit(main())
