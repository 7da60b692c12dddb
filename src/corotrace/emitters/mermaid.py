"""An interaction as Mermaid text, in the syntax that Mermaid 10 (2023) and today's both accept."""

from collections import Counter
from collections.abc import Iterator

from corotrace.diagram import (
    CallMessage,
    Element,
    Ending,
    Finish,
    FragmentEnd,
    Interaction,
    MessageSort,
    Note,
    Operand,
    Participant,
    ReplyMessage,
    Silence,
)
from corotrace.emitters.columns import columns_of
from corotrace.emitters.mermaid_text import LONGEST, escape
from corotrace.emitters.phrases import between, long, page_number, repetitions

#: Viewers refuse a longer text, in the characters of UTF-16.
MOST_CHARACTERS = 50_000
#: What texts are cut to, one after the other, until the whole is no longer than that.
_LENGTHS = (LONGEST, 600, 200)
#: Where messages come from, and go to, at the other end of which there is no lifeline.
_OUTSIDE = "outside"
#: How the text of each ending begins: single messages have no colours. What is still running says so itself.
_WORDS = {Ending.RAISED: "raised: ", Ending.CANCELLED: "cancelled: ", Ending.CLOSED: "closed: "}
#: Of the end of a call without an arrow, which could be taken for a note.
_ENDED = {Ending.RETURNED: "ended: ", **_WORDS}
#: In the corner of a frame that is as narrow as can be, Mermaid breaks a word that is wider, in small letters.
_LONG_WORD = 14
_BREAK = "<br/>"


def emit_mermaid(interaction: Interaction) -> str:
    """Write an interaction as Mermaid text.

    Args:
        interaction: the diagram.

    Returns:
        The source, from ``sequenceDiagram`` on, with a line end after each line. Where it would be longer than viewers
        take it, its texts are cut.
    """
    text = ""
    for longest in _LENGTHS:
        text = "".join(f"{line}\n" for line in _Writer(interaction, longest).lines())
        if len(text.encode("utf-16-le")) <= 2 * MOST_CHARACTERS:
            break
    return text


