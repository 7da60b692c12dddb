"""``assert_diagram``: a committed diagram, compared in a test run and written by it."""

import asyncio
from pathlib import Path

import pytest

from corotrace import UsageError, record, traced
from corotrace.integrations.committed import Updates, updating
from corotrace.testing import assert_diagram
from tests.integrations.conftest import PLUGIN, Run

TEST = """
    import asyncio, shop
    from corotrace.testing import assert_diagram

    def test_checkout(corotrace_trace):
        asyncio.run(shop.checkout({card}))
        assert_diagram(corotrace_trace, "diagrams/checkout.puml")
"""


@pytest.fixture
def committed(pytester: pytest.Pytester) -> Path:
    return pytester.path / "tests" / "diagrams" / "checkout.puml"


def write_test(pytester: pytest.Pytester, card: str = "", body: str = TEST) -> None:
    pytester.makepyfile(**{"tests/test_shop": body.format(card=card)})


@pytest.fixture
def updated(run: Run, pytester: pytest.Pytester, committed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(pytester.path), prepend=":")
    write_test(pytester)
    result = run("--corotrace-update")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["corotrace: updated tests/diagrams/checkout.puml"])
    return committed


def test_the_same_diagram_passes_and_nothing_is_written(run: Run, updated: Path) -> None:
    text, time = updated.read_text(encoding="utf-8"), updated.stat().st_mtime_ns
    assert text.startswith("@startuml\n")
    assert "pay('visa')" in text
    for arguments in ((), ("--corotrace-update",)):
        result = run(*arguments)
        result.assert_outcomes(passed=1)
        result.stdout.no_fnmatch_line("*corotrace:*")
    assert updated.stat().st_mtime_ns == time


def test_what_differs_is_said_in_words(run: Run, pytester: pytest.Pytester, updated: Path) -> None:
    before = updated.read_text(encoding="utf-8")
    write_test(pytester, "'mine'")
    result = run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*no longer does what diagrams/checkout.puml shows (- there, + now):",
            "E * … * lines the same",
            "E *- -> checkout: checkout()",
            "E *+ -> checkout: checkout('mine')",
            "E *- *checkout ->> pay: pay('visa')",
            "E *+ *checkout ->> pay: pay('mine')",
            'E *pytest --corotrace-update "tests/test_shop.py::test_checkout"',
        ],
        consecutive=False,
    )
    assert not any("p1" in line for line in result.outlines if line.startswith("E  "))
    assert updated.read_text(encoding="utf-8") == before


def test_a_missing_diagram_fails_and_the_command_is_told(
    run: Run, pytester: pytest.Pytester, committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(pytester.path), prepend=":")
    write_test(pytester)
    result = run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E *there is no diagram *checkout.puml yet; to write it, run:",
            'E *--corotrace-update "tests/test_shop.py::test_checkout"',
        ]
    )
    assert not committed.exists()


def test_updating_is_refused_where_nobody_looks(
    run: Run, pytester: pytest.Pytester, committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    write_test(pytester)
    result = run("--corotrace-update")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--corotrace-update would make every diagram right, and CI is set*"])
    assert not committed.exists()


def test_how_it_is_drawn_does_not_matter(run: Run, updated: Path) -> None:
    drawn = updated.read_text(encoding="utf-8").replace(
        "hide footbox\n", "skinparam backgroundColor #EEE\n\n' a remark\n"
    )
    updated.write_bytes(drawn.replace("\n", "\r\n").encode())
    run().assert_outcomes(passed=1)
    run("--corotrace-update").stdout.fnmatch_lines(["corotrace: updated *"])
    assert "#EEE" not in updated.read_text(encoding="utf-8")


def test_two_diagrams_for_one_file_are_not_both_right(run: Run, pytester: pytest.Pytester, updated: Path) -> None:
    marks = "pytest.mark.corotrace(title='')(pytest.mark.parametrize('card', ['a', 'b'])(test_checkout))"
    body = TEST.replace("(corotrace_trace):", "(card, corotrace_trace):")
    write_test(pytester, "card", f"{body}\n    import pytest\n    test_checkout = {marks}")
    result = run("--corotrace-update")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*diagrams/checkout.puml has been updated with another diagram in this run*"])


def test_nothing_recorded_is_no_diagram(run: Run, pytester: pytest.Pytester, updated: Path) -> None:
    before = updated.read_text(encoding="utf-8")
    write_test(pytester, body=TEST.replace("asyncio.run(shop.checkout({card}))", "pass"))
    result = run("--corotrace-update")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *the trace has no calls to compare*"])
    assert updated.read_text(encoding="utf-8") == before


def test_what_cannot_be_compared_is_refused() -> None:
    with record() as trace:
        traced(lambda: None)()
    with pytest.raises(UsageError, match=r"assert_diagram\(\) was given 'str'; compare a Trace"):
        assert_diagram(trace.to_puml(), "checkout.puml")  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match=r"no calls to compare: 1 of 1 call left out: without \*$"):
        assert_diagram(trace.select(exclude="*"), "checkout.puml")


def test_workers_of_xdist_tell_what_they_updated(run: Run, pytester: pytest.Pytester, updated: Path) -> None:
    updated.unlink()
    result = run("--corotrace-update", "-n", "2", plugins=(PLUGIN, "xdist.plugin"))
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["corotrace: updated tests/diagrams/checkout.puml"])
    assert updated.exists()
    assert [path.name for path in updated.parent.iterdir()] == ["checkout.puml"]


def test_a_relative_path_is_relative_to_the_file_of_the_call(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(pytester.path), prepend=":")
    helper = """
        from corotrace.testing import assert_diagram

        def check(trace):
            assert_diagram(trace, "it.puml")
    """
    test = """
        import asyncio, shop
        from helpers.checks import check

        def test_it(corotrace_trace):
            asyncio.run(shop.pack("book"))
            check(corotrace_trace)
    """
    pytester.makepyfile(**{"helpers/checks": helper, "tests/test_it": test})
    run("--corotrace-update").assert_outcomes(passed=1)
    assert (pytester.path / "helpers" / "it.puml").exists()


@pytest.mark.parametrize("name", ["two.mmd", "two.txt", "two"])
def test_a_file_that_is_not_of_plantuml_is_refused(name: str, tmp_path: Path) -> None:
    with record("two") as trace:
        asyncio.run(traced(asyncio.sleep)(0))
    said = rf"and .*{name} is no .puml file; name it two.puml"
    with updating(Updates(wanted=True)), pytest.raises(UsageError, match=said):
        assert_diagram(trace, tmp_path / name)
    assert not [*tmp_path.iterdir()]
