"""What runs, under which recording, and what is said where it does not."""

import os
import select
import subprocess
import sys

import pytest

from tests.integrations.sphinx.conftest import SHOP, Site


def test_a_file_runs_as_python_runs_it_and_is_recorded(site: Site) -> None:
    site.write("neighbour.py", "GREETING = 'hello'")
    site.write("data.txt", "Ada")
    site.write(
        "examples/../app.py",
        """
        import sys
        from pathlib import Path
        from corotrace import traced
        from neighbour import GREETING

        @traced
        def greet(*words): print(*words)

        if __name__ == "__main__":
            greet(GREETING, Path("data.txt").read_text(), sys.argv == [__file__])
            sys.exit()
        """,
    )
    puml = site.build_directive(".. corotrace:: app.py").puml
    assert "title\napp.py\n" in puml
    assert "greet('hello', 'Ada', True)" in puml


def test_a_path_that_begins_with_a_slash_is_from_the_directory_of_the_documents(site: Site) -> None:
    site.page("..  toctree::\n\n    deep/page")
    site.write("deep/page.rst", "Deep\n====\n\n.. corotrace:: /shop.py\n   :function: run\n")
    built = site.build()
    assert built.warnings == ""
    assert "check_out" in str(built.app.env.get_doctree("deep/page"))


def test_what_the_program_itself_records_is_drawn_as_it_wants_it(site: Site) -> None:
    site.write(
        "app.py",
        """
        from corotrace import record, traced

        @traced
        def greet(customer): ...

        def main():
            greet("before")
            with record("its own", redact="customer"):
                greet("Ada")

        main()
        """,
    )
    puml = site.build_directive(".. corotrace:: app.py").puml
    assert "title\nits own\n" in puml
    assert "Ada" not in puml
    assert "before" not in puml


def test_which_of_two_recordings_is_meant_is_not_guessed(site: Site) -> None:
    site.write("app.py", "from corotrace import note, record\nfor _ in 'ab':\n    with record(): note('x')\n")
    warnings = site.build_directive(".. corotrace:: app.py").warnings
    assert "index.rst:4: WARNING: corotrace: app.py failed: it records 2 times" in warnings
    assert ":function:" in warnings


def test_a_function_of_a_file_that_returns_its_trace(site: Site) -> None:
    puml = site.build_directive(".. corotrace:: shop.py\n   :function: run").puml
    assert "title\na shop\n" in puml
    assert "2.00 s" in puml


@pytest.mark.parametrize("target", ["shop.py\n   :function: {}", "shop:{}"])
def test_a_coroutine_function_is_run_and_recorded(site: Site, target: str) -> None:
    site.write("conf.py", "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parent))\n")
    site.write("shop.py", SHOP.replace("2 if", "0 if").replace("0.5", "0"))
    path = list(sys.path)
    try:
        puml = site.build_directive(f".. corotrace:: {target.format('main')}").puml
    finally:
        sys.path[:] = path
    assert puml.count(": check_out(") == 3
    assert 'participant "pay' in puml
    assert "title\nshop" in puml


def test_an_imported_module_does_not_see_what_is_recorded_before(site: Site) -> None:
    site.write("app.py", "from corotrace import *\nwith record('no'): note('no')\ndef run(): note('yes')\n")
    site.page(".. corotrace:: app.py\n   :function: run")
    puml = site.build().puml
    assert "yes" in puml
    assert "no\n" not in puml


FAILURES = {
    "raise": ("def shop(): raise KeyError('lamp')\nshop()", "in shop\n", "KeyError: 'lamp'"),
    "syntax": ("def shop(:", "app.py\", line 1", "SyntaxError: invalid syntax"),
    "exit": ("import sys; sys.exit(3)", "app.py failed: it ended with code 3"),
    "exit with words": ("import sys; sys.exit('out of lamps')", "app.py failed: out of lamps"),
    "exit hard": ("import os; os._exit(0)", "app.py ended by itself before its trace could be read"),
    "nothing": ("print('hello')", "app.py failed: nothing was recorded: no function was called that @traced decorates"),
    "own recording empty": ("from corotrace import record\nwith record(): pass", "nothing was recorded"),
}  # fmt: skip


