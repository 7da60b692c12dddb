"""Takes strokes together to passages, as they come: where nothing else is drawn, a call is nested in another one."""

from collections.abc import Callable

from corotrace.diagram.passages import Item, Passage
from corotrace.diagram.runs import Run
from corotrace.diagram.strokes import Begin, End, Keys, Stroke


class _Level:
    """A call that has begun, and what has been drawn since; the outermost level has no call.

    Args:
        begin: the call's first stroke.
        depth: how many levels are around it.

    Attributes:
        run: what has been drawn since.
        loose: how many calls that have begun in it have lost their own level, and have not ended.
        part_of: the level that it has been made part of.
    """

    __slots__ = ("begin", "depth", "loose", "part_of", "run")

    def __init__(self, begin: Begin | None, depth: int) -> None:
        self.begin = begin
        self.depth = depth
        self.run: Run | None = None
        self.loose = 0
        self.part_of: _Level | None = None


class Nesting:
    """What has been drawn, nested as it is drawn, whoever called whom.

    A call of which another one outlives the end, though it began later, is no passage: its strokes stay as they are.

    Args:
        keys: gives keys to passages.
        new_run: makes an empty sequence.
    """

    def __init__(self, keys: Keys, new_run: Callable[[], Run]) -> None:
        self._keys = keys
        self._new_run = new_run
        self._levels = [_Level(None, 0)]
        self._level_of: dict[int, _Level] = {}

    def begin(self, stroke: Begin) -> None:
        """A call begins."""
        level = _Level(stroke, len(self._levels))
        self._levels.append(level)
        self._level_of[id(stroke)] = level

    def remark(self, stroke: Stroke) -> None:
        """Something is drawn that neither begins nor ends a call."""
        self._add(self._levels[-1], stroke)

    def end(self, stroke: End) -> None:
        """A call ends."""
        begin = stroke.begin
        level = self._level_of.pop(id(begin))
        if level is self._levels[-1] and not level.loose:
            self._levels.pop()
            inner = [] if level.run is None else level.run.finish()
            self._add(self._levels[-1], Passage.of(self._keys, begin, inner, stroke))
            return
        if level.part_of is None:
            self._flatten(level.depth)
        while level.part_of is not None:
            level = level.part_of
        self._flatten(level.depth + 1)
        level.loose -= 1
        self._add(level, stroke)

    def _flatten(self, depth: int) -> None:
        """Make the levels from some depth on part of the one before."""
        into = self._levels[depth - 1]
        for level in self._levels[depth:]:
            assert level.begin is not None  # noqa: S101 - only the outermost one has none
            level.part_of = into
            into.loose += 1 + level.loose
            self._add(into, level.begin)
            for item in () if level.run is None else level.run.finish():
                self._add(into, item)
            level.run = None
        del self._levels[depth:]

    def _add(self, level: _Level, item: Item) -> None:
        if level.run is None:
            level.run = self._new_run()
        level.run.append(item)

    def finish(self) -> list[Item]:
        """All that has been drawn, when all calls have ended."""
        run = self._levels[0].run
        return [] if run is None else run.finish()
