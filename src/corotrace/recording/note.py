"""Lines that the program itself puts in the diagram."""

from corotrace.recording.log import NOTED
from corotrace.recording.recorder import active, emit, fail
from corotrace.recording.running import current
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
        call = current.get()
        line = Text(cut(str(text), MAX_LENGTH))
        for recorder in recorders:
            known = call is not None and recorder in call.recorders
            emit((recorder,), NOTED, call.number if call is not None and known else None, line)
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(recorders, error)
