"""What a diagram says of events that the recording has left out."""

from corotrace.events import EventsLeftOut


def left_out(event: EventsLeftOut, *, in_time: bool) -> str:
    """How many they are, and where they are missing.

    Args:
        event: says so.
        in_time: whether what happened before is drawn above.
    """
    later = event.duration is None
    said = f"{event.count:,} {'later' if later else 'earlier'} "
    said += "events are left out" if event.count != 1 else "event is left out"
    if later:
        return f"The recording was full here: {said}."
    return f"{said}: above this stands only what was still open here." if in_time else f"{said}."
