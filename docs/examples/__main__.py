"""Draws every picture of the documents: ``python docs/examples``, or one example, ``python docs/examples gather``.

Each writes its ``.puml``, ``.svg`` and ``.png`` to ``diagrams/``, and those of its parts where it has some, drawn as
its ``HOW`` says: options of `Trace.save`, by the name of the picture; or its ``how(trace)``. The shapes and the real
programs have commands of their own, ``python docs/examples/shapes`` and ``python docs/examples/real``, which run too
where no example is named.
"""

import importlib
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
DIAGRAMS = HERE.parents[1] / "diagrams"


def draw(name: str) -> None:
    example = importlib.import_module(name)
    trace = example.run()
    parts = example.parts(trace) if hasattr(example, "parts") else {}
    how = {name: example.how(trace)} if hasattr(example, "how") else getattr(example, "HOW", {})
    for called, drawn in {name: trace, **parts}.items():
        for suffix in ("puml", "svg", "png"):
            for path in drawn.save(DIAGRAMS / f"{called}.{suffix}", **how.get(called, {})):
                print(f"diagrams/{path.name}")


def main() -> None:
    known = sorted(path.stem for path in HERE.glob("[!_]*.py"))
    chosen = sys.argv[1:] or known
    if unknown := set(chosen) - set(known):
        sys.exit(f"no example is called {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    for name in chosen:
        draw(name)
    if not sys.argv[1:]:
        for folder in ("shapes", "real"):
            runpy.run_path(str(HERE / folder), run_name="__main__")


if __name__ == "__main__":
    main()
