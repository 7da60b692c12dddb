"""A timing diagram as PlantUML text, in the syntax that Debian's engine (1.2020.02) and today's both accept.

Engines draw a state as a hexagon whose points are where it begins and ends, and one that is too short for that as an
hourglass around its middle. What is between hexagons, ``{-}``, is a line.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from corotrace.diagram import Lane, Shown, State, StateKind, Timing
from corotrace.emitters.palette import ALARM, ENDINGS, FAINT, coloured
from corotrace.emitters.plantuml_text import escape
from corotrace.emitters.time_axis import TimeAxis
from corotrace.emitters.units import seconds
from corotrace.emitters.widths import fit_pixels, pixels_of

#: Of areas and of their borders.
_COLOURS = {
    StateKind.HOLDING: (ALARM, "C62828"),
    StateKind.RUNNING: ("#81C784", "2E7D32"),
    StateKind.IN_CALL: ("#90CAF9", "1565C0"),
    StateKind.READY: ("#FFF176", "F9A825"),
    StateKind.WAITING: ("#ECEFF1", "90A4AE"),
}
_CHANGING = ("#DCEDC8", "7CB342")
_UNTRACED = "#CFD8DC"
_OVER = "#9E9E9E"
_MEANINGS = {
    StateKind.RUNNING: "runs",
    StateKind.HOLDING: "runs for 0.1 s or more, and holds its event loop",
    StateKind.IN_CALL: "in a call outside of event loops",
    StateKind.READY: "ready to run, and has to wait for its turn",
    StateKind.WAITING: "waits",
}
_QUICK = "several of these in turn, each too short to be shown"
#: The points of a hexagon.
_POINTS = 24
#: In less room than that, the beginning of a text says nothing.
_LITTLE = 40
#: For all that is said of a lane, in its larger letters; engines crop what is longer.
_NAME = 900
#: The least that engines draw as something between two other states.
_LEAST = 1.0


def emit_timing(timing: Timing) -> str:
    """Write a timing diagram as PlantUML text.

    Args:
        timing: the diagram.

    Returns:
        The source, from ``@startuml`` to ``@enduml``, with a line end after each line.
    """
    return "".join(f"{line}\n" for line in _lines(timing))


def _lines(timing: Timing) -> Iterator[str]:
    axis = TimeAxis.of(timing.duration)
    yield "@startuml"
    yield "skinparam shadowing false"
    yield "skinparam legendBackgroundColor #FFFFFF"
    yield from _head(timing, axis)
    yield f"scale {axis.step} as {axis.pixels} pixels"
    for number, lane in enumerate(timing.lanes, start=1):
        yield f'concise "{_name(lane)}" as t{number}'
    if not timing.lanes:
        yield 'concise "program" as t0'  # engines need something to draw
    yield from _moments(timing, axis)
    yield from _legend(timing, axis)
    yield "@enduml"


def _head(timing: Timing, axis: TimeAxis) -> Iterator[str]:
    remarks = [
        f"Time in {axis.unit}." if timing.lanes else "No traced call ran.",
        "Only traced calls are shown; what else the program did is not recorded.",
        *timing.remarks,
    ]
    if any(shown.duration < timing.shortest for lane in timing.lanes for shown in lane.shown):
        moment = f"An hourglass is a moment: something shorter than {seconds(timing.shortest)}."
        remarks.insert(1, f"{moment} What has no text has no room for it.")
    if timing.page is not None:
        remarks.append(f"page {timing.page.number} of {timing.page.count}")
    lines = [f"<size:12>{coloured(escape(remark), FAINT)}</size>" for remark in remarks]
    yield from ("title", *([escape(timing.title)] if timing.title else []), *lines, "end title")


def _name(lane: Lane) -> str:
    """What a lane is called, how it ended, how long it took, and how long it ran."""
    took, how = seconds(lane.end - lane.start), lane.ending.value
    before, after = (
        (how, f"after {took}") if lane.calls == 1 else (f"{lane.calls:,} calls in {took}, the last {how}", "")
    )
    ran = "" if lane.of_thread else f", ran {seconds(lane.ran)}"
    group = fit_pixels(lane.group, _NAME // 4)
    room = _NAME - pixels_of(f"{group}: {before} {after}{ran}")
    value = fit_pixels(lane.value, max(room - pixels_of(lane.name), room // 2))
    name = escape(fit_pixels(lane.name or " ", room - pixels_of(value)))
    ending = " ".join(filter(None, [before, escape(value), after]))
    whose = f"{coloured(f'{escape(group)}:', FAINT)} " if group else ""
    return f"{whose}{name}  {coloured(ending, _ending(lane) or FAINT)}{coloured(ran, FAINT)}"


def _moments(timing: Timing, axis: TimeAxis) -> Iterator[str]:
    """What changes, in the order of time."""
    changes: defaultdict[int, list[str]] = defaultdict(list)
    if not timing.lanes:
        changes[0].append("t0 is {-}")
        changes[timing.duration].append("t0 is {hidden}")
    for number, lane in enumerate(timing.lanes, start=1):
        starts = _starts(lane, axis.time(_LEAST))
        if starts[0]:
            changes[0].append(f"t{number} is {{hidden}}")
        for shown, (start, end) in zip(lane.shown, pairwise(starts), strict=True):
            changes[start].append(f"t{number} is {_state(shown, axis.width(end - start))}")
        if starts[-1] < timing.duration:
            changes[starts[-1]].append(f"t{number} is {_line(_ending(lane) or _OVER)}")
        changes[max(starts[-1], timing.duration)].append(f"t{number} is {{hidden}}")
    for time, lines in sorted(changes.items()):
        yield f"@{axis.number(time)}"
        yield from lines


def _starts(lane: Lane, least: int) -> list[int]:
    """Where each thing that is shown begins, and where the last one ends; engines drop what has no width."""
    starts = [*(shown.start for shown in lane.shown), lane.end]
    for index, shown in enumerate(lane.shown):
        if shown.duration < least:
            starts[index] = max((shown.start + shown.end - least) // 2, 0)
            starts[index + 1] = starts[index] + least
    return starts


def _state(shown: Shown, pixels: float) -> str:
    room = pixels - _POINTS
    text = next((text for text in _texts(shown) if pixels_of(text) <= room), "")
    if not text and room >= _LITTLE and isinstance(shown, State):
        text = fit_pixels(shown.text, room)
    colours = _colours(shown, pixels)
    return f'"{escape(text)}" {_area(*colours)}' if colours else _line(_UNTRACED)


def _texts(shown: Shown) -> tuple[str, ...]:
    """What may stand in it, the longest first."""
    if isinstance(shown, State):
        if shown.kind is StateKind.HOLDING:
            took = seconds(shown.duration)
            return f"{took}: {shown.text}", took
        return (f"{shown.within} › {shown.text}", shown.text) if shown.within else (shown.text,)
    if not shown.turns:
        return ("short calls",)
    turns = f"{shown.turns:,} turn{'s' if shown.turns > 1 else ''}"
    return f"{turns}, ran {seconds(shown.ran)}", turns


def _colours(shown: Shown, pixels: float) -> tuple[str, str] | None:
    """The colours of the area and of its border, or None for a line."""
    if isinstance(shown, State):
        return _COLOURS.get(shown.kind)
    kind = shown.kinds[0]
    if pixels >= _POINTS and kind is not StateKind.HOLDING and len(shown.kinds) > 1:
        return _CHANGING
    return _COLOURS.get(kind)


def _area(ground: str, border: str) -> str:
    return f"{ground};line:{border}"


def _line(colour: str) -> str:
    """What engines draw as a line, in a colour."""
    return f"{{-}} {_area(colour, colour[1:])}"


def _ending(lane: Lane) -> str:
    """The colour of an ending that is worth one."""
    return ENDINGS[lane.ending][0] if lane.ending in ENDINGS else ""


def _legend(timing: Timing, axis: TimeAxis) -> Iterator[str]:
    """What the colours mean, as far as they are used."""
    used = {_colours(shown, axis.width(shown.duration)) for lane in timing.lanes for shown in lane.shown}
    meanings = [*((_COLOURS[kind], meaning) for kind, meaning in _MEANINGS.items()), (_CHANGING, _QUICK)]
    lines = [f"{_sample(colours[0])} {meaning}" for colours, meaning in meanings if colours in used]
    if None in used:
        lines.append(f"{coloured('———', _UNTRACED)} outside of traced calls")
    endings = {lane.ending for lane in timing.lanes}
    lines += [coloured(meaning, colour) for ending, (colour, meaning) in ENDINGS.items() if ending in endings]
    if lines:
        yield from ("legend right", *lines, "end legend")


def _sample(colour: str) -> str:
    return f"<back:{colour}>{'<U+00A0>' * 5}</back>"
