"""Settings: the command line before the environment before the file; what is not known is an error."""

from pathlib import Path
from typing import get_args

import pytest

from corotrace import Trace, diagram, recording, renderers
from corotrace.integrations.command.settings import known
from corotrace.integrations.command.settings.known import KNOWN
from corotrace.renderers import choice
from tests.integrations.command.conftest import Command, sales


def settings(text: str, folder: str = ".") -> None:
    Path(folder, "pyproject.toml").write_text(f"[tool.other]\nx = 1\n[tool.corotrace]\n{text}\n", encoding="utf-8")


def puml(corotrace: Command, *arguments: str) -> str:
    done = corotrace("convert", "trace.jsonl", "-o", "-", "--format", "puml", *arguments)
    assert done.code == 0, done.err
    return done.out


def test_the_command_line_before_the_environment_before_the_file(
    corotrace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = Trace.load("trace.jsonl")
    settings('order = "structure"\nexclude = "*.pay"\ndepth = 3')
    monkeypatch.setenv("COROTRACE_EXCLUDE", "*.pack, *.none")
    asked = trace.select(exclude=["*.pack", "*.none"], depth=3)
    assert puml(corotrace) == asked.to_puml(order="structure")
    assert puml(corotrace, "--order", "time") == asked.to_puml()
    assert puml(corotrace, "--exclude", "*.pay") == trace.select(exclude=["*.pay"], depth=3).to_puml(order="structure")
    monkeypatch.delenv("COROTRACE_EXCLUDE")
    assert puml(corotrace) == trace.select(exclude="*.pay", depth=3).to_puml(order="structure")


def test_an_empty_variable_is_an_empty_list_and_else_says_nothing(
    corotrace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings('order = "structure"\nexclude = "*.pay"\ninclude = []')
    trace = Trace.load("trace.jsonl")
    assert puml(corotrace) == trace.select(exclude="*.pay").to_puml(order="structure")
    for name in ("EXCLUDE", "ORDER", "DEPTH", "FOLD"):
        monkeypatch.setenv(f"COROTRACE_{name}", "")
    assert puml(corotrace) == trace.to_puml(order="structure")


def test_every_setting_can_stand_in_the_file_and_in_the_environment(
    corotrace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "order": "structure", "fold": False, "include": ["*.sell", "*.checkout"], "exclude": ["*.pack"], "depth": 2,
        "slower-than": 0.25, "engine": "local",
    }  # fmt: skip
    of_run = {"values", "sync", "processes", "max-events"}  # tests/integrations/running/test_settings.py
    assert values.keys() | of_run == KNOWN.keys()
    sales(*["visa"] * 6).save("trace.jsonl")
    asked = Trace.load("trace.jsonl").select(
        include=["*.sell", "*.checkout"], exclude="*.pack", depth=2, slower_than=0.25
    )
    wanted = asked.to_puml(order="structure", fold=False)
    assert wanted != asked.to_puml(order="structure")
    drawn = []
    monkeypatch.setattr(renderers, "render", lambda page, *_, engine, **__: drawn.append((page, engine)) or b"")

    settings(
        'order = "structure"\nfold = false\ninclude = ["*.sell", "*.checkout"]\nexclude = "*.pack"\ndepth = 2\n'
        'slower-than = 0.25\nengine = "local"'
    )
    corotrace("render", "trace.jsonl", "-o", "x.svg")
    settings("")
    for name, text in {
        "ORDER": "structure", "FOLD": "no", "INCLUDE": "*.sell,*.checkout", "EXCLUDE": "*.pack", "DEPTH": "2",
        "SLOWER_THAN": ".25", "ENGINE": "local",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"COROTRACE_{name}", text)
    corotrace("render", "trace.jsonl", "-o", "x.svg")
    assert drawn == [(wanted, "local")] * 2


def test_the_nearest_file_upwards_that_has_settings(
    corotrace: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = here / "a" / "b"
    inner.mkdir(parents=True)
    settings("depth = 1")
    (here / "a" / "pyproject.toml").write_text("[tool.other]\n")
    monkeypatch.chdir(inner)
    trace = Trace.load(here / "trace.jsonl")
    assert corotrace("show", here / "trace.jsonl").out == trace.select(depth=1).to_text()
    settings("depth = 2", "..")
    assert corotrace("show", here / "trace.jsonl").out == trace.select(depth=2).to_text()


def test_fold_can_be_asked_for_again(corotrace: Command) -> None:
    sales(*["visa"] * 6).save("trace.jsonl")
    settings("fold = false")
    trace = Trace.load("trace.jsonl")
    assert corotrace("show", "trace.jsonl").out == trace.to_text(fold=False)
    assert corotrace("show", "trace.jsonl", "--fold").out == trace.to_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slower_than = 1", "[tool.corotrace]: there is no setting 'slower_than'; did you mean slower-than?"),
        ("qqqqq = 1", "no setting 'qqqqq'; there are order, fold, include, exclude, depth, slower-than, engine, val"),
        ('server = "http://x"', "there is no setting 'server'"),
        ('order = "causal"', "order = 'causal' cannot be; write 'time' or 'structure'"),
        ('fold = "no"', "fold = 'no' cannot be; write true or false"),
        ("depth = true", "depth = True cannot be; write a whole number from 1 on"),
        ("slower-than = nan", "slower-than = nan cannot be; write a number of seconds, such as 0.5"),
        ("include = [1]", "include = [1] cannot be; write a pattern of full names, such as 'shop.*', or a list"),
        ("depth = ", "cannot read the settings in '"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file(corotrace: Command, here: Path, text: str, said: str) -> None:
    settings(text)
    done = corotrace("show", "trace.jsonl")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert str(here / "pyproject.toml") in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        ("COROTRACE_ORDR", "time", "has COROTRACE_ORDR, which is no setting; did you mean COROTRACE_ORDER?"),
        ("COROTRACE_PLANTUML", "x", "did you mean COROTRACE_PLANTUML_URL?"),
        ("COROTRACE_SLOWER_THAN", "1s", "COROTRACE_SLOWER_THAN='1s', which cannot be; write a number of seconds"),
        ("COROTRACE_FOLD", "maybe", "COROTRACE_FOLD='maybe', which cannot be; write true or false"),
        ("COROTRACE_DEPTH", "1.5", "COROTRACE_DEPTH='1.5', which cannot be; write a whole number from 1 on"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_environment(
    corotrace: Command, monkeypatch: pytest.MonkeyPatch, variable: str, text: str, said: str
) -> None:
    monkeypatch.setenv(variable, text)
    done = corotrace("show", "trace.jsonl")
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_variables_that_are_no_settings_are_none_of_its_business(
    corotrace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COROTRACE_PLANTUML_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("COROTRACE_EXAMPLES", "5000")
    assert corotrace("show", "trace.jsonl").code == 0


def test_the_text_of_a_diagram_is_drawn_whatever_the_settings_say_of_traces(
    corotrace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings('order = "structure"\ndepth = 1\nengine = "local"')
    engines = []
    monkeypatch.setattr(renderers, "render", lambda *_, engine: engines.append(engine) or b"")
    Path("x.puml").write_text("@startuml\na -> b\n@enduml\n")
    assert corotrace("render", "x.puml", "-o", "x.svg").code == 0
    assert engines == ["local"]


def test_the_names_are_those_of_the_rooms() -> None:
    assert {*known.VALUES} == {*get_args(recording.Values)}
    assert known.ORDERS == diagram.ORDERS
    assert known.ENGINES == choice.ENGINES
