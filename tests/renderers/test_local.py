"""A PlantUML that is installed: whichever of Debian's program and a jar this machine has."""

import os
import shutil
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corotrace.errors import RenderError
from corotrace.renderers import local
from corotrace.renderers.local import LocalEngine
from tests.renderers.conftest import GATHER, REFUSED, many_messages
from tests.renderers.pictures import texts

posix = pytest.mark.skipif(sys.platform == "win32", reason="uses a shell script")


@pytest.fixture(params=["program", "jar"])
def engine(request: pytest.FixtureRequest, use_plantuml: Callable[[str], None]) -> LocalEngine:
    use_plantuml(request.param)
    return LocalEngine()


@pytest.fixture
def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts a shell script in the place of `plantuml`."""

    def pretend(script: str) -> LocalEngine:
        program = tmp_path / "plantuml"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.delenv("PLANTUML_JAR", raising=False)
        monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), "/bin", "/usr/bin"]))
        return LocalEngine()

    return pretend


def test_the_svg_holds_the_diagram_and_not_its_source(engine: LocalEngine) -> None:
    assert engine.obstacle("svg") is None
    svg = engine.draw(GATHER.replace("@enduml", "' canary\n@enduml"), "svg", 60)
    drawn = [text.replace("\xa0", " ") for text in texts(svg)]
    assert {"gather", "main", "say_hello_AAA", "say_hello('AAA')", "이벤트 루프가 세 코루틴을 번갈아 실행"} <= set(
        drawn
    )
    assert b"canary" not in svg
    assert b"<!--" not in svg
    assert b"startuml" not in svg


def test_the_png_is_whole_crisp_and_without_the_source(engine: LocalEngine) -> None:
    png = engine.draw(GATHER, "png", 60)
    svg = engine.draw(GATHER, "svg", 60)
    width = int(svg.partition(b'width="')[2].partition(b"px")[0])
    assert int.from_bytes(png[16:20], "big") == pytest.approx(2 * width, rel=0.1)
    assert png.endswith(b"IEND\xaeB`\x82")
    assert b"tEXt" not in png
    assert b"iTXt" not in png


@pytest.mark.parametrize("picture_format", ["svg", "png"])
def test_a_refused_text_is_an_error_with_its_message_and_line(engine: LocalEngine, picture_format: str) -> None:
    with pytest.raises(RenderError, match=r"refused line 3 of the diagram's text: Syntax Error\?") as caught:
        engine.draw(REFUSED, picture_format, 60)
    assert caught.value.line == 3


def test_a_png_is_never_cut(engine: LocalEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 pixels are enough for neither size of this diagram, 1,500 for the smaller one."""
    source = many_messages(30)
    monkeypatch.setattr(local, "LARGEST", 500)
    with pytest.raises(RenderError, match=r"save it as \.svg"):
        engine.draw(source, "png", 60)
    monkeypatch.setattr(local, "LARGEST", 1500)
    png = engine.draw(source, "png", 60)
    assert 500 < int.from_bytes(png[20:24], "big") < 1500


