"""Whatever cannot be understood or done is one sentence on standard error, and 2."""

from pathlib import Path

import pytest

from corotrace import RenderError, renderers
from tests.integrations.command.conftest import Command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", "corotrace: the following arguments are required: COMMAND; see corotrace --help"),
        ("--vers", "corotrace: the following arguments are required: COMMAND; see corotrace --help"),
        ("show", "corotrace show: the following arguments are required: TRACE; see corotrace show --help"),
        ("show trace.jsonl --exlude x", "corotrace show: there is no option --exlude; did you mean --exclude?; see "),
        ("show trace.jsonl --exlude=x", "corotrace show: there is no option --exlude; did you mean --exclude?; see "),
        ("show trace.jsonl --qqq", "corotrace show: there is no option --qqq; see corotrace show --help"),
        ("show trace.jsonl --exc x", "corotrace show: there is no option --exc; did you mean --exclude?; see "),
        ("show trace.jsonl other.jsonl", "corotrace show: one argument too many: 'other.jsonl'; see "),
        ("show trace.jsonl --depth 0", "corotrace show: argument --depth: '0' is no whole number from 1 on; see "),
        ("show trace.jsonl --depth -1", "corotrace show: argument --depth: "),
        ("show trace.jsonl --slower-than x", "corotrace show: argument --slower-than: 'x' is no number of seconds, "),
        ("show trace.jsonl --slower-than nan", "corotrace show: argument --slower-than: 'nan' is no number of second"),
        ("rende trace.jsonl", "corotrace: there is no command 'rende'; did you mean render?; see corotrace --help"),
        ("qqq", "corotrace: there is no command 'qqq'; there are run, render, convert, show, summary, diff, doctor; "),
        ("show -", "corotrace: a recording is read from a file, not from standard input; write the path of one"),
        ("show trace.jsonl --between 2 1.5", "corotrace: --between 2 1.5: write the earlier moment first"),
        ("show trace.jsonl --root sale", "corotrace: --root 'sale': no recorded call has that full name"),
        ("render trace.jsonl -o x.svg --critical-path sale", "corotrace: --critical-path 'sale': no recorded call has"),
        ("show trace.jsonl --include no --include nothing", "corotrace: --include 'no': no recorded call has that"),
        ("diff trace.jsonl trace.jsonl -o x.mmd", "cannot write 'x.mmd': use one of .png, .puml, .svg, .txt; Mermaid "),
        ("convert trace.jsonl -o x.txt --view loop", "that is no diagram; leave --view loop out, or save a picture"),
        ("convert trace.jsonl -o x.mmd --view timing", "corotrace: --view timing: Mermaid has no timing diagrams; "),
        ("convert trace.jsonl -o x.puml --view loop --depth 1", ", without --depth, --include or --exclude"),
        ("diff trace.jsonl trace.jsonl -o -", "corotrace: -o - says nothing of what to write; add --format, one of .p"),
        ("show diagram.puml", "corotrace: 'diagram.puml' is the text of a diagram, which can be drawn alone: "),
        ("render trace.jsonl", "corotrace render: the following arguments are required: -o/--output; see "),
        ("render trace.jsonl -o out", "corotrace: cannot write 'out': use one of .mmd, .png, .puml, .svg, .txt"),
        ("render trace.jsonl -o out.jsonl", "; corotrace convert writes .json and .jsonl"),
        ("convert trace.jsonl -o out.svg", "; corotrace render draws pictures"),
        ("convert trace.jsonl -o -", "-o - says nothing of what to write; add --format, one of .json, .jsonl"),
        ("convert trace.jsonl -o - --format svg", "corotrace: cannot write --format svg: use one of .json, .jsonl"),
        ("convert trace.jsonl -o x.txt --format txt", "corotrace: --format is for standard output, -o -; "),
        ("convert trace.jsonl -o - -o - --format txt", "corotrace: -o - stands there twice; "),
        ("convert trace.jsonl -o no/x.txt", "corotrace: cannot write 'no/x.txt': No such file or directory; create "),
        ("render trace.jsonl -o x.svg --engine none", "corotrace render: argument --engine: invalid choice: 'none' "),
        ("render trace.jsonl -o x.svg --server ftp://x", "corotrace: not the address of a PlantUML server: ftp://x"),
        ("render diagram.puml -o x.txt", "corotrace: cannot write 'x.txt': use one of .png, .svg; 'diagram.puml' is"),
        ("render diagram.puml -o x.svg --no-fold --depth 1", "corotrace: --fold, --depth: 'diagram.puml' is the text "),
        ("render missing.puml -o x.svg", "corotrace: cannot read 'missing.puml': No such file or directory"),
        ("render empty.puml -o x.svg", "corotrace: 'empty.puml' has no diagram: "),
        ("render binary.puml -o x.svg", "corotrace: cannot read 'binary.puml': it is not text in UTF-8"),
        ("diff trace.jsonl", "corotrace diff: the following arguments are required: NEW; see corotrace diff --help"),
        ("diff trace.jsonl missing.jsonl", "corotrace: cannot read 'missing.jsonl': No such file or directory"),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong(corotrace: Command, here: Path, arguments: str, said: str) -> None:
    (here / "diagram.puml").write_text("@startuml\na -> b\n@enduml\n")
    (here / "empty.puml").write_text("a -> b\n")
    (here / "binary.puml").write_bytes(b"\xff\xfe\x00")
    before = {*here.iterdir()}
    done = corotrace(*arguments.split())
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert done.err.startswith("corotrace")
    assert {*here.iterdir()} == before


def test_what_python_code_would_write_is_told_as_options(corotrace: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise RenderError("it is too large; leave calls out with trace.select(), or save it as .txt")

    no_server = corotrace("render", "trace.jsonl", "-o", "x.svg", "--engine", "server").err
    assert "no address was given (--server URL, or COROTRACE_PLANTUML_URL)" in no_server
    monkeypatch.setattr(renderers, "render", fail)
    Path("app.py").write_text("import asyncio\nasync def main(): ...\nasyncio.run(main())\n")
    said = "it is too large; leave calls out with --depth, --include or --exclude, or save it as .txt"
    assert corotrace("render", "trace.jsonl", "-o", "x.svg").err == f"corotrace: {said}\n"
    assert corotrace("run", "-o", "x.svg", "app.py").err == f"corotrace: {said}; the recording is in 'app.jsonl'\n"
