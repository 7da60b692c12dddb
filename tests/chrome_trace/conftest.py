"""Perfetto, for the tests that read what was written."""

from tests.chrome_trace.perfetto import perfetto

__all__ = ["perfetto"]
