"""The colours of PlantUML diagrams, and what they mean."""

from corotrace.diagram import Ending

FAINT = "#757575"
#: Of what is wrong.
ALARM = "#FFAFA8"
#: How each ending is drawn: its colour, and what the legend says of it.
ENDINGS = {
    Ending.RAISED: ("#C62828", "raised an exception"),
    Ending.CANCELLED: ("#B26A00", "cancelled"),
    Ending.TIMED_OUT: ("#00796B", "cancelled by a time limit"),
    Ending.CLOSED: ("#6A1B9A", "closed before it was done"),
    Ending.RUNNING: ("#1565C0", "still running when the recording stopped"),
}


def coloured(text: str, colour: str) -> str:
    """PlantUML text in a colour, or as it is where there is none."""
    return f"<color:{colour}>{text}</color>" if text and colour else text
