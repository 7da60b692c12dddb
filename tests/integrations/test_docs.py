"""What docs/testing.md shows is so: its blocks are a test file, and its difference is the one that pytest shows."""

import re
from pathlib import Path

import pytest

from tests.integrations.conftest import PLUGIN, Run

DOCUMENT = (Path(__file__).parents[2] / "docs" / "testing.md").read_text(encoding="utf-8")
PLUGINS = (PLUGIN, "pytest_asyncio.plugin", "syrupy")
ARGUMENTS = ("-o", "asyncio_mode=strict", "-o", "asyncio_default_fixture_loop_scope=function")


def test_the_blocks_of_the_document_are_tests_that_pass(run: Run, pytester: pytest.Pytester) -> None:
    source = "\n".join(re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL))
    path = pytester.makepyfile(test_shop=source)
    run("--corotrace-update", "--snapshot-update", *ARGUMENTS, plugins=PLUGINS).assert_outcomes(passed=5)
    run(*ARGUMENTS, plugins=PLUGINS).assert_outcomes(passed=5)
    head, test, rest = source.partition("async def test_checkout_is_as_drawn")
    path.write_text(head + test + rest.replace("visa", "amex", 1), encoding="utf-8")
    result = run("-k", "drawn", *ARGUMENTS, plugins=PLUGINS)
    result.assert_outcomes(failed=1, deselected=4)
    (shown,) = re.findall(r"```text\n(.*?)```", DOCUMENT, re.DOTALL)
    said = [line.removeprefix("E       ") for line in result.outlines if line.startswith("E       ")]
    assert "\n".join(said).removeprefix("AssertionError: ") == shown.rstrip()
