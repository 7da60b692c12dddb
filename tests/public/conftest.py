"""The marker of tests that need the network."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "network: fetches a public project; skipped where there is no network")
