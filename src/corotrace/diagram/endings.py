"""How calls and waits end, in the words of the diagram."""

from corotrace.diagram.interaction import Ending
from corotrace.events import CallEnded, ItemYielded, Outcome, Resumed

#: What stands for a value that the recording does not show; generators that end most often return none.
_HIDDEN = "…"
_ENDINGS = {
    Outcome.RETURNED: Ending.RETURNED,
    Outcome.RAISED: Ending.RAISED,
    Outcome.CANCELLED: Ending.CANCELLED,
    Outcome.TIMED_OUT: Ending.TIMED_OUT,
    Outcome.CLOSED: Ending.CLOSED,
}


def end_of_call(event: CallEnded | ItemYielded | None, *, generator: bool) -> tuple[Ending, str, str]:
    """How a call, or a step of a generator, ended.

    Args:
        event: what ended it, or None if nothing did.
        generator: whether it is a generator's.

    Returns:
        The ending, what stands before the value, and the value.
    """
    if event is None:
        return Ending.RUNNING, "", Ending.RUNNING.value
    if isinstance(event, ItemYielded):
        return Ending.RETURNED, "yield ", event.value
    ending = _ENDINGS[event.outcome]
    if ending is Ending.TIMED_OUT or ending is Ending.CLOSED:  # by a cancellation, or a GeneratorExit: that says less
        return ending, "", ending.value
    if generator and ending is Ending.RETURNED:
        return (ending, "", "end") if event.value in ("None", _HIDDEN) else (ending, "return ", event.value)
    return ending, "", event.value


def end_of_wait(event: Resumed) -> tuple[Ending, str]:
    """How a wait ended.

    Args:
        event: what ended it.

    Returns:
        The ending, and the value.
    """
    if event.timed_out:
        return Ending.TIMED_OUT, Ending.TIMED_OUT.value
    thrown = event.thrown
    if thrown is None:
        return Ending.RETURNED, event.item or ""
    if event.is_cancelled:
        return Ending.CANCELLED, thrown
    if thrown.startswith("GeneratorExit("):
        return Ending.CLOSED, Ending.CLOSED.value
    return Ending.RAISED, thrown


def said_of(ending: Ending, text: str) -> str:
    """A result with the word for its ending, where colours do not tell it."""
    if ending is Ending.RETURNED or text.startswith(ending.value):
        return text
    return f"{ending.value}: {text}" if text else ending.value
