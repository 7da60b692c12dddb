"""Finds what is repeated: equal items, or equal groups of items, one after the other become a loop.

The shortest groups are folded first, so that what is repeated inside of longer ones is a loop already when these are
looked for: so loops are found in loops.
"""

from collections import defaultdict
from collections.abc import Sequence
from operator import eq

from corotrace.diagram.passages import Item, Loop, Operand, half_of, say_the_same, take_in_all
from corotrace.diagram.strokes import Begin, End, Keys

#: What is repeated becomes a loop from so many times on, …
FEWEST_TIMES = 3
#: … from so many on if arguments or results differ, which a loop does not show one by one, …
FEWEST_DIFFERENT = 5
#: … and if there are at least so many calls and waits in it, all in all.
FEWEST_CALLS = 6
#: Groups of more items are not looked for.
LONGEST = 100


def fold(items: list[Item], keys: Keys, *, more: bool) -> list[Item]:
    """Fold what is repeated.

    Args:
        items: what is drawn one after the other; loops among them go on if what follows is one more time.
        keys: gives keys to loops.
        more: whether more items will follow: then a loop that may go on is no part of another one yet.

    Returns:
        The items, or the loops that stand in their places.
    """
    if len(items) < 2:
        return items
    while True:
        if any(type(item) is Loop for item in items):
            items = _go_on(items, patience=len(items))
        shorter = _fold_shortest(items, keys, more=more)
        if len(shorter) == len(items):
            shorter = _go_on(items, patience=LONGEST if more else 0)
        if len(shorter) == len(items):
            return items
        items = shorter


def fold_operands(operands: Sequence[Operand]) -> list[Operand]:
    """Fold those that are alike, wherever they stand: side by side there is no order."""
    alike: defaultdict[tuple[int, ...], list[Operand]] = defaultdict(list)
    for operand in operands:
        alike[tuple(item.key for item in operand.items)].append(operand)
    dropped: set[Operand] = set()
    for first, *others in alike.values():
        if _is_worth_it([first.items, *(other.items for other in others)]):
            for other in others:
                take_in_all(first.items, other.items)
            first.fewest = first.most = len(others) + 1
            dropped.update(others)
    return [operand for operand in operands if operand not in dropped]


def _is_worth_it(groups: Sequence[Sequence[Item]]) -> bool:
    """Whether a reader is better off with one of some groups, which are drawn in the same way, than with all."""
    times, calls = len(groups), sum(item.weight for item in groups[0]) * len(groups)
    if times < FEWEST_TIMES or calls < FEWEST_CALLS:
        return False
    return times >= FEWEST_DIFFERENT or all(say_the_same(group, groups[0]) for group in groups[1:])


# ---- loops that go on


def _go_on(items: list[Item], *, patience: int) -> list[Item]:
    """Let loops take in what repeats them once more, the inner ones first.

    Args:
        items: some items.
        patience: see `_may_go_on`.
    """
    for level in sorted({item.level for item in items if isinstance(item, Loop)}):
        folded: list[Item] = []
        loops: list[int] = []  # where those of the level stand
        for index, item in enumerate(items):
            folded.append(item)
            if not _may_go_on(items, index, patience):
                while _take_in_last(folded, loops):
                    pass
            if isinstance(item, Loop) and item.level == level and folded[-1] is item:
                loops.append(len(folded) - 1)
        items = folded
    return items


def _take_in_last(items: list[Item], loops: list[int]) -> bool:
    """Let a loop take in the last items, if these repeat it once more; loops among them are gone then."""
    end = len(items)
    for position in range(len(loops) - 1, -1, -1):
        at = loops[position]
        loop, again = items[at], end - 1 - at
        if again > LONGEST:
            break
        if not again or not isinstance(loop, Loop):
            continue
        last = items[-1]
        if again == 1 and isinstance(last, Loop) and last.key == loop.key:
            loop.go_on(last)
        elif again == len(loop.body) and _are_alike(items[at + 1 :], loop.body) and _is_whole(items[at + 1 :]):
            loop.repeat(items[at + 1 :])
        else:
            continue
        del items[at + 1 :], loops[position + 1 :]
        _frame(loop)
        return True
    return False


