"""From the events of a trace to its diagram, as it is asked for."""

from collections.abc import Callable

from corotrace.critical_path import CriticalPath, in_bold
from corotrace.diagram import ORDERS, VIEWS, Interaction, Order, Timing, View, build_interaction, build_timing
from corotrace.errors import UsageError
from corotrace.events import Event, Header
from corotrace.progress import working

_Events = Callable[[], tuple[Event, ...]]


def interaction_of(
    header: Header, events: _Events, view: View, order: Order, *, fold: bool, bold: CriticalPath | None = None
) -> Interaction:
    """Build a sequence diagram.

    Args:
        header: what is true of the whole recording.
        events: gives what has been recorded.
        view: ``"calls"`` or ``"loop"``.
        order: ``"time"`` or ``"structure"``.
        fold: whether what is repeated is drawn once.
        bold: what is drawn in bold.

    Raises:
        UsageError: there is no such diagram.
    """
    _check(header, view, order)
    if view == "timing":
        raise UsageError("view='timing': Mermaid has no timing diagrams; write PlantUML, or save a picture")
    if bold is not None and order == "structure":
        raise UsageError("bold=…, order='structure': a critical path is one of times, which that order does not tell")
    path = in_bold(bold, header)
    with working("drawing the events") as say:
        known = events()
        say(f"drawing {len(known):,} events")
        return build_interaction(
            known, header.title, header.left_out, header.max_message, view=view, order=order, fold=fold, bold=path
        )


def timing_of(header: Header, events: _Events, order: Order, bold: CriticalPath | None) -> Timing:
    """Build a timing diagram.

    Args:
        header: what is true of the whole recording.
        events: gives what has been recorded.
        order: ``"time"``, for it has no other.
        bold: None, for nothing is drawn in bold there.

    Raises:
        UsageError: there is no such diagram.
    """
    _check(header, "timing", order)
    if bold is not None:
        raise UsageError("bold=…, view='timing': a timing diagram has nothing in bold; draw the calls, or the loop")
    with working("drawing the events") as say:
        known = events()
        say(f"drawing {len(known):,} events")
        return build_timing(known, header.title, header.left_out)


def _check(header: Header, view: str, order: str) -> None:
    if view not in VIEWS:
        raise UsageError(f"view={view!r}: write 'calls', 'loop' or 'timing'")
    if order not in ORDERS:
        raise UsageError(f"order={order!r}: write 'time' or 'structure'")
    if view != "calls" and order == "structure":
        raise UsageError(
            f"view={view!r}, order='structure': turns on an event loop have no other order than that of time"
        )
    if view != "calls" and header.left_out:
        raise UsageError(
            f"view={view!r} of a selection: tasks do not run and wait for the calls that are shown alone; draw "
            "the whole trace, without select()"
        )