def test_a_picture_of_java_s_trouble_is_not_returned(jar: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of memory, PlantUML draws its stack trace and ends as if all were well."""
    monkeypatch.setenv("PLANTUML_JAR", str(jar))
    monkeypatch.setattr(local, "_command", lambda: ["java", "-Xmx48m", "-jar", str(jar)])
    with pytest.raises(RenderError, match=r"too large for Java's memory, or .*; save it as \.svg, or draw less of it"):
        LocalEngine().draw(many_messages(4000), "png", 60)


_OUT_OF_MEMORY = 'echo "java.lang.OutOfMemoryError: Java heap space" >&2'


@posix
def test_a_png_that_is_too_large_for_java_is_drawn_at_half_the_size(pretended, tmp_path: Path) -> None:
    png = LocalEngine().draw(GATHER, "png", 60) if local._program() else pytest.skip("no `plantuml` on PATH")
    (tmp_path / "half.png").write_bytes(png)
    engine = pretended(f'case "$*" in *dpi=192*) {_OUT_OF_MEMORY};; *) cat {tmp_path}/half.png;; esac')
    assert engine.draw(GATHER, "png", 10) == png


@posix
def test_an_svg_that_is_too_large_for_java_is_an_error_that_says_what_to_do(pretended) -> None:
    with pytest.raises(RenderError, match=r"Java has not enough memory; draw less of it: trace\.select\(\) leaves"):
        pretended(_OUT_OF_MEMORY).draw(GATHER, "svg", 10)


@posix
def test_the_time_limit_ends_everything_that_was_started(pretended, tmp_path: Path) -> None:
    engine = pretended(f"(sleep 2; touch {tmp_path}/late) & wait")
    began = time.monotonic()
    with pytest.raises(RenderError, match=r"not ready after 0\.3 s"):
        engine.draw(GATHER, "svg", 0.3)
    assert time.monotonic() - began < 1.5
    time.sleep(2)
    assert not (tmp_path / "late").exists()


@posix
def test_the_program_is_told_what_it_needs_and_nothing_else(pretended, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("CANARY_TOKEN", "x")
    monkeypatch.setenv("_JAVA_OPTIONS", "-Xmx1g")
    engine = pretended(f'env > {tmp_path}/env; echo "$@" > {tmp_path}/arguments; exit 3')
    with pytest.raises(RenderError, match=r"plantuml failed \(exit status 3\): it did not say why"):
        engine.draw(GATHER, "svg", 10)
    environment = dict(line.partition("=")[::2] for line in (tmp_path / "env").read_text().splitlines())
    assert environment["PLANTUML_SECURITY_PROFILE"] == "SANDBOX"
    assert environment["PLANTUML_LIMIT_SIZE"] == "65536"
    ours = {"PLANTUML_SECURITY_PROFILE", "PLANTUML_LIMIT_SIZE"}
    assert set(environment) - ours - {"PWD", "SHLVL", "_", "OLDPWD"} <= set(local._NEEDED)
    assert (tmp_path / "arguments").read_text() == "-pipe -tsvg -charset UTF-8 -nometadata\n"


@posix
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'Exception in thread main' >&2; echo '<svg/>'", r"failed \(exit status 0\): Exception in thread"),
        ("echo 'Cannot find JVM' >&2; exit 1", r"failed \(exit status 1\): Cannot find JVM"),
        ("echo hello", "not an SVG"),
        ("exit 0", "nothing at all"),
    ],
)
def test_what_does_not_end_well_is_an_error(pretended, script: str, message: str) -> None:
    with pytest.raises(RenderError, match=message):
        pretended(script).draw(GATHER, "svg", 10)


def test_a_jar_that_is_not_there_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLANTUML_JAR", str(tmp_path / "no.jar"))
    obstacle = LocalEngine().obstacle("png")
    assert obstacle is not None
    assert obstacle.reason == f"PLANTUML_JAR names {tmp_path / 'no.jar'}, which is not a file"


def test_a_jar_without_java_is_of_no_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    jar = tmp_path / "some.jar"
    jar.touch()
    monkeypatch.setenv("PLANTUML_JAR", str(jar))
    monkeypatch.setenv("PATH", str(tmp_path))
    obstacle = LocalEngine().obstacle("png")
    assert obstacle is not None
    assert "no `java` on PATH" in obstacle.reason


@posix
def test_a_python_program_of_that_name_is_not_plantuml(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The client on PyPI has been installed as a command of that name, and asks a public server."""
    client, real = tmp_path / "client" / "plantuml", tmp_path / "real" / "plantuml"
    for program, interpreter in ((client, sys.executable), (real, "/bin/sh")):
        program.parent.mkdir()
        program.write_text(f"#!{interpreter}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(client.parent), str(real.parent)]))
    assert local._program() == str(real)
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(real.parent))
    assert local._program() is None
    assert shutil.which("plantuml") == str(client)
