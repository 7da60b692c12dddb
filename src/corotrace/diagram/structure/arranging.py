"""From courses to what is drawn: one below the other what is done so, side by side what is not."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby

from corotrace.diagram import strokes
from corotrace.diagram.called import called
from corotrace.diagram.endings import end_of_call
from corotrace.diagram.folding import fold_operands
from corotrace.diagram.passages import Item, Operand, Par, Passage
from corotrace.diagram.roles import ANY_THREAD, Line
from corotrace.diagram.runs import Run
from corotrace.diagram.strokes import Begin, End, Keys
from corotrace.diagram.structure.courses import Act, Course, Join, Part, Remark, Strand
from corotrace.diagram.structure.plain import plain, plain_arguments
from corotrace.diagram.structure.relations import (
    answers,
    is_run_here,
    is_run_to_its_end,
    name_of,
    outlives,
    runs_elsewhere,
)
from corotrace.diagram.structure.sorting import Rank, by_what_is_said
from corotrace.diagram.structure.work import Work, done
from corotrace.events import MAIN, CallContinued

#: What the corner of a fragment says of strands that their maker is not sure to wait for at once: of one, of several.
_ON_ITS_OWN = {
    "task": ("a task of its own", "tasks of their own"),
    "job": ("a thread of its own", "threads of their own"),
    "thread": ("a thread of its own", "threads of their own"),
    "callback": ("a callback", "callbacks"),
    "process": ("in another process", "in another process"),
    "closing": ("closed by the event loop", "closed by the event loop"),
}
_MAY_GO_ON = "may go on beside what follows"
_THE_PROGRAM_S = (None, 1)  # process, where there is one, or several

_KINDS = {f"{words}, {_MAY_GO_ON}": kind for kind, both in _ON_ITS_OWN.items() for words in both}


class Arranging:
    """Turns courses into items, and empties them.

    Args:
        keys: gives keys to what is drawn.
        new_run: makes an empty sequence.
        fold: whether operands that are alike become one.
    """

    def __init__(self, keys: Keys, new_run: Callable[[], Run], *, fold: bool) -> None:
        self._keys = keys
        self._new_run = new_run
        self._fold = fold

    def program(self, root: Course) -> list[Item]:
        """Arrange a whole program: its threads, and its processes, side by side."""
        threads: defaultdict[tuple[str, int | None], Course] = defaultdict(lambda: Course(None))
        main: set[tuple[str, int | None]] = set()
        processes: set[int | None] = set()
        remarks = Course(None)
        for strand in root.parts:
            if isinstance(strand, Strand):
                is_job = strand.kind in ("job", "process")
                home = (strand.kind, strand.number) if is_job else ("thread", strand.place.thread.number)
                threads[home].parts += strand.own.parts if strand.kind in ("thread", "process") else [strand]
                processes.add(strand.place.thread.process)
                if strand.place.thread.name == MAIN and strand.place.thread.process in _THE_PROGRAM_S:
                    main.add(home)
            else:
                remarks.parts.append(strand)
        if len(threads) == 1:
            (only,) = threads.values()
            only.parts += remarks.parts
            items: list[Item] = done(self._items(only))
            return items
        arranged = {home: done(self._items(course)) for home, course in threads.items()}
        others = sorted((items for home, items in arranged.items() if home not in main), key=by_what_is_said)
        ordered = [*(items for home, items in arranged.items() if home in main), *others]
        said: list[Item] = done(self._items(remarks))
        kind = "threads" if len(processes) == 1 else "processes"
        return [*said, self._par([(kind, ordered)], overlaps=False)] if ordered else said

    # ---- one below the other

    def _items(self, course: Course) -> Work:
        """The items of a course; nobody needs that any more, and it is taken apart."""
        run = self._new_run()
        ordered = sorted(filter(_is_drawn, course.parts), key=lambda part: part.position)
        for on_their_own, group in groupby(ordered, lambda part: isinstance(part, Strand)):
            together = [*group]
            for strand in _strands(together):
                strand.items = yield self._items(strand.own)
            if on_their_own:
                for item in self._on_their_own(_strands(together)):
                    run.append(item)
                continue
            for part in together:
                if isinstance(part, Act):
                    run.append((yield self._act(part)))
                elif isinstance(part, Remark):
                    run.append(strokes.Remark(self._keys.of("remark"), 0, 0, plain(part.text), None))
                elif isinstance(part, Join):
                    for item in self._joined(part):
                        run.append(item)
                    part.strands.clear()
        course.parts.clear()
        course.of = None  # which refers to the course, too
        return run.finish()

    def _act(self, act: Act) -> Work:
        """A call, or a step of a generator, and what it does."""
        started, begun = act.started, act.begun
        elsewhere, replies, has_caller = runs_elsewhere(act), answers(act), act.caller is not None
        inner = (yield self._items(act.own)) if act.parts else []
        if isinstance(begun, CallContinued):
            what, text, arguments = begun.request.partition("(")[0], plain(begun.request), None
        elif started.label is not None:
            what, text, arguments = called(started), plain(started.label), None
        else:
            what = text = called(started)
            arguments = plain_arguments(started.arguments)
        key = self._keys.of("begin", act.role, act.generator, has_caller, elsewhere, what, arguments is None)
        here = Line(act.role, ANY_THREAD, act.generator)  # it stands for the lifeline that it will get
        begin = Begin(key, 0, 0, elsewhere, here if has_caller else None, here, text, arguments, None)
        ending, prefix, value = end_of_call(act.ended, generator=started.function.generator)
        key = self._keys.of("end", ending, prefix, replies)
        end = End(key, 0, 0, begin, (here,) if replies else (), ending, prefix, plain(value), None, ())
        return Passage.of(self._keys, begin, inner, end)

    def _joined(self, join: Join) -> Sequence[Item]:
        if len(join.strands) == 1 and outlives(join.strands[0], join):
            return [self._may_go_on(join.strands)]
        return self._side_by_side(name_of(join), join.strands)

    # ---- side by side

    def _on_their_own(self, strands: Sequence[Strand]) -> Iterator[Item]:
        """What is not sure to be waited for, and what an event loop does while a function runs it."""
        others = [strand for strand in strands if not is_run_here(strand)]
        if others:
            yield self._may_go_on(others)
        loops: defaultdict[int | None, list[Strand]] = defaultdict(list)
        for strand in sorted(strands, key=lambda strand: strand.first.position):
            if is_run_here(strand):
                loops[strand.place.loop].append(strand)
        for together in loops.values():
            if all(map(is_run_to_its_end, together)):  # one after the other
                yield from chain.from_iterable(strand.items for strand in together)
            else:
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
        """A fragment of operands; what its corner says of some of them stands at the first of these."""
        operands: list[Operand] = []
        for text, each in labelled:
            some = [Operand(items) for items in each]
            if self._fold:
                some = fold_operands(some)
            some[0].text = text
            operands += some
        return Par.of(self._keys, operands, overlaps=overlaps)


def kind_of(label: str) -> str:
    """What the corner of a fragment says, whether of one strand or of several."""
    return _KINDS.get(label, label)


def _is_drawn(part: Part) -> bool:
    return bool(part.strands) if isinstance(part, Join) else not (isinstance(part, Strand) and part.join)


def _strands(parts: Sequence[Part]) -> list[Strand]:
    """The strands that are drawn in the places of some parts."""
    found: list[Strand] = []
    for part in parts:
        if isinstance(part, Join):
            found += part.strands
        elif isinstance(part, Strand):
            found.append(part)
    return found


def _ranked(strands: Sequence[Strand]) -> Sequence[Strand]:
    return sorted(strands, key=_rank) if len(strands) > 1 else strands


def _rank(strand: Strand) -> tuple[bool, int, Rank]:
    """Its place among others: what was made first, where that is known for sure."""
    rank = strand.rank
    return (True, 0, by_what_is_said(strand.items)) if rank is None else (False, rank, ())
