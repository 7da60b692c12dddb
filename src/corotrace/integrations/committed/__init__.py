"""Diagrams that are committed, and what has become of them since; standard library only."""

from corotrace.integrations.committed.assertion import assert_diagram
from corotrace.integrations.committed.updates import Updates, updating

__all__ = ["Updates", "assert_diagram", "updating"]
