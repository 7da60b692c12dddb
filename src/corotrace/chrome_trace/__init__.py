"""WRITE IT FOR ZOOMING: the events in Chrome's trace event format, which Perfetto and others read."""

from corotrace.chrome_trace.build import chrome_trace

__all__ = ["chrome_trace"]
