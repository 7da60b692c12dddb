"""The pytest plugin: records tests and draws what they did.

Every test run in an environment that has corotrace imports this; so it imports nothing of corotrace before a test is
recorded.
"""

from typing import TYPE_CHECKING

import pytest

from corotrace.integrations.pytest_plugin import options
from corotrace.integrations.pytest_plugin.hooks import Hooks

if TYPE_CHECKING:
    from corotrace.trace import Trace

_NAME = "corotrace tests"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command line's options and those of the configuration file."""
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Begin to look after the tests."""
    config.addinivalue_line(
        "markers", "corotrace(**options): record what the test does; the options are those of corotrace.record()"
    )
    hooks = Hooks(options.read(config), config)
    config.pluginmanager.register(hooks, _NAME)
    config.add_cleanup(hooks.close)


@pytest.fixture
def corotrace_trace(request: pytest.FixtureRequest) -> "Trace":
    """The trace of this test: what it has done so far; its fixtures' work before and after is not recorded.

    ``@pytest.mark.corotrace(values="none")`` gives the options of ``corotrace.record()``.
    """
    hooks: Hooks = request.config.pluginmanager.get_plugin(_NAME)  # type: ignore[assignment]
    return hooks.recording_of(request.node).trace
