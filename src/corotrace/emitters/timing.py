"""A timing diagram as PlantUML text, in the syntax that Debian's engine (1.2020.02) and today's both accept.

Engines draw a state as a hexagon whose points are where it begins and ends, and one that is too short for that as an
hourglass around its middle. What is between hexagons, ``{-}``, is a line.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from corotrace.diagram import Lane, Shown, State, StateKind, Timing
from corotrace.emitters.palette import FAINT, coloured
from corotrace.emitters.plantuml_text import escape
from corotrace.emitters.time_axis import TimeAxis
from corotrace.emitters.timing_looks import OVER, UNTRACED, area, colours_of, ending_colour, legend, line
from corotrace.emitters.units import seconds
from corotrace.emitters.widths import fit_pixels, pixels_of

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
    return "".join(f"{text}\n" for text in _lines(timing))


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
    yield from legend(timing)
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
    return f"{whose}{name}  {coloured(ending, ending_colour(lane) or FAINT)}{coloured(ran, FAINT)}"


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
            to_scale = shown.duration >= timing.shortest
            changes[start].append(f"t{number} is {_state(shown, axis.width(end - start), to_scale=to_scale)}")
        if starts[-1] < timing.duration:
            changes[starts[-1]].append(f"t{number} is {line(ending_colour(lane) or OVER)}")
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


def _state(shown: Shown, pixels: float, *, to_scale: bool) -> str:
    room = pixels - _POINTS
    text = next((text for text in _texts(shown) if pixels_of(text) <= room), "")
    if not text and room >= _LITTLE and isinstance(shown, State):
        text = fit_pixels(shown.text, room)
    colours = colours_of(shown, to_scale=to_scale)
    return f'"{escape(text)}" {area(*colours)}' if colours else line(UNTRACED)


def _texts(shown: Shown) -> tuple[str, ...]:
    """What may stand in it, the longest first."""
    if isinstance(shown, State):
        if shown.kind is StateKind.HOLDING:
            took = seconds(shown.duration)
            return f"{took}: {shown.text}", took
        return (f"{shown.within} › {shown.text}", shown.text) if shown.within else (shown.text,)
    if StateKind.IN_CALL in shown.kinds:
        return ("short calls",)
    turns = f"{shown.turns:,} turn{'s' if shown.turns > 1 else ''}"
    return f"{turns}, ran {seconds(shown.ran)}", turns
