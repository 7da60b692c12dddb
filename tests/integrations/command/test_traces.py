"""What the subcommands make of a trace: the same as the library does."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from corotrace import Trace, renderers
from corotrace.integrations.command import output
from tests.engines import require_engine
from tests.integrations.command.conftest import Command, sales


def load() -> Trace:
    return Trace.load("trace.jsonl")


def test_a_tree_as_wide_as_the_terminal(corotrace: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    done = corotrace("show", "trace.jsonl")
    assert (done.code, done.out, done.err) == (0, load().to_text(), "")
    monkeypatch.setenv("COLUMNS", "120")
    assert corotrace("show", "trace.jsonl").out == load().to_text(width=120)
    monkeypatch.setenv("COLUMNS", "20")
    assert corotrace("show", "trace.jsonl").out == load().to_text(width=70)


def test_what_a_trace_adds_up_to(corotrace: Command) -> None:
    assert corotrace("summary", "trace.jsonl").out == f"{load().summary()}\n"
    assert "ran at once        2 at the most" in corotrace("summary", "trace.jsonl").out


def test_what_took_the_time_is_told_and_drawn_in_bold(corotrace: Command) -> None:
    path = load().critical_path("*.checkout")
    told = corotrace("summary", "trace.jsonl", "--critical-path", "*.checkout")
    assert (told.code, told.out) == (0, f"{load().summary()}\n\n{path}\n")
    corotrace("render", "trace.jsonl", "-o", "out.puml", "--critical-path", "*.checkout")
    assert Path("out.puml").read_text(encoding="utf-8") == load().to_puml(bold=path)
    corotrace("render", "trace.jsonl", "-o", "out.puml", "--critical-path", "*.checkout", "--depth", "2")
    assert Path("out.puml").read_text(encoding="utf-8") == load().select(depth=2).to_puml(bold=path)
    refused = corotrace("render", "out.puml", "-o", "out.svg", "--critical-path", "*.checkout")
    assert (refused.code, "--critical-path: 'out.puml' is the text of a diagram" in refused.err) == (2, True)
    missed = corotrace("summary", "trace.jsonl", "--critical-path", "*.check")
    assert (missed.code, "no recorded call has that full name" in missed.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--include", "*.pay", "--include", "*.pack"], {"include": ["*.pay", "*.pack"]}),
        (["--exclude", "*.pay", "--exclude", "*.pack"], {"exclude": ["*.pay", "*.pack"]}),
        (["--depth", "2"], {"depth": 2}),
        (["--root", "*.checkout"], {"root": "*.checkout"}),
        (["--failed"], {"failed": True}),
        (["--slower-than", "1.5"], {"slower_than": 1.5}),
        (["--between", "0", "1"], {"between": (0, 1)}),
    ],
)
def test_calls_are_left_out(corotrace: Command, arguments: list[str], wanted: dict[str, object]) -> None:
    selected = load().select(**wanted)  # type: ignore[arg-type]
    assert len(selected.calls()) < len(load().calls())
    assert corotrace("show", "trace.jsonl", *arguments).out == selected.to_text()
    assert corotrace("summary", "trace.jsonl", *arguments).out == f"{selected.summary()}\n"
    for command in ("render", "convert"):
        corotrace(command, "trace.jsonl", "-o", "out.puml", *arguments)
        assert Path("out.puml").read_text(encoding="utf-8") == selected.to_puml()


def test_titles_orders_and_folds(corotrace: Command) -> None:
    assert corotrace("show", "trace.jsonl", "--title", "가게").out.startswith("가게\n")
    sales(*["visa"] * 6).save("trace.jsonl")
    for command in ("render", "convert"):
        for order in ("time", "structure"):
            for flag, fold in (("--fold", True), ("--no-fold", False)):
                corotrace(command, "trace.jsonl", "-o", "out.puml", "--order", order, flag)
                assert Path("out.puml").read_text(encoding="utf-8") == load().to_puml(order=order, fold=fold)
    assert corotrace("show", "trace.jsonl", "--no-fold").out == load().to_text(fold=False) != load().to_text()


def test_views(corotrace: Command) -> None:
    for command in ("render", "convert"):
        for view in ("calls", "loop", "timing"):
            corotrace(command, "trace.jsonl", "-o", "out.puml", "--view", view)
            assert Path("out.puml").read_text(encoding="utf-8") == load().to_puml(view=view)  # type: ignore[arg-type]
    refused = corotrace("convert", "trace.jsonl", "-o", "out.mmd", "--view", "timing")
    assert (refused.code, refused.out) == (2, "")
    assert "Mermaid has no timing diagrams" in refused.err
    refused = corotrace("render", "out.puml", "-o", "out.svg", "--view", "loop")
    assert "--view: 'out.puml' is the text of a diagram, in which that is settled" in refused.err


def test_several_outputs_of_one_reading(corotrace: Command, here: Path) -> None:
    done = corotrace("convert", "trace.jsonl", "-o", "a.txt", "-o", "-", "-o", "b.jsonl", "--format", "puml")
    assert (done.code, done.err) == (0, "")
    assert done.out == load().to_puml()
    assert Path("a.txt").read_text(encoding="utf-8") == load().to_text()
    assert Path("b.jsonl").read_bytes() == Path("trace.jsonl").read_bytes()


def test_a_part_of_a_trace_is_a_trace(corotrace: Command) -> None:
    corotrace("convert", "trace.jsonl", "-o", "part.jsonl", "--failed", "--title", "the failed one")
    part = Trace.load("part.jsonl")
    assert part.header.title == "the failed one"
    assert str(part).partition("\n")[2] == str(load().select(failed=True)).partition("\n")[2]


def test_pictures_of_a_trace_and_of_its_text_are_the_same(corotrace: Command) -> None:
    require_engine("embedded")
    drawn = renderers.render(load().to_puml(), "svg", engine="embedded")
    done = corotrace("render", "trace.jsonl", "-o", "a.svg", "-o", "a.puml", "-o", "a.png", "--engine", "embedded")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert corotrace("render", "a.puml", "-o", "b.svg", "-o", "b.png").code == 0
    assert Path("a.svg").read_bytes() == Path("b.svg").read_bytes() == drawn
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()
    assert corotrace("render", "a.puml", "-o", "-", "--format", ".SVG").out.encode() == drawn


def test_pages_are_drawn_to_files_of_their_own_and_not_to_standard_output(
    corotrace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderers, "render", lambda page, *_, **__: page.encode())
    Path("one.PUML").write_text("\ufeff@startuml\n@enduml\n", encoding="utf-8")
    assert corotrace("render", "one.PUML", "-o", "out.svg").code == 0
    assert Path("out.svg").read_text() == "@startuml\n@enduml"
    Path("two.puml").write_text(
        "before\n@startuml\na -> b\n@enduml\n\n@startuml c\nc -> d\n@enduml\n", encoding="utf-8"
    )
    assert corotrace("render", "two.puml", "-o", "out.svg").code == 0
    assert Path("out.svg").read_text() == "@startuml\na -> b\n@enduml"
    assert Path("out-page-2.svg").read_text() == "@startuml c\nc -> d\n@enduml"
    done = corotrace("render", "two.puml", "-o", "-", "--format", "svg")
    assert (done.code, done.out) == (2, "")
    assert done.err == "corotrace: the diagram has 2 pages, and standard output takes one picture; write it to a file\n"


def test_the_engine_and_the_server_are_those_that_were_asked_for(
    corotrace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(renderers, "render", lambda *_, **how: asked.append(how) or b"picture")
    for source in ("trace.jsonl", "trace.puml"):
        load().save("trace.puml")
        corotrace("render", source, "-o", "x.svg", "--engine", "local")
        corotrace("render", source, "-o", "x.svg", "--server", "http://127.0.0.1:9")
    assert [(how.get("engine"), how.get("server")) for how in asked] == [
        ("local", None), (None, "http://127.0.0.1:9"),
    ] * 2  # fmt: skip


def test_at_a_terminal_it_says_what_was_written(corotrace: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert corotrace("convert", "trace.jsonl", "-o", "x.txt").err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert corotrace("convert", "trace.jsonl", "-o", "x.txt").err == "corotrace: wrote x.txt\n"


def test_no_png_is_written_to_a_terminal(corotrace: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True), stderr=sys.stderr))
    done = corotrace("render", "trace.jsonl", "-o", "-", "--format", "png")
    assert done.code == 2
    assert "a .png would garble the terminal" in done.err


def test_bytes_on_standard_output_are_those_of_the_file(process: Command, here: Path) -> None:
    arguments = [sys.executable, "-m", "corotrace", "convert", "trace.jsonl", "-o", "-", "--format", "txt"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    assert (
        subprocess.run(arguments, capture_output=True, env=environment, check=True).stdout == load().to_text().encode()
    )


def test_what_differs_is_told_and_saved(corotrace: Command) -> None:
    sales("visa", "amex").save("new.jsonl")
    difference = load().diff(Trace.load("new.jsonl"))
    done = corotrace("diff", "trace.jsonl", "new.jsonl")
    assert (done.code, done.out, done.err) == (1, difference.to_text(), "")
    saved = corotrace("diff", "trace.jsonl", "new.jsonl", "-o", "x.puml", "-o", "x.txt")
    assert (saved.code, saved.out) == (1, "")
    assert Path("x.txt").read_text(encoding="utf-8") == difference.to_text()
    piped = corotrace("diff", "trace.jsonl", "new.jsonl", "-o", "-", "--format", "puml")
    assert (piped.code, piped.out) == (1, Path("x.puml").read_text(encoding="utf-8"))
    assert corotrace("diff", "trace.jsonl", "trace.jsonl").code == 0
    assert corotrace("diff", "trace.jsonl", "new.jsonl", "--exclude", "*.pay", "--exclude", "*.checkout").code == 1
    assert corotrace("diff", "trace.jsonl", "new.jsonl", "--include", "*.pack").code == 0


def test_a_title_changes_nothing_but_the_title(corotrace: Command) -> None:
    corotrace("convert", "trace.jsonl", "-o", "x.jsonl", "--title", "another")
    assert Trace.load("x.jsonl").header == dataclasses.replace(load().header, title="another")
    assert Trace.load("x.jsonl").events == load().events
