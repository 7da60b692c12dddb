"""What a trace is drawn as, as far as the recorder decides it."""

from corotrace.diagram import Finish, ReplyMessage, build_interaction
from corotrace.trace import Trace


def replies(trace: Trace) -> list[str]:
    """Who replies to whom, in order; waits left out."""
    lines = []
    for element in build_interaction(trace.events, fold=False).elements:
        if isinstance(element, ReplyMessage | Finish):
            receiver = element.receiver if isinstance(element, ReplyMessage) else None
            sender = (element.sender if isinstance(element, ReplyMessage) else element.participant).name
            if "." not in sender:
                lines.append(f"{sender} > {receiver.name if receiver else None}")
    return lines
