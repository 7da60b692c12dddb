"""WHAT TOOK THE TIME: the chain of calls and waits that determined how long a call took."""

from corotrace.critical_path.build import build_critical_path
from corotrace.critical_path.doing import Doing
from corotrace.critical_path.in_bold import in_bold
from corotrace.critical_path.path import CriticalPath, Step

__all__ = ["CriticalPath", "Doing", "Step", "build_critical_path", "in_bold"]
