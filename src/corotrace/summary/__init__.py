"""ADD IT UP: how long a trace took, how much of it went on at once, and where the time went."""

from corotrace.summary.build import build_summary
from corotrace.summary.summary import Ended, SlowCall, Summary, Waited

__all__ = ["Ended", "SlowCall", "Summary", "Waited", "build_summary"]
