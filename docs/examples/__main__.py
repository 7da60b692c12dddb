"""Draws the examples: ``python docs/examples`` runs them all, ``python docs/examples gather`` one of them.

Each writes its ``.puml``, ``.svg`` and ``.png`` to ``diagrams/``.
"""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
DIAGRAMS = HERE.parents[1] / "diagrams"


def draw(name: str) -> None:
    trace = importlib.import_module(name).run()
    for suffix in ("puml", "svg", "png"):
        trace.save(DIAGRAMS / f"{name}.{suffix}")
        print(f"diagrams/{name}.{suffix}")


def main() -> None:
    known = sorted(path.stem for path in HERE.glob("*.py") if path.stem != "__main__")
    chosen = sys.argv[1:] or known
    if unknown := set(chosen) - set(known):
        sys.exit(f"no example is called {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    for name in chosen:
        draw(name)


if __name__ == "__main__":
    main()
