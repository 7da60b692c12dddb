"""What Perfetto makes of the traces that are written: it reads them, without a complaint, as what was recorded."""

import sys
from typing import Any

from hypothesis import given

from corotrace import Trace
from corotrace.chrome_trace.writing import write_entries
from tests.chrome_trace.perfetto import Perfetto
from tests.chrome_trace.reader import Bar, read_chrome
from tests.emitters.hostile import CORPUS
from tests.engines import sample
from tests.properties import programs as p
from tests.properties.test_programs import run_recorded
from tests.test_examples import run_example

SLICES = """select slice.name, slice.category, thread.name, slice.ts, slice.dur, parent.id is not null, parent.name,
 extract_arg(slice.arg_set_id, 'args.outcome') from slice join thread_track on slice.track_id = thread_track.id
 join thread using (utid) left join slice parent on slice.parent_id = parent.id order by slice.id"""
ARROWS = """select begins.name, ends.name, extract_arg(begins.arg_set_id, 'args.call'),
 extract_arg(ends.arg_set_id, 'args.caller') from flow join slice begins on begins.id = flow.slice_out
 join slice ends on ends.id = flow.slice_in order by ends.id"""


def as_read(bar: Bar) -> list[Any]:
    """As Perfetto tells it: in nanoseconds; texts with the escapes of JSON."""
    around = bar.inside
    return [
        bar.name, bar.category, bar.track, round(bar.start * 1_000), round((bar.end - bar.start) * 1_000),
        int(around is not None), None if around is None else around.name, bar.args.get("outcome"),
    ]  # fmt: skip


def random_traces(count: int) -> list[Trace]:
    found: list[Trace] = []

    @sample(count)
    @given(p.programs(eager=sys.version_info >= (3, 12)))
    def collect(program: p.Program) -> None:
        found.append(run_recorded(program).trace)

    collect()
    return found


def test_it_reads_what_was_written(perfetto: Perfetto) -> None:
    traces = [run_example(name) for name in ("gather", "checkout")] + random_traces(30)
    texts = [trace.to_chrome_trace() for trace in traces]
    for text, rows in zip(texts, perfetto.read(texts, SLICES), strict=True):
        assert sorted(map(repr, rows)) == sorted(repr(as_read(bar)) for bar in read_chrome(text))


def test_arrows_lead_from_who_made_a_task_to_it(perfetto: Perfetto) -> None:
    trace = run_example("checkout")
    (rows,) = perfetto.read([trace.to_chrome_trace()], ARROWS)
    assert [row[:2] for row in rows] == [
        *[["check_out", "Stock.reserve"]] * 3, ["check_out", "authorise"], ["check_out", "send_mail"],
    ]  # fmt: skip
    assert all(of == made_by for _, _, of, made_by in rows)


def test_any_text_is_read(perfetto: Perfetto) -> None:
    """Perfetto shows escapes as they are written, and fails on some backslashes that JSON allows."""
    entries: list[dict[str, object]] = []
    for time, text in enumerate(CORPUS):
        at: dict[str, object] = {"pid": 1, "tid": 2, "ts": time}
        entries += [{"ph": "B", "name": text, "args": {"a": text}} | at, {"ph": "E", "name": text} | at]
    written = "".join(write_entries(entries, {}))
    assert [bar.name for bar in read_chrome(written.replace('"ph":"B"', '"cat":"call","ph":"B"').replace(
        '"traceEvents":[', '"traceEvents":[{"ph":"M","pid":1,"tid":2,"name":"thread_name","args":{"name":""}},'
    ))] == [text.encode("utf-8", "backslashreplace").decode() for text in CORPUS]  # fmt: skip
    (rows,) = perfetto.read([written], "select name, extract_arg(arg_set_id, 'args.a') from slice order by id")
    assert len(rows) == len(CORPUS)
    for text, row in zip(CORPUS, rows, strict=True):
        if "\\" not in text and text.isprintable():
            assert row == [text, text]
