"""From courses to what is drawn: one below the other what is done so, side by side what is not."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from corotrace.diagram import strokes
from corotrace.diagram.folding import fold_operands
from corotrace.diagram.interaction import Ending
from corotrace.diagram.passages import Item, Operand, Par, Passage
from corotrace.diagram.roles import Line
from corotrace.diagram.runs import Run
from corotrace.diagram.strokes import Begin, End, Keys
from corotrace.diagram.structure.casting import ANY_THREAD
from corotrace.diagram.structure.courses import Act, Course, Join, Part, Remark, Strand
from corotrace.diagram.structure.sorting import Rank, by_what_is_said

#: What the corner of a fragment says of strands that their maker is not sure to wait for at once: of one, of several.
_ON_ITS_OWN = {
    "task": ("a task of its own", "tasks of their own"),
    "job": ("a thread of its own", "threads of their own"),
    "thread": ("a thread of its own", "threads of their own"),
    "callback": ("a callback", "callbacks"),
    "closing": ("closed by the event loop", "closed by the event loop"),
}
_MAY_GO_ON = "may go on beside what follows"


class Arranging:
    """Turns courses into items, the inner ones first.

    Args:
        keys: gives keys to what is drawn.
        new_run: makes an empty sequence.
        fold: whether operands that are alike become one.
    """

    def __init__(self, keys: Keys, new_run: Callable[[], Run], *, fold: bool) -> None:
        self._keys = keys
        self._new_run = new_run
        self._fold = fold

    def act(self, act: Act) -> None:
        """Arrange an act, and what it does."""
        inner = self._items(act.own.parts)
        asynchronous, replies = _relation(act)
        key = self._keys.of(
            "begin", act.role, act.generator, act.caller is None, asynchronous, act.what, act.arguments is None
        )
        here = Line(act.role, ANY_THREAD, act.generator)  # it stands for the lifeline that it will get, …
        sender = None if act.caller is None else here  # … and for its caller's
        begin = Begin(key, 0, 0, asynchronous, sender, here, act.text, act.arguments, None)
        key = self._keys.of("end", act.ending, act.prefix, replies)
        receivers = (None,) if replies else ()  # whoever its sender will be
        end = End(key, 0, 0, begin, receivers, act.ending, act.prefix, act.value, None, ())
        key = self._keys.of("passage", begin.key, *[item.key for item in inner], end.key)
        act.item = Passage(key, begin, inner, end)

    def strand(self, strand: Strand) -> None:
        """Arrange what a strand does."""
        strand.items = self._items(strand.own.parts)

    def program(self, root: Course) -> list[Item]:
        """Arrange the whole program: its threads side by side."""
        threads: defaultdict[tuple[str, int | None], list[Part]] = defaultdict(list)
        first: dict[tuple[str, int | None], Strand] = {}
        remarks = [part for part in root.parts if isinstance(part, Remark)]
        for strand in root.parts:
            if isinstance(strand, Strand):
                home = ("job", strand.number) if strand.kind == "job" else ("thread", strand.place.thread.number)
                threads[home] += strand.own.parts if strand.kind == "thread" else [strand]
                first.setdefault(home, strand)
        if len(threads) < 2:
            return self._items([*remarks, *(part for parts in threads.values() for part in parts)])
        is_main = {home: strand.place.thread.name == "MainThread" for home, strand in first.items()}
        main = [self._items(parts) for home, parts in threads.items() if is_main[home]]
        others = [self._items(parts) for home, parts in threads.items() if not is_main[home]]
        ordered = [*main, *sorted(others, key=by_what_is_said)]
        return [*self._items(remarks), self._par([("threads", ordered)], overlaps=False)]

    # ---- one below the other

    def _items(self, parts: Iterable[Part]) -> list[Item]:
        run = self._new_run()
        drawn = [part for part in parts if _is_drawn(part)]
        drawn.sort(key=lambda part: part.position)
        for strands, group in groupby(drawn, lambda part: isinstance(part, Strand)):
            if strands:
                for item in self._on_their_own([part for part in group if isinstance(part, Strand)]):
                    run.append(item)
            else:
                for part in group:
                    for item in self._below(part):
                        run.append(item)
        return run.finish()

    def _below(self, part: Part) -> Sequence[Item]:
        if isinstance(part, Act):
            assert part.item is not None  # noqa: S101 - the inner ones come first
            return [part.item]
        if isinstance(part, Remark):
            return [strokes.Remark(self._keys.of("remark"), 0, 0, part.text, None)]
        assert isinstance(part, Join)  # noqa: S101 - strands come elsewhere
        if len(part.strands) == 1 and _outlives(part.strands[0], part):
            return [self._may_go_on(part.strands)]
        return self._side_by_side(_name(part), part.strands)

    # ---- side by side

    def _on_their_own(self, strands: list[Strand]) -> Iterator[Item]:
        """What is not sure to be waited for, and what an event loop does while a function runs it."""
        others = [strand for strand in strands if not _is_of_a_loop_run_here(strand)]
        if others:
            yield self._may_go_on(others)
        loops: defaultdict[int | None, list[Strand]] = defaultdict(list)
        for strand in sorted(strands, key=lambda strand: strand.first.position):
            if _is_of_a_loop_run_here(strand):
                loops[strand.place.loop].append(strand)
        for together in loops.values():
            yield from self._side_by_side("tasks", together)

    def _may_go_on(self, strands: Sequence[Strand]) -> Par:
        labelled = []
        for kind, (one, several) in _ON_ITS_OWN.items():
            of_kind = _ranked([strand for strand in strands if strand.kind == kind])
            if of_kind:
                text = f"{one if len(of_kind) == 1 else several}, {_MAY_GO_ON}"
                labelled.append((text, [strand.items for strand in of_kind]))
        return self._par(labelled, overlaps=True)

    def _side_by_side(self, text: str, strands: Sequence[Strand]) -> Sequence[Item]:
        if len(strands) == 1:
            return strands[0].items
        return [self._par([(text, [strand.items for strand in _ranked(strands)])], overlaps=False)]

    def _par(self, labelled: Sequence[tuple[str, Sequence[Sequence[Item]]]], *, overlaps: bool) -> Par:
        """A fragment of operands; what its corner says of some of them stands at the first."""
        operands: list[Operand] = []
        for text, each in labelled:
            folded = [Operand(items) for items in each]
            if self._fold:
                folded = fold_operands(folded)
            folded[0].text = text
            operands += folded
        keys = [(operand.text, *(item.key for item in operand.items)) for operand in operands]
        return Par(self._keys.of("par", overlaps, *keys), operands, overlaps=overlaps)


def _is_drawn(part: Part) -> bool:
    return bool(part.strands) if isinstance(part, Join) else not (isinstance(part, Strand) and part.join)


def _relation(act: Act) -> tuple[bool, bool]:
    """Whether an act runs elsewhere than its caller, and whether its result goes back to him."""
    over, strand, caller = act.ending is not Ending.RUNNING, act.course.of, act.caller
    if not isinstance(strand, Strand) or caller is None or _is_as_good_as_a_call(strand):
        return False, over
    if strand.join is not None:
        waits = not _outlives(strand, strand.join)
    else:
        waits = _is_of_a_loop_run_here(strand) and caller.place.thread.number in act.blocks
    return True, over and waits and act.entry


def _outlives(strand: Strand, join: Join) -> bool:
    """Whether a strand goes on when its maker waits for it no more."""
    return join.ended is not None and any(act.ended is None or act.ended > join.ended for act in strand.acts)


def _is_as_good_as_a_call(strand: Strand) -> bool:
    """Whether ``wait_for`` waits for it: before Python 3.12 that makes a task of what is a call from then on."""
    if strand.join is None or strand.kind != "task" or len(strand.join.strands) > 1:
        return False
    return _name(strand.join) == "asyncio.wait_for"


def _is_of_a_loop_run_here(strand: Strand) -> bool:
    """Whether its event loop is run, in its own thread, by the caller: nothing of it goes on when he does."""
    caller = strand.caller
    if strand.place.loop is None or strand.kind == "closing":
        return False
    return caller is None or (caller.place.loop is None and caller.place.thread == strand.place.thread)


def _name(join: Join) -> str:
    function = join.wait.wait.function
    return f"{function.module}.{function.qualname.removesuffix('.__aexit__')}"


def _ranked(strands: Sequence[Strand]) -> Sequence[Strand]:
    return sorted(strands, key=_rank) if len(strands) > 1 else strands


def _rank(strand: Strand) -> tuple[bool, int, Rank]:
    """Its place among others: what was made first, where that is known for sure."""
    rank = strand.rank
    return (True, 0, by_what_is_said(strand.items)) if rank is None else (False, rank, ())
