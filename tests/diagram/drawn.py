"""An interaction as lines to compare with."""

from collections.abc import Callable
from typing import Any

from corotrace.diagram import (
    CallMessage,
    CombinedFragment,
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
    Spread,
    build_interaction,
)
from corotrace.testing import FakeClock
from tests.traces import trace_of


def name(participant: Participant | None) -> str:
    return participant.name if participant else "?"


def line(element: Element) -> str:
    """An element as a line to compare with: ``a > b: text`` is a call, ``a >> b`` an asynchronous one."""
    match element:
        case CallMessage(sort, sender, receiver, text):
            arrow = ">>" if sort is MessageSort.ASYNCH_CALL else ">"
            return f"{name(sender)} {arrow} {receiver.name}: {text}"
        case ReplyMessage(sender, receiver, ending, text, duration):
            return f"{sender.name} < {name(receiver)}: " + f"{text} {ending.value} {spread(duration)}".strip()
        case Finish(participant, Ending.RUNNING, _, duration):
            return f"{participant.name} |: still running {spread(duration)}".strip()
        case Finish(participant, ending, text, _):
            return f"{participant.name} |: {text} {ending.value}".replace(":  ", ": ")
        case Silence(duration, longest):
            return f"... {duration / 1e9:g}" + ("" if longest is None else f"-{longest / 1e9:g}")
        case Note(text, over):
            return f"note {name(over)}: {text}"


def build(clock: FakeClock, program: Callable[[], Any], **options: Any) -> Interaction:
    """Record a program, and draw it."""
    trace = trace_of(clock, program)
    return build_interaction(trace.events, trace.header.title, **options)


def lines(interaction: Interaction) -> list[str]:
    """The elements as lines."""
    found: list[str] = []
    fragments: list[int] = []
    for element in interaction.elements:
        match element:
            case Operand(CombinedFragment(number, operator), text, times, duration):
                begins = number not in fragments
                fragments += [number] * begins
                many = "" if times is None else f"{times[0]}" if times[0] == times[1] else f"{times[0]}-{times[1]}"
                parts = [operator.value if begins else "else", text, many and f"x {many}", spread(duration)]
                found.append(" ".join(filter(None, parts)))
            case FragmentEnd(CombinedFragment(number, operator)):
                assert fragments.pop() == number
                found.append(f"end {operator.value}")
            case _:
                found.append(line(element))
    assert not fragments
    return found


def spread(duration: int | Spread | None) -> str:
    """Durations in seconds."""
    match duration:
        case None:
            return ""
        case Spread(shortest, median, longest):
            return f"{shortest / 1e9:g}/{median / 1e9:g}/{longest / 1e9:g}"
    return f"{duration / 1e9:g}"
