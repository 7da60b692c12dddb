"""Mermaid to read and draw with, where this machine has or gets it."""

import pytest

from tests.emitters.mermaid.engine import VERSIONS, Mermaid


@pytest.fixture(params=VERSIONS)
def mermaid(request: pytest.FixtureRequest) -> Mermaid:
    """Each version of Mermaid that is tried."""
    cache = getattr(request.config, "cache", None)
    if cache is None:
        pytest.skip("pytest has no cache to keep Mermaid in")
    return Mermaid(cache.mkdir("mermaid"), request.param)
