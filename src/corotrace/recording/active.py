"""Who is recording now."""

import os
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corotrace.recording.recorder import Recorder

#: The recorders that receive the calls of this context alone.
in_context: "ContextVar[tuple[Recorder, ...]]" = ContextVar("corotrace.recorders", default=())


class Active:
    """The recorders that are on.

    Attributes:
        recorders: all of them; empty most of the time, which every call of a traced function looks at.
        selective: whether not every call is for all of them; `here` tells which.
        in_order_of_start: the same as a list that is changed in place.
        ignored: identifiers of the threads whose calls are for none of them now.
    """

    __slots__ = ("_changing", "ignored", "in_order_of_start", "recorders", "selective")

    def __init__(self) -> None:
        self.recorders: tuple[Recorder, ...] = ()
        self.selective = False
        self.in_order_of_start: list[Recorder] = []
        self.ignored: set[int] = set()
        self._changing = threading.Lock()

    def add(self, recorder: "Recorder") -> None:
        """Let a recorder be on."""
        with self._changing:
            self._change((*self.recorders, recorder))

    def remove(self, recorder: "Recorder") -> None:
        """Let a recorder be on no more."""
        with self._changing:
            self._change(tuple(other for other in self.recorders if other is not recorder))

    def ignore(self, thread: int) -> None:
        """Record nothing of what a thread calls, for now."""
        with self._changing:
            self.ignored.add(thread)
            self.selective = True

    def heed(self, thread: int) -> None:
        """Record again what a thread calls."""
        with self._changing:
            self.ignored.discard(thread)
            self._change(self.recorders)

    def _change(self, recorders: "tuple[Recorder, ...]") -> None:
        self.recorders = recorders
        self.selective = bool(self.ignored) or not all(recorder.everywhere for recorder in recorders)
        self.in_order_of_start[:] = recorders

    def here(self) -> "tuple[Recorder, ...]":
        """The recorders that receive the events of a call which is made in this context."""
        if not self.selective:
            return self.recorders
        if threading.get_ident() in self.ignored:
            return ()
        ours = in_context.get()
        return tuple(recorder for recorder in self.recorders if recorder.everywhere or recorder in ours)


active = Active()
if hasattr(os, "register_at_fork"):  # another thread may be changing it just then
    os.register_at_fork(
        before=active._changing.acquire,
        after_in_parent=active._changing.release,
        after_in_child=active._changing.release,
    )
