"""What has still to be known of calls that are open, when what came before is left out."""

from typing import Any

from corotrace.events import CallContinued, CallEnded, CallStarted, ItemYielded, Resumed, Suspended, WaitTurnedOut
from corotrace.recording.log import PlainEnd, PlainResumption, PlainStart, PlainWait

#: A record, and how many were left out before it.
_Placed = tuple[int, list[Any]]


class OpenCalls:
    """Keeps a few of the records that are left out: of each call that has begun and not ended.

    These are its start; the wait that it is in, or was in last, as that may go on; and of a generator the first step
    and the last one. From them each bar and each arrow that follows comes out true.

    Attributes:
        seen: how many records were left out, those that are kept included.
        since: the time of the first of them.
    """

    def __init__(self) -> None:
        self.seen = 0
        self.since = 0
        self._calls: dict[int, dict[str, _Placed]] = {}

    def leave_out(self, record: list[Any]) -> None:
        """See a record for the last time, in the order of the log."""
        mark, time, call, *_ = record
        placed = self.seen, record
        if not self.seen:
            self.since = time
        self.seen += 1
        if mark.kind is PlainStart or mark.kind is CallStarted:
            self._calls[call] = {"start": placed}
        elif mark.kind is PlainEnd or mark.kind is CallEnded:
            self._calls.pop(call, None)
        elif call in self._calls:
            _keep(self._calls[call], mark.kind, placed)

    def records(self) -> list[list[Any]]:
        """The records that are kept, in the order of the log."""
        return [record for _, record in sorted(placed for kept in self._calls.values() for placed in kept.values())]

    def copy(self) -> "OpenCalls":
        """As it is now, to go on with elsewhere."""
        other = OpenCalls()
        other.seen, other.since = self.seen, self.since
        other._calls = {call: kept.copy() for call, kept in self._calls.items()}
        return other


def _keep(kept: dict[str, _Placed], kind: type[Any], placed: _Placed) -> None:
    if kind is ItemYielded:
        kept["item" if "first item" in kept else "first item"] = placed
    elif kind is CallContinued:
        kept["step"] = placed
        kept.pop("item", None)
    elif kind is PlainWait or kind is Suspended:
        if "wait" in kept and _number(kept["wait"]) == _number(placed):
            kept["wait goes on"] = placed
        else:
            kept["wait"] = placed
            kept.pop("resumed", None)
            kept.pop("turned out", None)
            kept.pop("wait goes on", None)
    elif kind is WaitTurnedOut:
        kept["turned out"] = placed
    elif kind is PlainResumption or kind is Resumed:
        kept["resumed"] = placed
        kept.pop("wait goes on", None)


def _number(placed: _Placed) -> int:
    """The number of the wait that a suspension is of."""
    number: int = placed[1][3]
    return number