def _may_go_on(items: Sequence[Item], index: int, patience: int) -> bool:
    """Whether an item is a loop, and what follows may be a part of one more time.

    Args:
        items: some items.
        index: which of them.
        patience: whether it is one more time must be clear from so many items; 0 where no more will come.
    """
    loop, rest = items[index], len(items) - index - 1
    if not isinstance(loop, Loop) or rest >= patience:
        return False
    return not rest or _first(items[index + 1]).key == _first(loop).key


def _first(item: Item) -> Item:
    """What a loop begins with."""
    while isinstance(item, Loop):
        item = item.body[0]
    return item


def _settled(items: Sequence[Item], *, more: bool) -> int:
    """How many of the items will stay what they are."""
    for index in range(max(len(items) - LONGEST, 0), len(items)) if more else ():
        if _may_go_on(items, index, LONGEST):
            return index
    return len(items)


# ---- new loops


def _fold_shortest(items: list[Item], keys: Keys, *, more: bool) -> list[Item]:
    """Fold the shortest groups that are worth a frame, or else the shortest that are repeated at all."""
    codes = [item.key for item in items[: _settled(items, more=more)]]
    if len({*codes}) < len(codes):
        periods = _periods(codes)
        for framed in (True, False):
            for period in periods:
                shorter = _fold_groups(items, codes, period, keys, framed=framed)
                if len(shorter) < len(items):
                    return shorter
    return items


def _periods(codes: Sequence[int]) -> list[int]:
    """The lengths of groups that may be repeated, the shortest first: something in them recurs after so many items."""
    last: dict[int, int] = {}
    distances: set[int] = set()
    for index, code in enumerate(codes):
        if code in last:
            distances.add(index - last[code])
        last[code] = index
    return sorted(distance for distance in distances if distance <= LONGEST)


def _fold_groups(items: list[Item], codes: Sequence[int], period: int, keys: Keys, *, framed: bool) -> list[Item]:
    """Fold groups of one length, from the beginning on.

    Args:
        items: all of them.
        codes: the keys of those that may be folded.
        period: the length.
        keys: gives keys to loops.
        framed: whether only what is worth a frame is folded.
    """
    recurs = [*map(eq, codes[period:], codes), False]  # whether an item is the same as the one a period later
    folded: list[Item] = []
    done = start = 0
    while True:
        try:
            start = recurs.index(True, start)
        except ValueError:
            break
        end = recurs.index(False, start) + period
        groups = _groups(items[start:end], period)
        if groups and (not framed or _is_worth_it(groups)):
            before = items.index(groups[0][0], start)
            folded += items[done:before]
            done = before + period * len(groups)
            folded.append(_loop(groups, keys))
        start = max(end - period, done)
    return [*folded, *items[done:]]


def _groups(items: Sequence[Item], period: int) -> list[Sequence[Item]]:
    """The groups of what recurs, or none where what begins in one ends in another one."""
    for start in range(period):
        groups = [items[index : index + period] for index in range(start, len(items) - period + 1, period)]
        if len(groups) < 2 or all(map(_is_whole, groups)):
            return groups if len(groups) > 1 else []
    return []


def _loop(groups: list[Sequence[Item]], keys: Keys) -> Loop:
    loop = Loop.of(keys, groups)
    _frame(loop)
    return loop


def _frame(loop: Loop) -> None:
    if not loop.is_framed and _is_worth_it(loop.groups):
        loop.frame()


def _are_alike(items: Sequence[Item], others: Sequence[Item]) -> bool:
    return all(item.key == other.key for item, other in zip(items, others, strict=True))


def _is_whole(group: Sequence[Item]) -> bool:
    """Whether all that begins in a group of items ends in it, and all that ends in it begins in it."""
    begun = {id(item) for item in group if isinstance(item, Begin)}
    ended = {id(item.begin) for item in group if isinstance(item, End)}
    return begun == ended and not half_of(group)
