"""The front door."""

import subprocess
import sys

import corotrace


def test_what_is_public_is_sorted_and_there() -> None:
    assert sorted(corotrace.__all__) == corotrace.__all__
    assert all(hasattr(corotrace, name) for name in corotrace.__all__)
    assert corotrace.__version__.count(".") == 2


def test_importing_it_loads_nothing_but_wrapt() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import corotrace; print("
        "[m for m in sys.modules if m.startswith(('corotrace.renderers', 'py_mini_racer', 'resvg_py', 'plantuml'))])"
    )
    path = corotrace.__file__.removesuffix("corotrace/__init__.py")
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
