"""Lines that the program itself puts in the diagram."""

from corotrace.recording.log import NOTED
from corotrace.recording.recorder import active, emit, fail
from corotrace.recording.running import call_numbers, current, innermost
from corotrace.recording.values import Text, cut

MAX_LENGTH = 200


def note(text: str) -> None:
    """Put a note into the diagram, over the traced call that runs; without a recording it does nothing.

    Args:
        text: what the note says; more than 200 characters are cut.
    """
    recorders = active.recorders and active.here()
    if not recorders:
        return
    try:
        call, moment = innermost(), call_numbers()
        emit(recorders, NOTED, moment, call and call.number, Text(cut(str(text), MAX_LENGTH)))
        current.set((call, moment))
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(recorders, error)
