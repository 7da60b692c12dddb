"""Records a program as it is: ``corotrace run``."""

from corotrace.integrations.running.process import end_as
from corotrace.integrations.running.program import Program, run_program

__all__ = ["Program", "end_as", "run_program"]
