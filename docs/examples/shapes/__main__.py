"""Draws the shapes: ``python docs/examples/shapes`` draws them all, ``python docs/examples/shapes gather`` one of them.

Each writes its ``.puml`` and ``.svg`` to ``diagrams/shapes/``.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
DIAGRAMS = HERE.parents[2] / "diagrams" / "shapes"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

sys.path.insert(0, str(HERE.parent))

from shapes.gallery import SHAPES  # noqa: E402 - it is found only now


def draw(name: str) -> None:
    if PYTHON not in SHAPES[name].python:
        print(f"{name} is left as it is: Python {' or '.join(SHAPES[name].python)} draws it")
        return
    trace = SHAPES[name].run()
    for suffix in ("puml", "svg"):
        trace.save(DIAGRAMS / f"{name}.{suffix}")
    print(f"diagrams/shapes/{name}.svg")


def main() -> None:
    chosen = sys.argv[1:] or list(SHAPES)
    if unknown := set(chosen) - set(SHAPES):
        sys.exit(f"no shape is called {', '.join(sorted(unknown))}; there are: {', '.join(SHAPES)}")
    for name in chosen:
        draw(name)


if __name__ == "__main__":
    main()
