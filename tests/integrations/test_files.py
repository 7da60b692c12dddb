"""``--corotrace-dir``: a file for each test, whichever process runs it."""

import pytest

from tests.integrations.conftest import PLUGIN, Files, Run

MANY = """
    import asyncio, pytest, shop

    @pytest.mark.parametrize("item", ["a", "A", "a/b", "a\\\\b", "\\u00e9", "x" * 300, "x" * 301, "..", "con"])
    def test_pack(item):
        asyncio.run(shop.pack(item))

    def test_nothing():
        pass
"""


def test_every_test_that_records_has_a_file(run: Run, pytester: pytest.Pytester, files: Files) -> None:
    pytester.makepyfile(test_many=MANY)
    result = run("--corotrace-dir", "out")
    result.assert_outcomes(passed=10)
    result.stdout.fnmatch_lines(["corotrace: 9 diagrams in out; 1 test recorded nothing"])
    written = files()
    assert len({name.lower() for name in written}) == 9
    assert all(name.startswith("test_many.py--test_pack") and name.endswith(".puml") for name in written)
    assert all(text.startswith("@startuml") and text.endswith("@enduml\n") for text in written.values())


def test_without_the_option_nothing_is_written_or_said(run: Run, pytester: pytest.Pytester, files: Files) -> None:
    pytester.makepyfile(test_many=MANY)
    result = run()
    result.stdout.no_fnmatch_line("*corotrace:*")
    assert files() == {}


def test_workers_of_xdist_write_what_one_process_writes(run: Run, pytester: pytest.Pytester, files: Files) -> None:
    pytester.makepyfile(test_many=MANY)
    run("--corotrace-dir=out")
    alone = files()
    for path in (pytester.path / "out").iterdir():
        path.unlink()
    result = run("--corotrace-dir=out", "-n", "2", plugins=(PLUGIN, "xdist.plugin"))
    result.assert_outcomes(passed=10)
    result.stdout.fnmatch_lines(["corotrace: 9 diagrams in out; 1 test recorded nothing"])
    assert list(files()) == list(alone)


def test_workers_that_run_the_same_tests_write_files_of_their_own(
    run: Run, pytester: pytest.Pytester, files: Files
) -> None:
    pytester.makepyfile(test_many="import asyncio, shop\ndef test_it(): asyncio.run(shop.pack('book'))")
    result = run("--corotrace-dir=out", "--dist=each", "--tx", "2*popen", plugins=(PLUGIN, "xdist.plugin"))
    result.assert_outcomes(passed=2)
    assert list(files()) == ["gw0-test_many.py--test_it.puml", "gw1-test_many.py--test_it.puml"]


def test_the_ini_file_may_say_where_and_as_what(
    run: Run, pytester: pytest.Pytester, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\ncorotrace_dir = out\ncorotrace_format = puml .jsonl\n")
    pytester.makepyfile(test_it="import asyncio, shop\ndef test_it(): asyncio.run(shop.pack('book'))")
    monkeypatch.chdir(pytester.mkdir("elsewhere"))
    result = run("..")
    result.stdout.fnmatch_lines([f"corotrace: 1 diagram (2 files) in {pytester.path / 'out'}"])
    assert list(files()) == ["test_it.py--test_it.jsonl", "test_it.py--test_it.puml"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--corotrace-dir=out", "--corotrace-format=gif"),
            "corotrace cannot write diagrams as 'gif'; there are *puml*",
        ),
        (("--corotrace-format=svg",), "--corotrace-format says what to write; say where with --corotrace-dir=DIR"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    run: Run, pytester: pytest.Pytester, arguments: tuple[str, ...], said: str
) -> None:
    result = run(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{said}"])


def test_a_test_that_records_nothing_any_more_leaves_no_diagram_of_an_earlier_run(
    run: Run, pytester: pytest.Pytester, files: Files
) -> None:
    out = pytester.mkdir("out")
    for name in ("test_it.py--test_it.puml", "test_it.py--test_it-page-2.puml", "test_it.py--test_other.puml"):
        (out / name).write_text("earlier")
    pytester.makepyfile(test_it="def test_it(): pass")
    run("--corotrace-dir=out").stdout.fnmatch_lines(["corotrace: 0 diagrams in out; 1 test recorded nothing"])
    assert list(files()) == ["test_it.py--test_other.puml"]


def test_what_cannot_be_written_is_said_and_fails_nothing(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it="import asyncio, shop\ndef test_it(): asyncio.run(shop.pack('book'))")
    (pytester.path / "out").write_text("a file, and no directory")
    result = run("--corotrace-dir=out")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["corotrace: 0 diagrams in out", "corotrace: no .puml: *out*"])


def test_without_an_engine_no_picture_is_drawn_and_the_reason_is_said_once(
    run: Run, pytester: pytest.Pytester, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("COROTRACE_PLANTUML_URL", "http://127.0.0.1:9/")
    pytester.makeconftest("import sys\nsys.modules['py_mini_racer'] = None")
    pytester.makepyfile(test_many=MANY)
    result = run("--corotrace-dir=out", "--corotrace-format=svg,puml")
    result.assert_outcomes(passed=10)
    result.stdout.fnmatch_lines(
        ["corotrace: 9 diagrams in out*", "corotrace: no .svg: nothing on this machine draws pictures; pip install *"]
    )
    assert sum("no .svg" in line for line in result.outlines) == 1
    assert {name.rpartition(".")[2] for name in files()} == {"puml"}


def test_pictures_are_drawn(run: Run, pytester: pytest.Pytester, files: Files) -> None:
    pytest.importorskip("py_mini_racer")
    pytester.makepyfile(test_it="import asyncio, shop\ndef test_it(): asyncio.run(shop.pack('book'))")
    run("--corotrace-dir=out", "--corotrace-format=svg").assert_outcomes(passed=1)
    assert "pack('book')" in files()["test_it.py--test_it.svg"].replace("&#39;", "'").replace("\xa0", " ")
