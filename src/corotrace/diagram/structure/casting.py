"""Who plays what in causal order: each call gets a lifeline, from top to bottom."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from corotrace.diagram.bars import Bar
from corotrace.diagram.lifelines import Lifelines
from corotrace.diagram.passages import Item, Loop, Operand, Par, Passage
from corotrace.diagram.roles import ANY_THREAD, Line, Role
from corotrace.diagram.strokes import Begin, End, Remark

#: A role, and which of several generators that are used in turns.
_Part = tuple[Role, int]


class _Scope:
    """An operand, or the whole: within it, a lifeline that has become free is used again.

    Args:
        outer: the one around it, whose free lifelines may be used, too; None where they may not.
        times: how often what is drawn in it is done at the same time, at the least and at the most.
    """

    def __init__(self, outer: "_Scope | None" = None, times: tuple[int, int] = (1, 1)) -> None:
        self.outer = outer
        self.times = times
        self.free: defaultdict[_Part, list[int]] = defaultdict(list)

    def take(self, part: _Part) -> Line | None:
        """A free lifeline, the first of them."""
        scope: _Scope | None = self
        while scope is not None:
            if scope.free[part]:
                return part[0].lines[heapq.heappop(scope.free[part])]
            scope = scope.outer
        return None

    def give(self, other: "_Scope") -> None:
        """Let another one use the lifelines that are free here."""
        for part, numbers in self.free.items():
            for number in numbers:
                heapq.heappush(other.free[part], number)


class _Frame:
    """A call that is being drawn.

    Args:
        line: its lifeline, or None for the whole program.
        held: the lifelines that its task holds.
    """

    def __init__(self, line: Line | None, held: dict[_Part, Line]) -> None:
        self.line = line
        self.held = held
        #: What the lifelines of strands that may go on are part of until it ends.
        self.kept = _Scope()


class Casting:
    """Gives lifelines to all calls of a diagram.

    Args:
        items: what is drawn.

    Attributes:
        lifelines: those that have been given.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.lifelines = Lifelines()
        self._scope = _Scope()
        self._frames = [_Frame(None, {})]
        self._pending: list[tuple[Callable[[Any], None], Any]] = []
        self._cast_all(items)
        while self._pending:  # calls may be nested deeper than Python may recurse
            cast, item = self._pending.pop()
            cast(item)

    def _cast_all(self, items: Sequence[Item]) -> None:
        cast: dict[type[Any], Callable[[Any], None]] = {
            Passage: self._begin, Loop: self._loop, Par: self._par, Remark: self._remark,
        }  # fmt: skip
        self._pending += [(cast[type(item)], item) for item in reversed(items)]

    def _begin(self, passage: Passage) -> None:
        frame, begin = self._frames[-1], passage.begin
        held = {} if begin.asynchronous else frame.held
        part = begin.receiver.role, begin.receiver.number
        if begin.sender is not None:
            begin.sender = frame.line
        begin.receiver = self._take(part, held)
        begin.bar = Bar()
        self._frames.append(_Frame(begin.receiver, held))
        self._pending.append((self._end, (part, passage.end, begin)))
        self._cast_all(passage.inner)

    def _end(self, what: tuple[_Part, End, Begin]) -> None:
        part, end, begin = what
        frame = self._frames.pop()
        frame.kept.give(self._scope)
        assert begin.bar is not None  # noqa: S101 - it was set above
        end.ends = (begin.bar,)
        if end.receivers:
            end.receivers = (begin.sender,)
        line = begin.receiver
        line.open -= 1
        if not line.open and not line.role.shared:
            del frame.held[part]
            heapq.heappush(self._scope.free[part], line.number)

    def _take(self, part: _Part, held: dict[_Part, Line]) -> Line:
        role = part[0]
        line = None
        if not role.shared:
            line = held.get(part) or self._scope.take(part)
        elif role.lines:
            line = role.lines[0]
        if line is None:
            line = self.lifelines.add(role, ANY_THREAD, self._scope.times)
        line.open += 1
        held[part] = line
        return line

    def _remark(self, remark: Remark) -> None:
        remark.over = self._frames[-1].line

    def _loop(self, loop: Loop) -> None:
        for group in reversed(loop.groups):
            self._cast_all(group)

    def _par(self, par: Par) -> None:
        used = _Scope()
        self._pending.append((self._end_par, (par, used)))
        for operand in reversed(par.operands):
            self._pending.append((self._end_operand, (operand, self._scope, used)))
            self._pending.append((self._operand, operand))

    def _operand(self, operand: Operand) -> None:
        around = self._scope
        if operand.most > 1:
            fewest, most = around.times
            self._scope = _Scope(None, (fewest * operand.fewest, most * operand.most))
        else:
            self._scope = _Scope(around, around.times)
        self._cast_all(operand.items)

    def _end_operand(self, what: tuple[Operand, _Scope, _Scope]) -> None:
        operand, around, used = what
        if operand.most == 1:  # a lifeline that stands for several is none for one
            self._scope.give(used)
        self._scope = around

    def _end_par(self, what: tuple[Par, _Scope]) -> None:
        par, used = what
        used.give(self._frames[-1].kept if par.overlaps else self._scope)