@pytest.mark.parametrize("failure", FAILURES)
def test_a_program_that_fails_is_a_warning_with_its_place_and_the_last_lines(site: Site, failure: str) -> None:
    program, *told = FAILURES[failure]
    site.write("app.py", program)
    built = site.build_directive(".. corotrace:: app.py")
    assert f"{site.folder}/index.rst:4: WARNING: corotrace: app.py" in built.warnings
    assert all(words in built.warnings for words in told)
    assert "child.py" not in built.warnings
    assert "runpy" not in built.warnings
    assert built.pictures == []


def test_only_the_last_lines_are_told(site: Site) -> None:
    site.write("app.py", "def dig(n):\n    return dig(n - 1) + 1 if n else 1 / 0\ndig(100)")
    warnings = site.build_directive(".. corotrace:: app.py").warnings
    assert "ZeroDivisionError" in warnings
    assert len(warnings.splitlines()) < 12


def test_what_failed_is_tried_again_though_no_document_changed(site: Site) -> None:
    site.write("app.py", "from pathlib import Path\nfrom corotrace import note\nnote(Path('there').read_text())")
    assert "No such file" in site.build_directive(".. corotrace:: app.py").warnings
    assert "No such file" in site.build().warnings
    site.write("there", "now it is")
    assert "now it is" in site.build().puml


def test_a_warning_fails_the_build_where_warnings_do(site: Site) -> None:
    site.write("conf.py", "extensions = ['corotrace.integrations.sphinx']")
    site.write("app.py", "1 / 0")
    site.page(".. corotrace:: app.py")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "dummy", site.folder, site.folder / "_build"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (1, 2)  # 2 before Sphinx 8
    assert "index.rst:4: WARNING: corotrace: app.py failed" in done.stderr
    site.write("app.py", "from corotrace import note; note('well')")
    assert subprocess.run(command).returncode == 0


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="it waits for a process that is not its child")
def test_a_program_that_takes_too_long_is_ended_with_all_that_it_has_started(site: Site) -> None:
    site.write(
        "app.py",
        """
        import subprocess, sys
        from pathlib import Path
        started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        Path("pid").write_text(str(started.pid))
        started.wait()
        """,
    )
    warnings = site.build_directive(".. corotrace:: app.py\n   :time-limit: 4").warnings
    assert "index.rst:4: WARNING: corotrace: app.py was still running after 4 s, and was ended" in warnings
    try:
        process = os.pidfd_open(int((site.folder / "pid").read_text()))
    except ProcessLookupError:
        return  # it is gone
    ended, _, _ = select.select([process], [], [], 20)
    os.close(process)
    assert ended


WRONG = {
    ".. corotrace::": "name a program to run (a file.py, or module:function), or a saved trace with :trace:",
    ".. corotrace:: shop.py\n   :trace: x.jsonl": "name a program to run",
    ".. corotrace:: none.py": "there is no file",
    ".. corotrace:: shop": "'shop' is no program: name a file that ends in .py, or module:function",
    ".. corotrace:: shop:run\n   :function: run": ":function: names a function of a file",
    ".. corotrace:: shop.py\n   :function: walk": "module 'shop' has no attribute 'walk'",
    ".. corotrace:: no_such_module:run": "ModuleNotFoundError: No module named 'no_such_module'",
    ".. corotrace::\n   :trace: none.jsonl": "cannot read",
    ".. corotrace::\n   :trace: shop.py": "not a corotrace trace",
}


@pytest.mark.parametrize("directive", WRONG)
def test_what_cannot_be_run_is_a_warning_with_its_place(site: Site, directive: str) -> None:
    built = site.build_directive(directive)
    assert "index.rst:4: WARNING: corotrace: " in built.warnings
    assert WRONG[directive] in built.warnings
    assert built.pictures == []
