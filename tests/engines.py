"""Engines that tests draw with, and how many random examples they are given: a picture takes long."""

import pytest
from hypothesis import HealthCheck, Phase, settings

from corotrace.errors import RendererNotFoundError
from corotrace.renderers.choice import choose


def require_engine(engine: str, picture_format: str = "svg") -> None:
    """Skip the test where this machine does not have the engine."""
    try:
        choose(picture_format, engine, None)
    except RendererNotFoundError as error:
        pytest.skip(f"the {engine} engine is not here: {error}")


def sample(examples: int) -> settings:
    """So many examples, the same in every run; one that fails is shown as it is, and not made smaller."""
    return settings(
        max_examples=examples, deadline=None, derandomize=True, phases=[Phase.generate], database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
