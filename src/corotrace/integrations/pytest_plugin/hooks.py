"""Where pytest asks: around each test, after it, and at the end."""

from collections.abc import Generator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from corotrace.integrations.committed import Updates, updating
from corotrace.integrations.pytest_plugin.account import Account, account_of
from corotrace.integrations.pytest_plugin.options import Options
from corotrace.integrations.pytest_plugin.summary import Summary

if TYPE_CHECKING:
    from corotrace.integrations.pytest_plugin.recording import TestRecording


class Hooks:
    """Records the tests that want it, and sees to what becomes of it.

    Args:
        options: what the user asked for.
        config: pytest's configuration.
    """

    def __init__(self, options: Options, config: pytest.Config) -> None:
        self._options = options
        self._config = config
        self._recordings: dict[pytest.Item, TestRecording] = {}
        self._updates = Updates(options.update)
        self._summary = Summary(options.directory, config.invocation_params.dir)
        self._open = ExitStack()
        self._open.enter_context(updating(self._updates))

    def close(self) -> None:
        """The run is over."""
        self._open.close()

    def recording_of(self, item: pytest.Item) -> "TestRecording":
        """The recording of a test, which its fixture asks for before it begins; what its marker has wrong fails it."""
        from corotrace.errors import UsageError
        from corotrace.integrations.pytest_plugin.recording import TestRecording

        if item not in self._recordings:
            try:
                self._recordings[item] = TestRecording(item)
            except UsageError as error:
                raise pytest.fail.Exception(str(error), pytrace=False) from None
        return self._recordings[item]

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Record the test, and nothing around it."""
        options = self._options
        every = options.directory or options.max_blocking is not None
        if not (every or item in self._recordings or item.get_closest_marker("corotrace")):
            return (yield)
        recording = self.recording_of(item)
        with recording.going_on():
            result = yield
        recording.check_blocking(options.max_blocking)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # when the others are done: what is expected to fail has not failed
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Write the test's diagram, and show it where the test failed."""
        report = yield
        account = Account(updated=[str(path) for path in self._updates.told()])
        recording = self._recordings.pop(item, None) if call.when != "setup" else None
        if recording is not None and call.when == "call":
            try:
                self._use(recording, report, account)
            except Exception as error:  # noqa: BLE001 - nothing that is wrong with a diagram fails a test
                account.problem(f"no diagram of {item.nodeid}", error)
        account.attach(report)
        return report

    def _use(self, recording: "TestRecording", report: pytest.TestReport, account: Account) -> None:
        from corotrace.integrations.pytest_plugin.files import write_diagrams
        from corotrace.integrations.pytest_plugin.sections import add_to_report

        write_diagrams(recording.trace, report.nodeid, self._options, account)
        if report.failed:
            add_to_report(recording.trace, report, self._config, account)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count; with xdist, this process gets the reports of the others."""
        if account := account_of(report):
            self._summary.add(account)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was written, and what was not."""
        for line in self._summary.lines():
            terminalreporter.write_line(f"corotrace: {line}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a process of xdist where to write, and whether the others run the same tests."""
        if self._options.directory:
            node.workerinput["corotrace_dir"] = str(self._options.directory)
            node.workerinput["corotrace_apart"] = self._config.getoption("dist") == "each"
