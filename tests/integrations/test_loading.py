"""The plugin is loaded by every test run: it costs nothing and does nothing where it is not used."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integrations.conftest import PLUGIN, SOURCE, Run

LOADED = "import sys; print(sorted(name for name in sys.modules if name.startswith(('wrapt', 'corotrace'))))"
PASSES = "def test_passes(): pass"
WITHOUT_ASYNCIO = ("-p", "no:asyncio")  # which warns where the directory has no settings for it


@pytest.fixture
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which corotrace is installed, with its entry point and its list of files."""
    folder = tmp_path_factory.mktemp("site-packages")
    (folder / "corotrace").symlink_to(SOURCE / "corotrace")
    info = folder / "corotrace-99.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: corotrace\nVersion: 99\n")
    (info / "entry_points.txt").write_text(f"[pytest11]\ncorotrace = {PLUGIN}\n")
    names = [path.relative_to(SOURCE) for path in (SOURCE / "corotrace").rglob("*.py")]
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in names))
    return folder


def test_a_run_that_does_not_use_it_loads_none_of_the_rest(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(f"def pytest_unconfigure():\n    {LOADED}")
    pytester.makepyfile(PASSES)
    result = run()
    result.assert_outcomes(passed=1)
    loaded = ast.literal_eval(result.outlines[-1])
    rooms = {".".join(name.split(".")[:3]) for name in loaded}
    assert rooms == {
        "corotrace", "corotrace.errors", "corotrace.files", "corotrace.integrations", PLUGIN,
        "corotrace.integrations.committed",
    }  # fmt: skip
    assert not {f"{PLUGIN}.recording", f"{PLUGIN}.drawing"} & {*loaded}


def test_the_front_door_opens_no_room(python: Callable[..., str]) -> None:
    assert python(f"import corotrace; {LOADED}", SOURCE) == "['corotrace']\n"


def test_pytest_finds_the_installed_plugin(
    run: Run, installed: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(installed))
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    pytester.makepyfile("def test_it(corotrace_trace): pass")
    run(*WITHOUT_ASYNCIO, plugins=()).assert_outcomes(passed=1)


def test_pytest_does_not_warn_where_corotrace_was_imported_before(
    python: Callable[..., str], installed: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", raising=False)
    pytester.makepyfile(PASSES)
    arguments = ["-W", "error", "-p", "no:cacheprovider", *WITHOUT_ASYNCIO, str(pytester.path)]
    assert "1 passed" in python(f"import corotrace, pytest; pytest.main({arguments})", installed)


def test_without_the_plugin_the_assertion_still_compares(
    run: Run, installed: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(installed))
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    pytester.makepyfile(
        """
        import asyncio, pytest, shop
        from corotrace import record
        from corotrace.testing import assert_diagram

        def test_it():
            with record() as trace:
                asyncio.run(shop.pack("book"))
            with pytest.raises(AssertionError, match="there is no diagram"):
                assert_diagram(trace, "there.puml")
            with open("there.puml", "w") as file:
                file.write(trace.to_puml(order="structure"))
            assert_diagram(trace, "there.puml")

        def test_fixture(corotrace_trace):
            pass
        """
    )
    result = run("-p", "no:corotrace", *WITHOUT_ASYNCIO, plugins=())
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*fixture 'corotrace_trace' not found*"])


def test_its_options_and_its_marker_are_told(run: Run, pytester: pytest.Pytester) -> None:
    result = run("--help")
    result.stdout.fnmatch_lines(
        ["*--corotrace-dir=DIR*", "*--corotrace-format=*", "*--corotrace-update*", "*corotrace_dir*"]
    )
    run("--markers").stdout.fnmatch_lines(["@pytest.mark.corotrace(*"])
