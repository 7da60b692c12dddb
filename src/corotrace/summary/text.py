"""A summary as text for the terminal."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from corotrace.emitters.columns import fit, wrap
from corotrace.emitters.time_columns import align, number
from corotrace.emitters.units import seconds

if TYPE_CHECKING:
    from corotrace.summary.summary import Summary

_WIDTH = 80
_LINE = 50
_LEVELS = " ▁▂▃▄▅▆▇█"
_MOST_ROWS = 8
_RUNNING = "still running"


def write_summary(summary: "Summary") -> str:
    """Write a summary, in 80 columns.

    Args:
        summary: it.

    Returns:
        The lines; the last one without a line end.
    """
    parts = [_above, _at_once, _slowest, _waits, _ended]
    return "\n\n".join(text for part in parts if (text := "\n".join(part(summary))))


def _above(summary: "Summary") -> Iterator[str]:
    if summary.title:
        yield from wrap(summary.title, _WIDTH)
    for remark in summary.remarks:
        yield from wrap(remark, _WIDTH)
    if not summary.calls:
        yield "No calls are left." if summary.remarks else "No calls were recorded."
        return
    yield f"wall time          {seconds(summary.wall_time)}"
    calls = f"{summary.calls:,} call{'' if summary.calls == 1 else 's'}"
    yield f"sum of call times  {seconds(summary.call_time)}, {calls}"
    yield f"ran at once        {summary.most_at_once:,} at the most, {summary.concurrency:.3g} on average"


def _at_once(summary: "Summary") -> Iterator[str]:
    """How many ran over time: a sign for each part of the wall time, as high as their mean."""
    if not summary.wall_time or summary.most_at_once < 2:
        return
    means = _means(summary)
    signs = [_LEVELS[-(-mean * (len(_LEVELS) - 1) // (summary.most_at_once * summary.wall_time))] for mean in means]
    yield f"at once over time  {''.join(signs)}  █ is {summary.most_at_once:,}"
    yield f"{'':19}0{seconds(summary.wall_time):>{_LINE - 1}}"


def _means(summary: "Summary") -> list[int]:
    """How many ran in each part of the wall time, times that time; whole numbers, so that nothing is rounded twice."""
    wall = summary.wall_time
    means = [0] * _LINE
    steps = [*summary.at_once, (wall, 0)]
    for (start, count), (end, _) in pairwise(steps):
        # a part is as long as the wall time, in parts of a nanosecond
        at, until = start * _LINE, end * _LINE
        while count and at < until:
            part = min(at // wall, _LINE - 1)
            here = min(until, (part + 1) * wall)
            means[part] += count * (here - at)
            at = here
    return means


def _slowest(summary: "Summary") -> Iterator[str]:
    if not summary.slowest:
        return
    yield "slowest calls, by the time that they did not wait for other calls"
    itself = align([number(call.itself) for call in summary.slowest], len("itself"))
    took = align([number(call.took) for call in summary.slowest], len("took"))
    yield f"  {'itself':<{len(itself[0])}}  {'took':<{len(took[0])}}  seconds"
    for call, own, whole in zip(summary.slowest, itself, took, strict=True):
        room = _WIDTH - len(own) - len(whole) - 6
        ending = "" if call.outcome == "returned" else f" — {call.outcome or _RUNNING}"
        yield f"  {own}  {whole}  {fit(call.name, room - len(ending))}{ending}"


def _waits(summary: "Summary") -> Iterator[str]:
    if not summary.waits:
        return
    shown = summary.waits[:_MOST_ROWS]
    yield "waits, by what was waited for"
    total = align([number(waited.total) for waited in shown], len("total"))
    longest = align([number(waited.longest) for waited in shown], len("longest"))
    times = [f"{waited.times:,} ×" for waited in shown]
    wide = max(map(len, times))
    yield f"  {'total':<{len(total[0])}}  {'longest':<{len(longest[0])}}  seconds"
    for waited, whole, most, count in zip(shown, total, longest, times, strict=True):
        calls = " (other calls)" if waited.calls else ""
        room = _WIDTH - len(whole) - len(most) - wide - 7 - len(calls)
        yield f"  {whole}  {most}  {count:>{wide}} {fit(waited.what, room)}{calls}"
    yield from _more(len(summary.waits))


def _ended(summary: "Summary") -> Iterator[str]:
    if not summary.ended:
        return
    shown = summary.ended[:_MOST_ROWS]
    yield "calls that did not return"
    times = [f"{ended.times:,} ×" for ended in shown]
    wide = max(map(len, times))
    for ended, count in zip(shown, times, strict=True):
        how = ended.exception or ended.outcome or _RUNNING
        each = ", and the like" if ended.exception and ended.times > 1 else ""
        text = fit(f"{ended.what}: {how}", _WIDTH - wide - 3 - len(each))
        yield f"  {count:>{wide}} {text}{each}"
    yield from _more(len(summary.ended))


def _more(rows: int) -> Iterator[str]:
    if rows > _MOST_ROWS:
        yield f"  … and {rows - _MOST_ROWS:,} more"
