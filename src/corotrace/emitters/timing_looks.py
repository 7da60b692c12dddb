"""How the states of a timing diagram look, and what its legend says of that."""

from collections.abc import Iterator

from corotrace.diagram import Lane, Shown, State, StateKind, Timing
from corotrace.emitters.palette import ALARM, ENDINGS, coloured

#: Of areas and of their borders.
_COLOURS = {
    StateKind.HOLDING: (ALARM, "C62828"),
    StateKind.RUNNING: ("#81C784", "2E7D32"),
    StateKind.IN_CALL: ("#90CAF9", "1565C0"),
    StateKind.READY: ("#FFF176", "F9A825"),
    StateKind.WAITING: ("#ECEFF1", "90A4AE"),
}
_CHANGING = ("#DCEDC8", "7CB342")
#: Of lines.
UNTRACED = "#CFD8DC"
OVER = "#9E9E9E"
_MEANINGS = {
    StateKind.RUNNING: "runs",
    StateKind.HOLDING: "runs for 0.1 s or more, and holds its event loop",
    StateKind.IN_CALL: "in a call outside of event loops",
    StateKind.READY: "ready to run, and has to wait for its turn",
    StateKind.WAITING: "waits",
}
_QUICK = "several of these in turn, each too short to be shown"


def colours_of(shown: Shown, *, to_scale: bool) -> tuple[str, str] | None:
    """The colours of an area and of its border, or None for a line.

    Args:
        shown: what is drawn.
        to_scale: whether it is long enough for that; else it is a moment, which has one colour.
    """
    if isinstance(shown, State):
        return _COLOURS.get(shown.kind)
    kind = shown.kinds[0]
    if to_scale and kind is not StateKind.HOLDING and len(shown.kinds) > 1:
        return _CHANGING
    return _COLOURS.get(kind)


def ending_colour(lane: Lane) -> str:
    """The colour of an ending that is worth one."""
    return ENDINGS[lane.ending][0] if lane.ending in ENDINGS else ""


def area(ground: str, border: str) -> str:
    """What engines draw as an area, in two colours."""
    return f"{ground};line:{border}"


def line(colour: str) -> str:
    """What engines draw as a line, in a colour."""
    return f"{{-}} {area(colour, colour[1:])}"


def legend(timing: Timing) -> Iterator[str]:
    """What the colours mean, as far as they are used."""
    shown = [one for lane in timing.lanes for one in lane.shown]
    used = {colours_of(one, to_scale=one.duration >= timing.shortest) for one in shown}
    meanings = [*((_COLOURS[kind], meaning) for kind, meaning in _MEANINGS.items()), (_CHANGING, _QUICK)]
    lines = [f"{_sample(colours[0])} {meaning}" for colours, meaning in meanings if colours in used]
    if None in used:
        lines.append(f"{coloured('———', UNTRACED)} outside of traced calls")
    endings = {lane.ending for lane in timing.lanes}
    lines += [coloured(meaning, colour) for ending, (colour, meaning) in ENDINGS.items() if ending in endings]
    if lines:
        yield from ("legend right", *lines, "end legend")


def _sample(colour: str) -> str:
    return f"<back:{colour}>{'<U+00A0>' * 5}</back>"
