"""What a diagram says of a turn that held its event loop."""

from corotrace.events import Function, LoopHeld, until, waited


def hold(event: LoopHeld, function: Function) -> str:
    """What stands behind the duration.

    Args:
        event: says so.
        function: the innermost function when the turn was over.
    """
    return f"held the event loop {until(event, function)}{waited(event.others)}"
