"""Nothing runs twice as long as its files stay as they are, and several processes do not disturb each other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integrations.sphinx.conftest import Site

APP = """
    from pathlib import Path
    from corotrace import note
    from neighbour import GREETING
    with Path("runs").open("a") as runs: runs.write("x")
    note(GREETING)
"""


@pytest.fixture
def app(site: Site) -> Site:
    site.write("neighbour.py", "GREETING = 'hello'")
    site.write("app.py", APP)
    site.page(".. corotrace:: app.py")
    return site


def runs(site: Site) -> int:
    return len((site.folder / "runs").read_text())


def later(path: Path) -> None:
    """Let it look as if it was written later than it was."""
    os.utime(path, (path.stat().st_mtime + 10,) * 2)


def test_a_program_runs_once_for_all_documents_and_options(app: Site) -> None:
    app.write("other.rst", ":orphan:\n\nOther\n=====\n\n.. corotrace:: app.py\n   :alt: another\n")
    assert "hello" in app.build().puml
    app.page(".. corotrace:: app.py\n   :caption: other words around it")
    assert "hello" in app.build().puml
    assert runs(app) == 1


def test_what_was_written_anew_as_it_was_does_not_run_again(app: Site) -> None:
    app.build()
    later(app.folder / "app.py")
    built = app.build()
    assert "hello" in built.puml
    assert runs(app) == 1


@pytest.mark.parametrize("name", ["app.py", "neighbour.py"])
def test_a_program_that_changed_runs_again_and_so_do_those_that_import_what_changed(app: Site, name: str) -> None:
    app.build()
    path = app.folder / name
    path.write_text(path.read_text().replace("'hello'", "'bye'").replace("note(GREETING)", "note('bye')"))
    later(path)
    assert "bye" in app.build().puml  # though the document is as it was
    assert runs(app) == 2


def test_a_function_is_another_program_than_its_file(app: Site) -> None:
    app.write("app.py", APP + "\n    def run(): note('run')\n")
    assert "hello" in app.build().puml
    assert "run\n" in app.build_directive(".. corotrace:: app.py\n   :function: run").puml


def test_the_files_of_a_program_are_dependencies_and_those_of_python_are_not(app: Site) -> None:
    dependencies = {Path(path).name for path in app.build().app.env.dependencies["index"]}
    assert {"app.py", "neighbour.py"} <= dependencies
    assert not {"pathlib.py", "json.py", "wrappers.py"} & dependencies


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_what_is_damaged_or_gone_is_made_again(app: Site, ending: str) -> None:
    app.build()
    (kept,) = (app.folder / "_build" / "doctrees" / "corotrace").glob(f"*.{ending}")
    kept.unlink()
    later(app.folder / "index.rst")
    assert "hello" in app.build().puml
    assert runs(app) == 2
    if ending == "json":
        kept.write_text('{"files"')
        later(app.folder / "app.py")
        assert "hello" in app.build().puml
        assert runs(app) == 3


def test_several_processes_at_once(app: Site) -> None:
    app.write("conf.py", "extensions = ['corotrace.integrations.sphinx']\nhtml_theme = 'basic'\n")
    names = [f"page{number}" for number in range(12)]
    app.page(".. toctree::\n\n" + "".join(f"   {name}\n" for name in names))
    for number, name in enumerate(names):
        app.write(f"own{number}.py", f"from corotrace import note; note('note {number}')")
        app.write(f"{name}.rst", f"{name}\n======\n\n.. corotrace:: app.py\n\n.. corotrace:: own{number}.py\n")
    out = app.folder / "_build" / "html"
    command = [sys.executable, "-m", "sphinx", "-j2", "-n", "-W", "-b", "html", app.folder, out]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    for name in names:
        assert (out / f"{name}.html").read_text().count("<img") == 2
    assert len(list((out / "_images").iterdir())) == 13
    assert list((out / ".doctrees" / "corotrace").glob("*.tmp")) == []
    notes = "".join(path.read_text() for path in (out / "_images").iterdir())
    assert all(f">note {number}<" in notes for number in range(12))
