"""Pages: a diagram that is too long, or too wide, to be read is cut between its messages."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corotrace.diagram.interaction import (
    Activation,
    CallMessage,
    Element,
    Finish,
    FragmentEnd,
    Interaction,
    Note,
    Operand,
    Page,
    Participant,
    ReplyMessage,
    Silence,
)

#: So many elements are read without losing the names of the lifelines from mind, …
MOST_ELEMENTS = 80
#: … and so many lifelines side by side, …
MOST_PARTICIPANTS = 24
#: … whose names have so many characters: about 3,000 pixels, where engines that are not told otherwise cut at 4,096.
MOST_CHARACTERS = 500
_BETWEEN_NAMES = 6
#: A page is at least this part of the longest one, where that lets it end with fewer bars open.
_LEAST = 0.75
#: To cut a frame in two is as bad as to cut so many bars.
_A_FRAME = 4


def split_pages(interaction: Interaction) -> tuple[Interaction, ...]:
    """Cut a diagram into pages; most are a single one.

    Each page has the lifelines that it uses, and tells which of their bars are open where it begins. The bars that are
    open where it ends go on, on the next page that uses their lifeline; the frames end with the page, and begin anew.

    Args:
        interaction: the whole diagram.

    Returns:
        The pages, or the interaction itself where it is no longer than one.
    """
    elements = interaction.elements
    ends = list(_ends_of_parts(elements, 0, MOST_ELEMENTS))
    if len(ends) < 2:
        return (interaction,)
    # the last two once more, more alike: no page with a single message
    before = ends[-3] if len(ends) > 2 else 0
    most = min(MOST_ELEMENTS, math.ceil((len(elements) - before) / 2 / _LEAST))
    ends[-2:] = _ends_of_parts(elements, before, most)
    place = {participant: index for index, participant in enumerate(interaction.participants)}
    bars, frames = _Bars(), _Frames()
    pages = []
    for number, (start, end) in enumerate(pairwise([0, *ends]), start=1):
        part = elements[start:end]
        used = sorted({one for element in part for one in _participants_of(element)}, key=place.__getitem__)
        page = Page(number, len(ends), bars.open_on(used), bars.count_beside(used))
        bars.follow(part)
        framed = frames.around(part, elements[end : end + 1])
        pages.append(replace(interaction, participants=tuple(used), elements=framed, page=page))
    return tuple(pages)


def _ends_of_parts(elements: Sequence[Element], start: int, most: int) -> Iterator[int]:
    """Where each part ends, that no part has more than so many elements, or more lifelines than fit, if it can be."""
    while start < len(elements):
        start = _end_of_part(elements, start, most)
        yield start


def _end_of_part(elements: Sequence[Element], start: int, most: int) -> int:
    """Where few bars and frames are open, in the last quarter of what fits."""
    possible: list[tuple[int, int]] = []
    used: set[Participant] = set()
    characters = bars = 0
    frames: set[int] = set()
    for index in range(start, len(elements) + 1):
        if index > start and _may_end(elements, index):
            fits = index - start <= most and len(used) <= MOST_PARTICIPANTS and characters <= MOST_CHARACTERS
            if possible and not fits:
                break
            possible.append((index, bars + _A_FRAME * len(frames)))
        if index < len(elements):
            new = {*_participants_of(elements[index])} - used
            used |= new
            characters += sum(len(participant.name) + _BETWEEN_NAMES for participant in new)
            bars += _change_of_bars(elements[index])
            _follow_frames(frames, elements[index])
    last = possible[-1][0]
    if last == len(elements):
        return last
    least = start + (last - start) * _LEAST
    return min((cut for cut in reversed(possible) if cut[0] >= least), key=lambda cut: cut[1])[0]


def _may_end(elements: Sequence[Element], index: int) -> bool:
    """Whether a part may end there: silences go with what ends them, notes with what they follow; no frame is empty."""
    if index == len(elements):
        return True
    before, following = elements[index - 1], elements[index]
    if isinstance(before, Silence | Operand) or isinstance(following, FragmentEnd):
        return False
    return isinstance(before, Note) or not isinstance(following, Note)


def _follow_frames(frames: set[int], element: Element) -> None:
    """Keep which frames are open, of those that have begun in this part."""
    if isinstance(element, Operand):
        frames.add(element.fragment.number)
    elif isinstance(element, FragmentEnd):
        frames.discard(element.fragment.number)


def _change_of_bars(element: Element) -> int:
    if isinstance(element, CallMessage):
        return 1 if element.starts else 0
    return -len(element.ends) if isinstance(element, ReplyMessage | Finish) else 0


def _participants_of(element: Element) -> tuple[Participant, ...]:
    match element:
        case CallMessage() | ReplyMessage():
            found = (element.sender, element.receiver)
        case Finish():
            found = (element.participant, None)
        case Note():
            found = (element.over, None)
        case Silence() | Operand() | FragmentEnd():
            return ()
    return tuple(participant for participant in found if participant)


class _Bars:
    """The bars that are open, lifeline by lifeline, the outermost first."""

    def __init__(self) -> None:
        self._open: dict[Participant, list[Activation]] = {}

    def follow(self, elements: Iterable[Element]) -> None:
        for element in elements:
            if isinstance(element, CallMessage) and element.starts:
                self._open.setdefault(element.receiver, []).append(element.starts)
            elif isinstance(element, ReplyMessage | Finish):
                for bar in element.ends:
                    self._end(bar)

    def _end(self, bar: Activation) -> None:
        open_here = self._open[bar.participant]
        open_here.remove(bar)
        if not open_here:
            del self._open[bar.participant]

    def open_on(self, participants: Iterable[Participant]) -> tuple[Activation, ...]:
        return tuple(bar for participant in participants for bar in self._open.get(participant, ()))

    def count_beside(self, participants: Iterable[Participant]) -> int:
        """On how many other lifelines there are bars."""
        return len(self._open.keys() - set(participants))


class _Frames:
    """The operands that are open, the outermost first."""

    def __init__(self) -> None:
        self._open: list[Operand] = []

    def around(self, part: Sequence[Element], following: Sequence[Element]) -> tuple[Element, ...]:
        """A part in which every frame begins and ends.

        Args:
            part: some elements.
            following: what comes next: where that is another operand of a frame, the one before is not continued.
        """
        before = [replace(operand, continued=True) for operand in self._open]
        for element in part:
            if isinstance(element, Operand):
                self._leave(element)
                self._open.append(element)
            elif isinstance(element, FragmentEnd):
                self._open.pop()
        after = [FragmentEnd(operand.fragment) for operand in reversed(self._open)]
        for element in following:
            if isinstance(element, Operand):
                self._leave(element)
        return (*before, *part, *after)

    def _leave(self, following: Operand) -> None:
        """The operand before ends where another one of its frame begins."""
        if self._open and self._open[-1].fragment == following.fragment:
            self._open.pop()
