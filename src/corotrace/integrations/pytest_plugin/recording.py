"""What one test does is recorded."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from corotrace.errors import UsageError
from corotrace.integrations.pytest_plugin.options import LEAST_BLOCKING
from corotrace.session import record
from corotrace.trace import Trace


class TestRecording:
    """The recording of a test, from the moment at which its function is called to its end.

    Fixtures may do their work for the first test alone: with what they do, the same test would have another diagram on
    another day.

    Args:
        item: the test.

    Raises:
        UsageError: its marker asks for what `record` does not have.
    """

    __test__ = False  # for pytest, it looks like tests

    def __init__(self, item: pytest.Item) -> None:
        self._title = item.nodeid.partition("::")[2].replace("::", ".") or item.name
        self._options: dict[str, Any] = {}
        for marker in item.iter_markers("corotrace"):  # the closest comes first
            if marker.args:
                raise UsageError(f"@pytest.mark.corotrace of {self._title} takes options by name, as record() does")
            self._options = {**marker.kwargs, **self._options}
        self._max_blocking = self._options.pop("max_blocking", None)
        if self._max_blocking is not None and not _is_duration(self._max_blocking):
            raise UsageError(
                f"@pytest.mark.corotrace of {self._title}: max_blocking={self._max_blocking!r}; write a number of "
                f"seconds, {LEAST_BLOCKING} or more"
            )
        try:
            with self._record() as nothing:  # what is wrong with the options is known before the test runs
                pass
        except UsageError as error:
            raise UsageError(f"@pytest.mark.corotrace of {self._title}: {error}") from None
        self.trace = _TraceToCome(nothing)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Record what is done inside."""
        with self._record() as trace:
            self.trace.follow(trace)
            yield

    def check_blocking(self, longest: float | None) -> None:
        """Fail the test if it has held its event loop for too long.

        Args:
            longest: so many seconds are allowed where the test's own marker says nothing; None for any time.
        """
        if self._max_blocking is not None:
            longest = self._max_blocking
        if longest is None:
            return
        if found := self.trace.blocking(longest):
            each = "\n".join(f"  {blocking}" for blocking in found)
            pytest.fail(f"an event loop was held for {longest:g} s or longer at a time:\n{each}", pytrace=False)

    def _record(self) -> AbstractContextManager[Trace]:
        try:
            return record(**{"title": self._title, **self._options})
        except TypeError as error:
            reason = str(error).partition("() ")[2]
            raise UsageError(f"record() {reason}") from None


def _is_duration(value: object) -> bool:
    return type(value) in (int, float) and value >= LEAST_BLOCKING  # type: ignore[operator]


class _TraceToCome(Trace):
    """The trace of a test that has not begun."""

    def __init__(self, trace: Trace) -> None:
        self.follow(trace)

    def follow(self, trace: Trace) -> None:
        """Be this trace from now on."""
        super().__init__(trace.header, lambda: trace.events)
