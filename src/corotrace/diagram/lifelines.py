"""Which lifeline each span stands on, and what the lifelines are called."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from corotrace.diagram.interaction import Participant
from corotrace.diagram.span import Span
from corotrace.diagram.text import NAME, cut
from corotrace.events import Owner, Place, Thread


@dataclass(slots=True, eq=False)
class _Lifeline:
    """A lifeline that is being filled.

    Args:
        thread: the thread that used it first.
        place: the place that used it last.
        open: its spans that have not ended yet.
    """

    thread: Thread
    place: Place
    open: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Key:
    """What the lifelines of one name have in common.

    Args:
        name: what they are called.
        identity: what tells them from others that are called the same.
        qualified: what to call them then.
        shared: whether calls of several tasks may stand on one lifeline: an object is one however many use it, but a
            function that runs in two tasks at once gets two, so that no bar is taken for the other.
        library: whether it is not the program's own code.
    """

    name: str
    identity: Hashable
    qualified: str
    shared: bool
    library: bool = False


def assign_participants(spans: Iterable[Span]) -> tuple[dict[Span, Participant], tuple[Participant, ...]]:
    """Give each span its lifeline.

    Args:
        spans: in the order in which they began.

    Returns:
        The participant of each span, and all participants from left to right: one thread beside the other, in each
        the program's own ones by first use, and then library code by first use.
    """
    lifelines: dict[_Key, list[_Lifeline]] = defaultdict(list)
    chosen: dict[Span, _Lifeline] = {}
    keys: dict[_Lifeline, _Key] = {}
    for span in spans:
        key = _key(span)
        lifeline = chosen[span] = _choose(lifelines[key], key, span)
        keys.setdefault(lifeline, key)
    names = _names(lifelines)
    threads = list(dict.fromkeys(lifeline.thread for lifeline in keys))
    ordered = sorted(keys, key=lambda lifeline: (threads.index(lifeline.thread), keys[lifeline].library))
    groups = _thread_names(threads)
    participants = {
        lifeline: Participant(number, cut(names[lifeline], NAME), groups.get(lifeline.thread))
        for number, lifeline in enumerate(ordered, start=1)
    }
    return {span: participants[lifeline] for span, lifeline in chosen.items()}, tuple(participants.values())


def _key(span: Span) -> _Key:
    function, thread = span.function, span.place.thread.number
    module = function.module
    local = function.qualname.rpartition("<locals>.")[2]
    if span.participant is not None:
        return _Key(span.participant, (thread, span.participant), span.participant, shared=False)
    owner = span.owner
    if owner is None and "." in local:  # a static method belongs to its class
        owner = Owner(local.rpartition(".")[0], 0)
    if owner is not None:
        name = owner.type
        qualified = name if owner.number else f"class {name}"
        return _Key(name, (name, owner.number), qualified, shared=True, library=function.library)
    qualified = f"{module}.{local}"
    name = qualified if function.library else local
    return _Key(name, (thread, qualified), qualified, shared=function.library, library=function.library)


def _choose(lifelines: list[_Lifeline], key: _Key, span: Span) -> _Lifeline:
    """The lifeline that the task holds already, or else the first that is free, or else a new one."""
    place = span.place
    for line in lifelines:
        line.open = [other for other in line.open if other.holds_its_lifeline(span.first.seq)]
    same = (line for line in lifelines if span.call and any(other.call is span.call for other in line.open))
    held = (line for line in lifelines if line.open and line.place == place and not _is_kept(line))
    free = (line for line in lifelines if key.shared or not line.open)
    lifeline = next(same, None) or next(held, None) or next(free, None)
    if lifeline is None:
        lifeline = _Lifeline(place.thread, place)
        lifelines.append(lifeline)
    lifeline.place = place
    lifeline.open.append(span)
    return lifeline


def _is_kept(line: _Lifeline) -> bool:
    """Whether a generator keeps the lifeline for its next steps."""
    return any(span.is_step for span in line.open)


def _names(lifelines: dict[_Key, list[_Lifeline]]) -> dict[_Lifeline, str]:
    """Names that differ within a thread, numbered where one key has several lifelines or objects."""
    namesakes: dict[tuple[str, Thread], list[_Key]] = defaultdict(list)
    for key, lines in lifelines.items():
        namesakes[key.name, lines[0].thread].append(key)
    names: dict[_Lifeline, str] = {}
    for keys in namesakes.values():
        bases = [key.name if len(keys) == 1 else key.qualified for key in keys]
        for base in dict.fromkeys(bases):
            lines = [line for key, name in zip(keys, bases, strict=True) if name == base for line in lifelines[key]]
            for number, line in enumerate(lines, start=1):
                names[line] = base if len(lines) == 1 else f"{base} {number}"
    return names


def _thread_names(threads: list[Thread]) -> dict[Thread, str]:
    """What to call the threads, where there are several."""
    if len(threads) < 2:
        return {}
    named = [thread.name for thread in threads]
    return {
        thread: cut(thread.name, NAME) + ("" if named.count(thread.name) == 1 else f" ({thread.number})")
        for thread in threads
    }
