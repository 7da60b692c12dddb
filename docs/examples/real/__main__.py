"""Draws programs that nobody decorated: ``python docs/examples/real``, or one, ``python docs/examples/real web``.

Each is run by ``corotrace run``, which writes its ``.puml``, ``.svg`` and ``.png`` to ``diagrams/``.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
#: What some of them need.
OPTIONS = {"in_threads": ["--sync"], "shelves": ["--processes", "--sync"]}


def draw(name: str) -> None:
    program = f"docs/examples/real/{name}.py"
    outputs = [word for suffix in ("puml", "svg", "png") for word in ("-o", f"diagrams/{name}.{suffix}")]
    command = [sys.executable, "-m", "corotrace", "run", *outputs, "--title", program, *OPTIONS.get(name, []), program]
    subprocess.run(command, cwd=ROOT, check=True)
    print(f"diagrams/{name}.svg")


def main() -> None:
    known = sorted(path.stem for path in HERE.glob("[!_]*.py"))
    chosen = sys.argv[1:] or known
    if unknown := set(chosen) - set(known):
        sys.exit(f"no program is called {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    for name in chosen:
        draw(name)


if __name__ == "__main__":
    main()
