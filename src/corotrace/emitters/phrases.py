"""What every language of diagrams says in the same words: of durations, frames and pages."""

from collections.abc import Iterator

from corotrace.diagram import Operand, Page, Spread
from corotrace.emitters.units import seconds


def between(shortest: int, longest: int) -> str:
    """From the shortest to the longest duration, in nanoseconds."""
    least, most = seconds(shortest), seconds(longest)
    return most if least == most else f"{least} … {most}"


def long(duration: int | Spread) -> str:
    """How long something took, each time."""
    return between(duration.shortest, duration.longest) if isinstance(duration, Spread) else seconds(duration)


def repetitions(operand: Operand) -> Iterator[str]:
    """What stands in the corner of an operand, behind its text."""
    if operand.times is not None:
        yield " → ".join(_times(times) for times in (operand.before, operand.times) if times is not None)
    if operand.duration is not None:
        each = operand.duration
        yield f"each {between(each.shortest, each.longest)}"
        if seconds(each.shortest) != seconds(each.longest):
            yield f"median {seconds(each.median)}"
    if operand.continued:
        yield "continued"


def _times(times: tuple[int, int]) -> str:
    fewest, most = times
    return f"{fewest:,} ×" if fewest == most else f"{fewest:,} to {most:,} ×"


def page_number(page: Page) -> str:
    """Which page it is, and what goes on beside it."""
    lifelines = "1 more lifeline is" if page.beside == 1 else f"{page.beside:,} more lifelines are"
    beside = f"; {lifelines} in use, without a message here" if page.beside else ""
    return f"page {page.number} of {page.count}{beside}"
