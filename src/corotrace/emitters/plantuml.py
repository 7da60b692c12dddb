"""An interaction as PlantUML text, in the syntax that Debian's engine (1.2020.02) and today's both accept."""

import io
from collections.abc import Iterator
from functools import lru_cache

from corotrace.diagram import (
    Activation,
    CallMessage,
    Change,
    Element,
    Ending,
    Finish,
    FragmentEnd,
    Interaction,
    MessageSort,
    Note,
    Operand,
    Page,
    Participant,
    ReplyMessage,
    Silence,
    Spread,
)
from corotrace.emitters import plantuml_text
from corotrace.emitters.palette import ALARM, ENDINGS, FAINT, coloured
from corotrace.emitters.phrases import between, long, page_number, repetitions

#: Most texts recur.
escape = lru_cache(maxsize=1024)(plantuml_text.escape)

_BOX = "#F4F6F9"
_BOLD = "#FFD54F"
#: Old engines draw all arrows as the last of these says, so that is thin: there, text and bars alone are in bold.
_THICKNESS = {True: "skinparam sequenceArrowThickness 3", False: "skinparam sequenceArrowThickness 1"}
_GAP = "||5||"
#: How each change is drawn, in a difference: its sign, the colours of lines and of areas, and what the legend says.
_CHANGES = {
    Change.ADDED: ("+", "#2E7D32", "#C8E6C9", "only in the new trace"),
    Change.REMOVED: ("-", "#C62828", "#FFCDD2", "only in the old trace"),
    Change.CHANGED: ("~", "#B26A00", "#FFE0B2", "changed: old → new"),
    Change.MOVED: (">", "#1565C0", "#BBDEFB", "moved: it was elsewhere before"),
}
_HEAD = (
    "hide footbox",
    "skinparam sequenceMessageAlign left",
    "skinparam shadowing false",
    "skinparam legendBackgroundColor #FFFFFF",
)


#: In a difference nothing else is coloured; old engines draw lines in red.
_HEAD_OF_TWO = tuple(
    f"skinparam sequence{what}Color #424242" for what in ("Arrow", "LifeLineBorder", "ParticipantBorder")
)


def emit_plantuml(interaction: Interaction) -> str:
    """Write an interaction as PlantUML text.

    Args:
        interaction: the diagram.

    Returns:
        The source, from ``@startuml`` to ``@enduml``, with a line end after each line.
    """
    text = io.StringIO()  # there may be very many lines
    for line in _lines(interaction):
        text.write(line)
        text.write("\n")
    return text.getvalue()


def _lines(interaction: Interaction) -> Iterator[str]:
    yield "@startuml"
    yield from _HEAD
    yield from _HEAD_OF_TWO if interaction.of_two else ()
    yield from _head(interaction)
    yield from _participants(interaction)
    if not interaction.participants:
        yield 'participant "program" as p0'  # notes need a lifeline to stand on, and engines need something to draw
    yield from _page_begins(interaction.page)
    yield from _elements(interaction)
    yield from _page_ends(interaction.page)
    yield from _legend(interaction)
    yield "@enduml"


def _head(interaction: Interaction) -> Iterator[str]:
    remarks = [*interaction.remarks, *([page_number(interaction.page)] if interaction.page else ())]
    lines = [f"<size:12>{coloured(escape(remark), FAINT)}</size>" for remark in remarks]
    if interaction.title:
        lines.insert(0, escape(interaction.title))
    if lines:
        yield from ("title", *lines, "end title")


def _page_begins(page: Page | None) -> Iterator[str]:
    """The bars that are open; engines draw them open at the top where a delay comes first."""
    if page is not None and page.number > 1:
        yield from (f"activate {_alias(bar.participant)}{_fill(bar)}" for bar in page.open)
        yield from (_GAP, f"...continued from page {page.number - 1}...")


def _page_ends(page: Page | None) -> Iterator[str]:
    """Bars that have not ended are open at the bottom."""
    if page is not None and page.number < page.count:
        yield f"...continued on page {page.number + 1}..."


def _participants(interaction: Interaction) -> Iterator[str]:
    group = None
    for participant in interaction.participants:
        if participant.group != group:
            if group is not None:
                yield "end box"
            group = participant.group
            yield f'box "{escape(group or "")}" {_BOX}'
        name, area = escape(participant.name or " "), _area(participant.change)
        yield f'participant "{name}" as {_alias(participant)}{area}'
    if group is not None:
        yield "end box"


def _elements(interaction: Interaction) -> Iterator[str]:
    silent = interaction.page is not None and interaction.page.number > 1
    fragments: list[int] = []  # that have begun, the innermost last
    bold = False
    for element in interaction.elements:
        if isinstance(element, CallMessage | ReplyMessage) and element.bold is not bold:
            bold = element.bold
            yield _THICKNESS[bold]
        match element:
            case Operand(fragment=fragment):
                begins = not fragments or fragments[-1] != fragment.number
                if begins:
                    fragments.append(fragment.number)
                change = element.change
                guard = _signed(_guard(element) or (change.value if change else ""), change)
                yield f"{fragment.operator.value if begins else 'else'}{f' {guard}' if guard else ''}"
            case FragmentEnd():
                fragments.pop()
                yield "end"
            case _:
                yield from _element(element, silent=silent, of_two=interaction.of_two)
        silent = isinstance(element, Silence) or (silent and isinstance(element, Note | Operand | FragmentEnd))
    if bold:
        yield _THICKNESS[False]


