"""The doctor tells what is there, and what to install."""

import importlib.util
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corotrace import RenderError
from corotrace.renderers import checkup
from corotrace.renderers.checkup import check_engines
from corotrace.renderers.contract import Obstacle
from tests.integrations.command.conftest import Command


class Engine:
    def __init__(self, draw: Callable[[str, str], bytes], missing: str = "") -> None:
        self._draw, self._missing = draw, missing

    def obstacle(self, picture_format: str) -> Obstacle | None:
        return Obstacle(f"no {picture_format}", "Install it.") if picture_format in self._missing else None

    def about(self) -> str:
        return "version 1"

    def draw(self, source: str, picture_format: str, time_limit: float) -> bytes:
        return self._draw(source, picture_format)


def whole(source: str, _: str) -> bytes:
    return source.encode()


def boxes(*_: Any) -> bytes:
    return b"a box"


def fails(*_: Any) -> bytes:
    raise RenderError("it has run out of ink")


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> dict[str, Engine]:
    there = {name: Engine(whole, "svg png") for name in checkup.ENGINES}
    monkeypatch.setattr(checkup, "make", lambda name, _: there[name])
    return there


def test_one_engine_is_enough(corotrace: Command, engines: dict[str, Engine]) -> None:
    engines["local"] = Engine(whole)
    done = corotrace("doctor")
    assert done.code == 0
    assert done.out.splitlines()[2:] == [
        "embedded  is not here: no png",
        "          Install it.",
        "local     draws .svg and .png, and Korean",
        "          version 1",
        "server    is not here: no png",
        "          Install it.",
        "",
        "settings  none",
        "",
        "Pictures are drawn by the engine 'local'.",
    ]


@pytest.mark.parametrize(
    ("engine", "told"),
    [
        (Engine(fails), ["embedded  fails: it has run out of ink", "          version 1"]),
        (
            Engine(whole, "png"),
            ["embedded  draws .svg", "          version 1", "          for the rest: no png", "          Install it."],
        ),
    ],
)
def test_none_is_whole(corotrace: Command, engines: dict[str, Engine], engine: Engine, told: list[str]) -> None:
    engines["embedded"] = engine
    done = corotrace("doctor")
    assert done.code == 1
    assert done.out.splitlines()[2 : 2 + len(told)] == told
    assert done.out.splitlines()[-1] == "No engine draws pictures here."


def test_korean_that_comes_out_as_boxes(corotrace: Command, engines: dict[str, Engine]) -> None:
    engines["embedded"] = Engine(boxes)
    done = corotrace("doctor")
    assert done.code == 0
    assert "embedded  draws .svg and .png\n" in done.out
    assert "Korean comes out as boxes; install a font that has it" in done.out


def test_settings_that_cannot_be_read(
    corotrace: Command, engines: dict[str, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    engines["embedded"] = Engine(whole)
    Path("pyproject.toml").write_text("[tool.corotrace]\ndepth = 1\n")
    monkeypatch.setenv("COROTRACE_ORDER", "time")
    told = corotrace("doctor")
    assert told.code == 0
    said = " ".join(told.out.split())
    assert f"settings depth in {Path.cwd() / 'pyproject.toml'} order in the environment" in said
    monkeypatch.setenv("COROTRACE_ORDER", "never")
    told = corotrace("doctor")
    assert told.code == 1
    assert "settings  fail: the environment has COROTRACE_ORDER='never'" in told.out


def test_the_address_of_a_server_that_is_none(corotrace: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COROTRACE_PLANTUML_URL", "nowhere")
    findings = {finding.engine: finding for finding in check_engines()}
    assert findings["server"].failure.startswith("not the address of a PlantUML server")


def test_it_names_all_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    findings = {finding.engine: finding for finding in check_engines()}
    assert findings["embedded"].obstacle
    assert findings["embedded"].obstacle.reason == "not installed: mini-racer, resvg-py"


def test_what_is_really_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    findings = {finding.engine: finding for finding in check_engines()}
    assert [*findings] == ["embedded", "local", "server"]
    embedded = findings["embedded"]
    if embedded.draws:
        assert embedded.draws == ("svg", "png")
        assert embedded.korean
        assert embedded.about.startswith("PlantUML 1.2026.8, mini-racer ")
    if findings["local"].draws:
        assert "PlantUML version 1." in findings["local"].about
    assert findings["server"].obstacle
    assert not findings["server"].draws


def test_a_plantuml_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "plantuml"
    program.write_text("#!/bin/sh\necho no such thing >&2\nexit 3\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    finding = next(finding for finding in check_engines() if finding.engine == "local")
    assert not finding.draws
    assert finding.failure
    assert finding.about == f"a PlantUML that does not tell its version, {program}"