class _Writer:
    """Writes one diagram.

    Args:
        interaction: the diagram.
        longest: so many characters a text may take.
    """

    def __init__(self, interaction: Interaction, longest: int) -> None:
        self.interaction = interaction
        self.longest = longest
        numbers = [_alias(participant) for participant in interaction.participants] or ["p0"]
        self.all = ",".join(dict.fromkeys((numbers[0], numbers[-1])))
        self.bars: Counter[str] = Counter()

    def lines(self) -> Iterator[str]:
        yield "sequenceDiagram"
        if self.interaction.title:
            yield f"title {self._text(self.interaction.title)}"
        yield from self._participants()
        yield from self._remarks()
        yield from self._page_begins()
        yield from self._elements()
        yield from self._page_ends()

    def _text(self, text: str) -> str:
        return escape(text, self.longest)

    def _participants(self) -> Iterator[str]:
        ends = [
            (one.sender, one.receiver)
            for one in self.interaction.elements
            if isinstance(one, CallMessage | ReplyMessage)
        ]
        if any(None in pair for pair in ends):
            yield f"actor {_OUTSIDE} as outside"
        group = None
        for participant in self.interaction.participants:
            if participant.group != group:
                if group is not None:
                    yield "end"
                group = participant.group
                yield f"box transparent {self._text(group or '')}"
            yield f"participant {_alias(participant)} as {self._text(participant.name)}"
        if group is not None:
            yield "end"
        if not self.interaction.participants:
            yield "participant p0 as program"  # notes need a lifeline to stand on

    def _remarks(self) -> Iterator[str]:
        page = self.interaction.page
        remarks = [*self.interaction.remarks, *([page_number(page)] if page else ())]
        if remarks:
            yield self._over_all(_BREAK.join(map(self._text, remarks)))

    def _page_begins(self) -> Iterator[str]:
        page = self.interaction.page
        if page is not None and page.number > 1:
            yield from (self._begin(bar.participant) for bar in page.open)
            yield self._over_all(f"continued from page {page.number - 1}")

    def _page_ends(self) -> Iterator[str]:
        """A bar that does not end would not be drawn at all."""
        page = self.interaction.page
        if page is not None and page.number < page.count:
            yield self._over_all(f"continued on page {page.number + 1}")
        yield from (f"deactivate {alias}" for alias in self.bars.elements())

    def _elements(self) -> Iterator[str]:
        fragments: list[int] = []  # that have begun, the innermost last
        for element in self.interaction.elements:
            match element:
                case Operand(fragment=fragment):
                    begins = not fragments or fragments[-1] != fragment.number
                    if begins:
                        fragments.append(fragment.number)
                    yield f"{fragment.operator.value if begins else 'and'} {self._guard(element)}".rstrip()
                case FragmentEnd():
                    fragments.pop()
                    yield "end"
                case _:
                    yield from self._element(element)

    def _element(self, element: Element) -> Iterator[str]:
        match element:
            case CallMessage():
                yield self._call(element)
            case ReplyMessage():
                yield from self._reply(element)
            case Finish():
                text = _ENDED.get(element.ending, "") + self._result(element)
                yield f"Note over {_alias(element.participant)}: {text}"
                yield from self._end(element.participant, len(element.ends))
            case Silence():
                yield self._over_all(f"⋯ {between(element.duration, element.longest or element.duration)} ⋯")
            case Note(over=None):
                yield self._over_all(self._note(element))
            case Note(over=Participant() as over):
                yield f"Note right of {_alias(over)}: {self._note(element)}"

    def _call(self, message: CallMessage) -> str:
        arrow = "-)" if message.sort is MessageSort.ASYNCH_CALL else "->>"
        if message.starts:
            self._begin(message.receiver)
        mark = "+" if message.starts else ""
        text = self._text(message.text)
        if message.duration is not None:
            text += f" ({long(message.duration)})"
        return f"{_end_of(message.sender)}{arrow}{mark}{_alias(message.receiver)}: {text}"

    def _note(self, note: Note) -> str:
        text = self._text(note.text) if note.duration is None else f"{long(note.duration)}: {self._text(note.text)}"
        return f"⚠ {text}" if note.alarm else text

    def _reply(self, message: ReplyMessage) -> Iterator[str]:
        arrow = "-->>" if message.ending is Ending.RETURNED else "--x"
        ends = [*self._end(message.sender, len(message.ends))]
        mark = "-" if ends else ""
        text = _WORDS.get(message.ending, "") + self._result(message)
        yield f"{_alias(message.sender)}{arrow}{mark}{_end_of(message.receiver)}: {text}"
        yield from ends[1:]

    def _result(self, end: ReplyMessage | Finish) -> str:
        """What came of a call, and how long it took."""
        if end.duration is None:
            return self._text(end.text)
        duration = f"({long(end.duration)})"
        return f"{self._text(end.text)} {duration}" if end.text else duration

    def _over_all(self, text: str) -> str:
        return f"Note over {self.all}: {text}"

    def _guard(self, operand: Operand) -> str:
        """What stands in the corner of an operand; where a line break is in it, Mermaid breaks no word."""
        parts = [*([self._text(operand.text)] if operand.text else ()), *repetitions(operand)]
        guard = ", ".join(parts)
        if "#" not in guard and all(_width(word) <= _LONG_WORD for word in guard.split(" ")):
            return guard
        return _BREAK.join(parts) if len(parts) > 1 else guard + _BREAK

    def _begin(self, participant: Participant) -> str:
        self.bars[_alias(participant)] += 1
        return f"activate {_alias(participant)}"

    def _end(self, participant: Participant, count: int) -> Iterator[str]:
        self.bars[_alias(participant)] -= count
        return iter([f"deactivate {_alias(participant)}"] * count)


def _alias(participant: Participant) -> str:
    return f"p{participant.number}"


def _end_of(participant: Participant | None) -> str:
    return _alias(participant) if participant else _OUTSIDE


def _width(word: str) -> int:
    """How wide a word may be at the most, in small letters."""
    return columns_of(word) + sum(not (character.islower() or character in ".,_") for character in word)
