"""From the tree to the rows of the outline: what is folded becomes one row, which says what varies."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corotrace.diagram.interaction import Spread
from corotrace.diagram.outline.nodes import Branch, Label, Loop, Node
from corotrace.diagram.outline.outline import Row, RowKind
from corotrace.diagram.outline.words import Words
from corotrace.diagram.varying import Varying, spread_of

_Times = tuple[int, int]
_ONCE = 1, 1


@dataclass(slots=True)
class _Place:
    """A place in the outline.

    Args:
        branches: what stands there: one, or several of the same shape.
        depth: its level.
        is_last: whether it is the last of its level.
    """

    branches: Sequence[Branch]
    depth: int
    is_last: bool


class Rows:
    """Writes rows.

    Args:
        words: what things are called.
        began: when the trace began.
        ended: when it ended, in nanoseconds.
    """

    def __init__(self, words: Words, began: int, ended: int) -> None:
        self._words = words
        self._began = began
        self._ended = ended

    def of(self, roots: Sequence[Branch]) -> Iterator[Row]:
        """The rows of all that there is below the roots."""
        pending = _places([roots], 0)
        while pending:  # calls may be nested deeper than Python may recurse
            place = pending.pop()
            nodes, times = _nodes(place.branches)
            if nodes:
                yield self._row(nodes, times, place)
                pending += _places([node.below for node in nodes], place.depth + 1)
            else:
                groups = [group for loop in place.branches if isinstance(loop, Loop) for group in loop.groups]
                yield self._loop(groups, times, place)
                pending += _places(groups, place.depth + 1)

    def _row(self, nodes: Sequence[Node], times: _Times, place: _Place) -> Row:
        first = nodes[0]
        spans = [span for node in nodes for span in self._spans(node)]
        took = [self._end(node) - node.start for node in nodes]
        return Row(
            place.depth, place.is_last, first.kind, _name(nodes), _arguments(nodes), _labels(nodes),
            self._words.of_joins([node.joins for node in nodes]),
            first.ending, _common([node.value for node in nodes]), times,
            None if first.kind is RowKind.NOTE else _spread(took), self._joined(spans),
        )  # fmt: skip

    def _loop(self, groups: Sequence[Sequence[Branch]], times: _Times, place: _Place) -> Row:
        spans = [self._around(group) for group in groups]
        return Row(
            place.depth, place.is_last, RowKind.LOOP, "", None, "", "", None, "", times,
            _spread([end - start for start, end in spans]), self._joined(spans),
        )  # fmt: skip

    def _around(self, group: Sequence[Branch]) -> tuple[int, int]:
        """From when to when a group lasts."""
        nodes: list[Node] = []
        pending = [*group]
        while pending:
            branch = pending.pop()
            if isinstance(branch, Node):
                nodes.append(branch)
            else:
                pending += [inner for inner_group in branch.groups for inner in inner_group]
        return min(node.start for node in nodes), max(map(self._end, nodes))

    def _spans(self, node: Node) -> list[tuple[int, int]]:
        return node.steps or [(node.start, self._end(node))]

    def _end(self, node: Node) -> int:
        return self._ended if node.end is None else node.end

    def _joined(self, spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Spans since the beginning, those that touch each other as one."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(joined[-1][1], end)
            else:
                joined.append((start, end))
        return tuple((start - self._began, end - self._began) for start, end in joined)


def _places(groups: Sequence[Sequence[Branch]], depth: int) -> list[_Place]:
    """The places where groups of the same shape stand, one upon the other; the last place first."""
    count = len(groups[0])
    return [_Place([group[at] for group in groups], depth, at == count - 1) for at in reversed(range(count))]


def _nodes(branches: Sequence[Branch]) -> tuple[list[Node], _Times]:
    """The nodes that a place shows as one row, if it does, and how often they stand there."""
    loops = [branch for branch in branches if isinstance(branch, Loop)]
    if not loops:
        return [branch for branch in branches if isinstance(branch, Node)], _ONCE
    counts = [len(loop.groups) for loop in loops]
    times = min(counts), max(counts)
    if len(loops[0].groups[0]) > 1:
        return [], times
    return [branch for loop in loops for (branch,) in loop.groups if isinstance(branch, Node)], times


def _name(nodes: Sequence[Node]) -> str:
    if nodes[0].kind in (RowKind.NOTE, RowKind.HOLD):
        return _common([node.name for node in nodes])
    names = {node.name for node in nodes}
    return nodes[0].general if len(names) > 1 else nodes[0].name


def _arguments(nodes: Sequence[Node]) -> str | None:
    first = nodes[0].arguments
    if first is None:
        return None
    written = []
    for index, (name, _) in enumerate(first):
        text = _common([node.arguments[index][1] for node in nodes if node.arguments])
        written.append(text if name is None else f"{name}={text}")
    return ", ".join(written)


def _labels(nodes: Sequence[Node]) -> str:
    """Where nodes run: which task, or how many where these differ."""
    texts = []
    for index in range(len(nodes[0].labels)):
        labels: dict[Label, None] = dict.fromkeys(node.labels[index] for node in nodes)
        first = next(iter(labels))
        texts.append(first.text if len(labels) == 1 else f"{len(labels):,} {first.nouns}")
    return ", ".join(texts)


def _spread(durations: Iterable[int]) -> Spread:
    return spread_of(array("q", durations))


def _common(texts: Iterable[str]) -> str:
    """One text for several: that they vary can be seen."""
    first, *others = dict.fromkeys(texts)
    varying = Varying(first)
    for text in others:
        varying.add(text)
    return str(varying)
