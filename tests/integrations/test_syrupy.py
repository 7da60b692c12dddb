"""Snapshots of syrupy that are diagrams."""

import pytest

from tests.integrations.conftest import PLUGIN, Run

TEST = """
    import asyncio, pytest, shop
    from corotrace.integrations.syrupy import DiagramSnapshotExtension

    @pytest.fixture
    def diagram(snapshot):
        return snapshot.use_extension(DiagramSnapshotExtension)

    def test_checkout(corotrace_trace, diagram):
        asyncio.run(shop.checkout({card}))
        assert corotrace_trace == diagram
"""
BOTH = (PLUGIN, "syrupy")


def test_a_snapshot_is_written_compared_and_its_difference_told(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_shop=TEST.format(card=""))
    run("--snapshot-update", plugins=BOTH).assert_outcomes(passed=1)
    (path,) = pytester.path.rglob("*.puml")
    assert path.read_text(encoding="utf-8").startswith("@startuml\n")
    path.write_text(path.read_text(encoding="utf-8").replace("hide footbox\n", ""), encoding="utf-8")
    run(plugins=BOTH).assert_outcomes(passed=1)
    pytester.makepyfile(test_shop=TEST.format(card="'mine'"))
    result = run("-o", "verbosity_assertions=2", plugins=BOTH)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E *- *checkout ->> pay: pay('visa')", "E *+ *checkout ->> pay: pay('mine')"], consecutive=False
    )


def test_what_is_no_trace_is_refused(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_shop=TEST.format(card="").replace("corotrace_trace ==", "'a text' =="))
    result = run("--snapshot-update", plugins=BOTH)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*a diagram is made of a trace of corotrace, and this is of type str*"])
