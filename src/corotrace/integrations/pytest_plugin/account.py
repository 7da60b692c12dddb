"""What the plugin did about one phase of a test; with pytest's report of it, xdist brings it home."""

from dataclasses import asdict, dataclass, field

import pytest

_ATTRIBUTE = "corotrace"


@dataclass
class Account:
    """What became of the diagrams of a test.

    Args:
        written: how many files were written.
        nothing: whether files were wanted, and the test has recorded nothing.
        updated: the committed diagrams that were written anew.
        problems: what could not be done, one line for each.
    """

    written: int = 0
    nothing: bool = False
    updated: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def problem(self, what: str, error: Exception) -> None:
        """Something could not be done, which is no reason to fail.

        Args:
            what: is missing.
            error: why.
        """
        reason = str(error).partition("\n")[0] or type(error).__name__
        self.problems.append(f"{what}: {reason}")

    def attach(self, report: pytest.TestReport) -> None:
        """Send it along with a report."""
        if self != Account():
            vars(report)[_ATTRIBUTE] = asdict(self)


def account_of(report: pytest.TestReport) -> Account | None:
    """What came along with a report."""
    attached = getattr(report, _ATTRIBUTE, None)
    return attached and Account(**attached)