def _element(element: Element, *, silent: bool, of_two: bool) -> Iterator[str]:
    match element:
        case CallMessage():
            yield _call(element)
        case ReplyMessage():
            yield from _reply(element, _colour_of(element, of_two=of_two))
        case Finish():
            yield from _finish(element, _colour_of(element, of_two=of_two), silent=silent)
        case Silence():
            yield f"...{between(element.duration, element.longest or element.duration)}..."
        case Note():
            where = f"over {_alias(element.over)}" if element.over else "across"
            text = _signed(escape(element.text, after_colon=True), element.change)
            said = text if element.duration is None else f"{long(element.duration)}: {text}"
            yield f"note {where}{_area(element.change) or _alarm(element)} : {said}"


def _call(message: CallMessage) -> str:
    head = ">>" if message.sort is MessageSort.ASYNCH_CALL else ">"
    shaft = f"-[{_CHANGES[message.change][1]}]" if message.change else "-"
    # from the border, however far: a beginning between lifelines could be taken for one at a lifeline
    sender = f"{_alias(message.sender)} " if message.sender else "["
    mark = f" ++{_area(message.change) or _fill(message.starts)}" if message.starts else ""
    text = _signed(escape(message.text, after_colon=True), message.change)
    label = _label(text, _duration(message.duration), bold=message.bold)
    return f"{sender}{shaft}{head} {_alias(message.receiver)}{mark}{label}"


def _reply(message: ReplyMessage, colour: str) -> Iterator[str]:
    sender = _alias(message.sender)
    shaft = f"-[{colour}]-" if colour else "--"
    arrow = f"{sender} {shaft}> {_alias(message.receiver)}" if message.receiver else f"[<{shaft} {sender}"
    mark = " --" if message.ends else ""
    text = coloured(_with_sign(escape(message.text, after_colon=True), message.change), colour)
    yield f"{arrow}{mark}{_label(text, _duration(message.duration), bold=message.bold)}"
    yield from [f"deactivate {sender}"] * (len(message.ends) - 1)


def _finish(finish: Finish, colour: str, *, silent: bool) -> Iterator[str]:
    """The end of a call to which no reply belongs: what came of it stands beside it.

    No engine ends a bar after a delay unless a message stands between, and one that is still running should end below
    what says so: a hidden message makes room.
    """
    alias = _alias(finish.participant)
    text = coloured(_with_sign(escape(finish.text, after_colon=True), finish.change), colour)
    label = _label(text, _duration(finish.duration), bold=finish.bold)
    yield f"hnote over {alias}{_area(finish.change)}{label}"
    if finish.ends and (silent or finish.ending is Ending.RUNNING):
        yield f"{alias} -[hidden]> {alias}"
    yield from [f"deactivate {alias}"] * len(finish.ends)


def _guard(operand: Operand) -> str:
    """What stands in the corner of an operand."""
    return ", ".join(filter(None, [escape(operand.text), *repetitions(operand)]))


def _legend(interaction: Interaction) -> Iterator[str]:
    """What the colours mean, as far as they are used."""
    used = {element.ending for element in interaction.elements if isinstance(element, ReplyMessage | Finish)}
    if interaction.of_two:
        changes = _changes(interaction)
        lines = [_signed(meaning, change) for change, (_, _, _, meaning) in _CHANGES.items() if change in changes]
        if used & ENDINGS.keys():
            lines.append("how a call ended is told in words, not by a colour")
    else:
        lines = [coloured(meaning, colour) for ending, (colour, meaning) in ENDINGS.items() if ending in used]
        if interaction.in_bold:
            lines.append(f"<b>bold: {escape(interaction.in_bold, after_colon=True)}</b>")
    if lines:
        yield from ("legend right", *lines, "end legend")


def _changes(interaction: Interaction) -> set[Change | None]:
    """The changes that are shown."""
    elements = (element for element in interaction.elements if not isinstance(element, Silence | FragmentEnd))
    return {shown.change for shown in (*elements, *interaction.participants)}


def _alias(participant: Participant) -> str:
    return f"p{participant.number}"


def _label(*parts: str, bold: bool) -> str:
    text = " ".join(filter(None, parts))
    if not text:
        return ""
    return f" : <b>{text}</b>" if bold else f" : {text}"


def _duration(duration: int | Spread | None) -> str:
    return "" if duration is None else coloured(long(duration), FAINT)


def _alarm(note: Note) -> str:
    """The colour of what is wrong."""
    return f" {ALARM}" if note.alarm else ""


def _fill(bar: Activation) -> str:
    """The colour of a bar."""
    if bar.alarm:
        return f" {ALARM}"
    return f" {_BOLD}" if bar.bold else ""


def _colour_of(end: ReplyMessage | Finish, *, of_two: bool) -> str:
    """The colour of an ending; in a difference, that of the change: its words tell the ending there."""
    if of_two:
        return _CHANGES[end.change][1] if end.change else ""
    return ENDINGS[end.ending][0] if end.ending in ENDINGS else ""


def _with_sign(text: str, change: Change | None) -> str:
    """A text after the sign of a change: not everybody tells red from green."""
    return f"{_CHANGES[change][0]} {text}" if change else text


def _signed(text: str, change: Change | None) -> str:
    return coloured(_with_sign(text, change), _CHANGES[change][1]) if change else text


def _area(change: Change | None) -> str:
    return f" {_CHANGES[change][2]}" if change else ""
