"""The moments in the course of calls, after which tasks and threads were made."""

#: So many of them are remembered, at the least; a task that has not begun when so many more have passed is drawn as if
#: it had been made when its maker began.
REMEMBERED = 1 << 17


class Moments:
    """Tells the number of the event that came with a moment. Memory does not grow with their number."""

    def __init__(self) -> None:
        self._late: dict[int, int] = {}
        self._early: dict[int, int] = {}

    def keep(self, moment: int, seq: int) -> None:
        """Remember a moment.

        Args:
            moment: its number (see `running.Standing`).
            seq: the number of its event.
        """
        if len(self._late) >= REMEMBERED:
            self._early, self._late = self._late, {}
        self._late[moment] = seq

    def seq_of(self, moment: int | None) -> int | None:
        """The number of the event that a moment came with, or None where that is not known."""
        if moment is None:
            return None
        seq = self._late.get(moment)
        if seq is None and (seq := self._early.get(moment)) is not None:
            self.keep(moment, seq)  # many tasks may have been made after it
        return seq
