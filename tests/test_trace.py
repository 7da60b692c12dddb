"""Saving and loading: by suffix, whole or not at all, with errors that say what to do."""

import asyncio
import os
import re
from pathlib import Path
from typing import Any

import pytest

from corotrace import StorageError, Trace, UsageError, note, record, renderers, traced
from corotrace.testing import FakeClock


@traced
async def work(name: str) -> None:
    await asyncio.sleep(1)


@pytest.fixture
def trace(clock: FakeClock) -> Trace:
    with record("제목", clock=clock) as trace:
        clock.run(work("AAA"))
    return trace


def test_the_recording_is_loaded_as_it_was_saved(trace: Trace, tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    trace.save(path)
    loaded = Trace.load(path)
    assert loaded.events == trace.events
    assert loaded.header == trace.header
    assert loaded.to_puml() == trace.to_puml()
    assert repr(loaded) == "<Trace '제목' of 1 calls>"
    loaded.save(str(tmp_path / "again.jsonl"))
    assert (tmp_path / "again.jsonl").read_bytes() == path.read_bytes()


def test_the_calls_of_a_complete_trace_are_the_same_objects_each_time(trace: Trace) -> None:
    assert trace.calls()[0] is trace.calls()[0]
    assert trace.events is trace.events


def test_plantuml_is_saved_as_utf_8(trace: Trace, tmp_path: Path) -> None:
    trace.save(tmp_path / "trace.PUML")
    assert (tmp_path / "trace.PUML").read_text(encoding="utf-8") == trace.to_puml()


def test_mermaid_is_saved_as_utf_8(trace: Trace, tmp_path: Path) -> None:
    assert trace.save(tmp_path / "trace.mmd") == (tmp_path / "trace.mmd",)
    assert (tmp_path / "trace.mmd").read_bytes() == trace.to_mermaid().encode()


def test_markdown_has_the_diagram_in_a_block(trace: Trace) -> None:
    assert trace.to_markdown() == f"```mermaid\n{trace.to_mermaid()}```\n"


@pytest.mark.parametrize("name", ["to_puml", "to_mermaid", "to_mermaid_pages", "to_markdown"])
def test_an_order_that_is_none_is_refused(trace: Trace, name: str) -> None:
    with pytest.raises(UsageError, match="order='causal': write 'time' or 'structure'"):
        getattr(trace, name)(order="causal")


def test_printing_shows_the_tree(trace: Trace) -> None:
    assert f"{trace}\n" == trace.to_text(width=80, fold=True)
    assert repr(trace).startswith("<Trace ")
    assert [line[24:] for line in str(trace).splitlines()[-2:]] == ["work('AAA') → None", "└ ⋯ asyncio.sleep(1)"]


def test_the_tree_is_saved_as_utf_8(trace: Trace, tmp_path: Path) -> None:
    assert trace.save(tmp_path / "trace.txt") == (tmp_path / "trace.txt",)
    assert (tmp_path / "trace.txt").read_bytes() == trace.to_text().encode()


def test_the_tree_is_saved_unfolded_when_asked(clock: FakeClock, tmp_path: Path) -> None:
    async def five_times() -> None:
        for _ in range(5):
            await work("AAA")

    with record(clock=clock) as trace:
        clock.run(five_times())
    for fold in (True, False):
        trace.save(tmp_path / "trace.txt", fold=fold)
        assert (tmp_path / "trace.txt").read_text(encoding="utf-8") == trace.to_text(fold=fold)
    assert trace.to_text() != trace.to_text(fold=False)


@pytest.mark.parametrize("width", [0, 69, -80, "80", True, 80.0])
def test_a_width_that_is_none_is_refused(trace: Trace, width: Any) -> None:
    with pytest.raises(UsageError, match=r"to_text\(width=.*write a number of columns, 70 or more"):
        trace.to_text(width=width)


def test_a_picture_is_what_the_renderer_gives(trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def render(source: str, picture_format: str, **options: object) -> bytes:
        asked.append((source, picture_format, options))
        return b"picture"

    monkeypatch.setattr(renderers, "render", render)
    trace.save(tmp_path / "trace.svg", engine="local", time_limit=5)
    assert (tmp_path / "trace.svg").read_bytes() == b"picture"
    assert asked == [(trace.to_puml(), "svg", {"engine": "local", "server": None, "time_limit": 5})]


@pytest.mark.parametrize("name", ["trace.gif", "trace"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(trace: Trace, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"use one of \.json, \.jsonl, \.mmd, \.png, \.puml, \.svg"):
        trace.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["jsonl", "mmd", "png", "puml", "svg", "txt"])
def test_an_empty_trace_is_not_saved(tmp_path: Path, suffix: str) -> None:
    with record() as trace:
        pass
    with pytest.raises(UsageError, match="nothing was recorded; call functions decorated with @traced"):
        trace.save(tmp_path / f"trace.{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_a_trace_of_notes_alone_is_not_empty(tmp_path: Path) -> None:
    with record() as trace:
        note("only this")
    trace.save(tmp_path / "trace.puml")
    assert "only this" in (tmp_path / "trace.puml").read_text(encoding="utf-8")


def test_a_title_that_is_no_text_is_refused() -> None:
    with pytest.raises(UsageError, match=r"record\(\) was given 'int' for a title; write a text"):
        record(5).__enter__()  # type: ignore[arg-type]


def test_a_link_stays_a_link(trace: Trace, tmp_path: Path) -> None:
    (tmp_path / "link.puml").symlink_to("target.puml")
    (tmp_path / "target.puml").write_text("old")
    trace.save(tmp_path / "link.puml")
    assert (tmp_path / "link.puml").is_symlink()
    assert (tmp_path / "target.puml").read_text(encoding="utf-8") == trace.to_puml()


def test_a_missing_directory_is_named(trace: Trace, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "trace.puml"
    message = f"cannot write {str(path)!r}: No such file or directory; create the directory {str(path.parent)!r} first"
    with pytest.raises(StorageError, match=re.escape(message)):
        trace.save(path)


def test_a_failed_write_leaves_the_old_file_and_no_other(
    trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "trace.puml"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageError, match="No space left on device"):
        trace.save(path)
    assert [file.name for file in tmp_path.iterdir()] == ["trace.puml"]
    assert path.read_text() == "old"


def test_a_path_that_is_a_directory_is_refused(trace: Trace, tmp_path: Path) -> None:
    (tmp_path / "trace.puml").mkdir()
    with pytest.raises(StorageError, match="Is a directory"):
        trace.save(tmp_path / "trace.puml")
    assert [file.name for file in tmp_path.iterdir()] == ["trace.puml"]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_the_file_has_the_mode_of_any_new_file(trace: Trace, tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    trace.save(tmp_path / "trace.puml")
    assert (tmp_path / "trace.puml").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read .*: No such file or directory"),
        (b"\xff\xfe", "it is not text"),
        (b"", "is not a corotrace trace"),
    ],
)
def test_what_cannot_be_loaded(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "trace.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StorageError, match=message):
        Trace.load(path)
