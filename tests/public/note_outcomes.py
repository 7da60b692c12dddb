"""A pytest plugin: writes down how each test ended, and what it warned of, to the file that PUBLIC_OUTCOMES names.

It is loaded in both runs, the untraced one and the traced one, and knows nothing of corotrace.
"""

import json
import os
import re
import warnings
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

_outcomes: defaultdict[str, list[str]] = defaultdict(list)
_warnings: defaultdict[str, int] = defaultdict(int)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    kind = report.outcome + (" as expected" if hasattr(report, "wasxfail") else "")
    why = f" with {type(call.excinfo.value).__name__}" if call.excinfo else ""
    if call.excinfo and call.excinfo.errisinstance(pytest.skip.Exception):
        why = f": {call.excinfo.value}"
    _outcomes[item.nodeid].append(f"{call.when} {kind}{why}")
    return report


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if not report.passed:
        _outcomes[f"collecting {report.nodeid}"].append(report.outcome)


def pytest_warning_recorded(warning_message: warnings.WarningMessage, nodeid: str) -> None:
    message = re.sub(r"0x[0-9a-fA-F]+", "0x…", str(warning_message.message)).partition("\n")[0]
    _warnings[f"{nodeid}: {warning_message.category.__name__}: {message}"] += 1


def pytest_sessionfinish(exitstatus: int) -> None:
    Path(os.environ["PUBLIC_OUTCOMES"]).write_text(
        json.dumps({"exit": int(exitstatus), "outcomes": _outcomes, "warnings": _warnings})
    )
