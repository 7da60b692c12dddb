"""Lines that the program itself puts in the diagram."""

from corotrace.recording.active import active
from corotrace.recording.audiences import audiences_of
from corotrace.recording.log import NOTED
from corotrace.recording.recorder import emit, fail
from corotrace.recording.running import call_numbers, current, innermost


def note(text: str) -> None:
    """Put a note into the diagram, over the traced call that runs; without a recording it does nothing.

    Args:
        text: what the note says; it is cut at the recording's ``max_message``, and secrets in it are masked.
    """
    recorders = active.recorders and active.here()
    if not recorders:
        return
    try:
        call, moment = innermost(), call_numbers()
        for policy, recording in audiences_of(recorders):
            for recorder in recording:
                is_known = call is not None and recorder in call.recorders
                emit((recorder,), NOTED, call.number if call and is_known else None, moment, policy.keep_line(text))
        current.set((call, moment))
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(recorders, error)
