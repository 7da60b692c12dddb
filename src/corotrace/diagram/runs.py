"""Items that are drawn one after the other."""

from corotrace.diagram.folding import LONGEST, fold
from corotrace.diagram.passages import Item
from corotrace.diagram.strokes import Keys

#: It is looked how items repeat when there are so many new ones, …
CHUNK = 64
#: … and so many before them are looked at again, …
OVERLAP = 6 * LONGEST


class Run:
    """Items as they are."""

    __slots__ = ("items",)

    def __init__(self) -> None:
        self.items: list[Item] = []

    def append(self, item: Item) -> None:
        """Add an item at the end."""
        self.items.append(item)

    def finish(self) -> list[Item]:
        """The items, when none will come any more."""
        return self.items


class FoldingRun(Run):
    """Items of which those that are repeated are folded, from time to time, so that few are kept.

    Args:
        keys: gives keys to loops.
    """

    __slots__ = ("_keys", "_look_at", "_looked_at")

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self._keys = keys
        self._looked_at = 0
        self._look_at = CHUNK

    def append(self, item: Item) -> None:
        """Add an item at the end."""
        self.items.append(item)
        if len(self.items) >= self._look_at:
            self._fold(more=True)

    def finish(self) -> list[Item]:
        """The items, when none will come any more."""
        self._fold(more=False)
        return self.items

    def _fold(self, *, more: bool) -> None:
        start = max(self._looked_at - OVERLAP, 0)
        self.items[start:] = fold(self.items[start:], self._keys, more=more)
        self._looked_at = len(self.items)
        # … but never more old ones than new ones, so that the time it takes grows with their number alone
        self._look_at = self._looked_at + max(CHUNK, self._looked_at - start)
