"""An interaction as PlantUML text, in the syntax that Debian's engine (1.2020.02) and today's both accept."""

import io
from collections.abc import Iterator
from functools import lru_cache

from corotrace.diagram import (
    Activation,
    CallMessage,
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
from corotrace.emitters.units import seconds

#: Most texts recur.
escape = lru_cache(maxsize=1024)(plantuml_text.escape)

_FAINT = "#757575"
_BOX = "#F4F6F9"
_ALARM = "#FFAFA8"
_GAP = "||5||"
#: How each ending is drawn: its colour, and what the legend says of it.
_STYLES = {
    Ending.RAISED: ("#C62828", "raised an exception"),
    Ending.CANCELLED: ("#B26A00", "cancelled"),
    Ending.TIMED_OUT: ("#00796B", "cancelled by a time limit"),
    Ending.CLOSED: ("#6A1B9A", "closed before it was done"),
    Ending.RUNNING: ("#1565C0", "still running when the recording stopped"),
}
_HEAD = (
    "hide footbox",
    "skinparam sequenceMessageAlign left",
    "skinparam shadowing false",
    "skinparam legendBackgroundColor #FFFFFF",
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
    remarks = [*interaction.remarks, *_page_number(interaction.page)]
    lines = [f"<size:12>{_coloured(escape(remark), _FAINT)}</size>" for remark in remarks]
    if interaction.title:
        lines.insert(0, escape(interaction.title))
    if lines:
        yield from ("title", *lines, "end title")


def _page_number(page: Page | None) -> Iterator[str]:
    if page is not None:
        lifelines = "1 more lifeline is" if page.beside == 1 else f"{page.beside:,} more lifelines are"
        beside = f"; {lifelines} in use, without a message here" if page.beside else ""
        yield f"page {page.number} of {page.count}{beside}"


def _page_begins(page: Page | None) -> Iterator[str]:
    """The bars that are open; engines draw them open at the top where a delay comes first."""
    if page is not None and page.number > 1:
        yield from (f"activate {_alias(bar.participant)}{_alarm(bar)}" for bar in page.open)
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
        yield f'participant "{escape(participant.name or " ")}" as {_alias(participant)}'
    if group is not None:
        yield "end box"


def _elements(interaction: Interaction) -> Iterator[str]:
    silent = interaction.page is not None and interaction.page.number > 1
    fragments: list[int] = []  # that have begun, the innermost last
    for element in interaction.elements:
        match element:
            case Operand(fragment=fragment):
                begins = not fragments or fragments[-1] != fragment.number
                if begins:
                    fragments.append(fragment.number)
                yield f"{fragment.operator.value if begins else 'else'}{_guard(element)}"
            case FragmentEnd():
                fragments.pop()
                yield "end"
            case _:
                yield from _element(element, silent=silent)
        silent = isinstance(element, Silence) or (silent and isinstance(element, Note | Operand | FragmentEnd))


def _element(element: Element, *, silent: bool) -> Iterator[str]:
    match element:
        case CallMessage():
            yield _call(element)
        case ReplyMessage():
            yield from _reply(element)
        case Finish():
            yield from _finish(element, silent=silent)
        case Silence():
            yield f"...{_range(element.duration, element.longest or element.duration)}..."
        case Note():
            where = f"over {_alias(element.over)}" if element.over else "across"
            text = escape(element.text, after_colon=True)
            said = text if element.duration is None else f"{_long(element.duration)}: {text}"
            yield f"note {where}{_alarm(element)} : {said}"


def _call(message: CallMessage) -> str:
    arrow = "->>" if message.sort is MessageSort.ASYNCH_CALL else "->"
    # from the border, however far: a beginning between lifelines could be taken for one at a lifeline
    sender = f"{_alias(message.sender)} " if message.sender else "["
    mark = f" ++{_alarm(message.starts)}" if message.starts else ""
    text = escape(message.text, after_colon=True)
    return f"{sender}{arrow} {_alias(message.receiver)}{mark}{_label(text, _duration(message.duration))}"


def _reply(message: ReplyMessage) -> Iterator[str]:
    sender = _alias(message.sender)
    colour = _colour(message.ending)
    shaft = f"-[{colour}]-" if colour else "--"
    arrow = f"{sender} {shaft}> {_alias(message.receiver)}" if message.receiver else f"[<{shaft} {sender}"
    mark = " --" if message.ends else ""
    text = _coloured(escape(message.text, after_colon=True), colour)
    yield f"{arrow}{mark}{_label(text, _duration(message.duration))}"
    yield from [f"deactivate {sender}"] * (len(message.ends) - 1)


def _finish(finish: Finish, *, silent: bool) -> Iterator[str]:
    """The end of a call to which no reply belongs: what came of it stands beside it.

    No engine ends a bar after a delay unless a message stands between, and one that is still running should end below
    what says so: a hidden message makes room.
    """
    alias = _alias(finish.participant)
    text = _coloured(escape(finish.text, after_colon=True), _colour(finish.ending))
    yield f"hnote over {alias}{_label(text, _duration(finish.duration))}"
    if finish.ends and (silent or finish.ending is Ending.RUNNING):
        yield f"{alias} -[hidden]> {alias}"
    yield from [f"deactivate {alias}"] * len(finish.ends)


def _guard(operand: Operand) -> str:
    """What stands in the corner of an operand."""
    parts = [escape(operand.text)] if operand.text else []
    if operand.times is not None:
        fewest, most = operand.times
        parts.append(f"{fewest:,} ×" if fewest == most else f"{fewest:,} to {most:,} ×")
    if operand.duration is not None:
        each = operand.duration
        parts.append(f"each {_range(each.shortest, each.longest)}")
        if seconds(each.shortest) != seconds(each.longest):
            parts.append(f"median {seconds(each.median)}")
    if operand.continued:
        parts.append("continued")
    return f" {', '.join(parts)}" if parts else ""


def _legend(interaction: Interaction) -> Iterator[str]:
    """What the colours mean, as far as they are used."""
    used = {element.ending for element in interaction.elements if isinstance(element, ReplyMessage | Finish)}
    lines = [_coloured(meaning, colour) for ending, (colour, meaning) in _STYLES.items() if ending in used]
    if lines:
        yield from ("legend right", *lines, "end legend")


def _alias(participant: Participant) -> str:
    return f"p{participant.number}"


def _label(*parts: str) -> str:
    text = " ".join(filter(None, parts))
    return f" : {text}" if text else ""


def _duration(duration: int | Spread | None) -> str:
    return "" if duration is None else _coloured(_long(duration), _FAINT)


def _long(duration: int | Spread) -> str:
    """How long something took, each time."""
    return _range(duration.shortest, duration.longest) if isinstance(duration, Spread) else seconds(duration)


def _alarm(element: Note | Activation) -> str:
    """The colour of what is wrong."""
    return f" {_ALARM}" if element.alarm else ""


def _range(shortest: int, longest: int) -> str:
    """From the shortest to the longest duration."""
    least, most = seconds(shortest), seconds(longest)
    return most if least == most else f"{least} … {most}"


def _colour(ending: Ending) -> str:
    return _STYLES[ending][0] if ending in _STYLES else ""


def _coloured(text: str, colour: str) -> str:
    return f"<color:{colour}>{text}</color>" if text and colour else text
