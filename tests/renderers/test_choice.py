"""Which engine draws, and what is said where none can."""

import importlib.util
import sys
from pathlib import Path

import pytest

from corotrace.errors import RendererNotFoundError, RenderError, UsageError
from corotrace.renderers import FORMATS, assets, choice, render
from corotrace.renderers.contract import Obstacle
from corotrace.renderers.embedded import EmbeddedEngine
from corotrace.renderers.local import LocalEngine
from corotrace.renderers.server import ServerEngine
from tests.renderers.conftest import GATHER

URL = "http://127.0.0.1:9/plantuml"


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch):
    """Says which engines are there; the server's needs an address, too."""
    monkeypatch.delenv("COROTRACE_PLANTUML_URL", raising=False)

    def say(*names: str) -> None:
        for name, engine in (("embedded", EmbeddedEngine), ("local", LocalEngine)):
            answer = None if name in names else Obstacle(f"no {name} here", f"Install {name}")
            monkeypatch.setattr(engine, "obstacle", lambda self, picture_format, answer=answer: answer)

    return say


@pytest.mark.parametrize(
    ("names", "variable", "expected"),
    [
        (("embedded", "local"), URL, EmbeddedEngine),
        (("local",), URL, LocalEngine),
        ((), URL, ServerEngine),
    ],
)
def test_the_first_that_is_there_is_taken(there, monkeypatch, names, variable, expected) -> None:
    there(*names)
    monkeypatch.setenv("COROTRACE_PLANTUML_URL", variable)
    assert type(choice.choose("svg", None, None)) is expected


def test_a_server_that_is_given_is_asked_although_others_are_there(there) -> None:
    there("embedded", "local")
    assert type(choice.choose("svg", None, URL)) is ServerEngine


def test_the_one_that_is_asked_for_is_taken(there) -> None:
    there("embedded", "local")
    assert type(choice.choose("svg", "local", None)) is LocalEngine


def test_without_any_the_error_names_each_and_one_cure(there) -> None:
    there()
    with pytest.raises(RendererNotFoundError) as caught:
        render(GATHER, "svg")
    assert str(caught.value) == (
        "no engine is there to draw a .svg:\n"
        "  embedded: no embedded here\n"
        "  local: no local here\n"
        "  server: no address was given (server=..., or COROTRACE_PLANTUML_URL), and none is assumed\n"
        "Install embedded"
    )


def test_where_one_is_asked_for_only_its_own_trouble_is_told(there) -> None:
    there("embedded")
    with pytest.raises(RendererNotFoundError, match=r"\.svg:\n  local: no local here\nInstall local$"):
        render(GATHER, "svg", engine="local")
    with pytest.raises(RendererNotFoundError, match=r"\.svg:\n  server: no address was given"):
        render(GATHER, "svg", engine="server")


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no such engine: 'jar'; there are embedded, local, server"):
        render(GATHER, "svg", engine="jar")


def test_a_server_for_an_engine_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="engine='local' does not ask a server"):
        render(GATHER, "svg", engine="local", server=URL)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    assert FORMATS == ("png", "svg")
    with pytest.raises(UsageError, match="no such picture format: 'pdf'; there are png, svg"):
        render(GATHER, "pdf")


@pytest.mark.parametrize("source", ["", "a -> b", "@startuml\na -> b\n", "\n@startuml\n@enduml", "@startumlx\n@enduml"])
def test_what_is_not_a_whole_diagram_is_refused_before_any_engine(source: str) -> None:
    with pytest.raises(RenderError, match="its first line must be @startuml, and its last @enduml"):
        render(source, "svg")


def test_several_diagrams_in_one_text_are_refused_for_only_one_would_be_drawn() -> None:
    one = "@startuml\na -> b\n@enduml\n"
    with pytest.raises(RenderError, match="the text has 2 diagrams, of which one alone would be drawn; draw one after"):
        render(f"{one}\n{one}", "svg")


def test_the_packages_that_are_not_installed_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    engines = [EmbeddedEngine().obstacle("png"), EmbeddedEngine().obstacle("svg"), ServerEngine(URL).obstacle("png")]
    assert engines == [
        Obstacle("not installed: mini-racer, resvg-py", 'Install one with: pip install "corotrace[render]"'),
        Obstacle("not installed: mini-racer", 'Install one with: pip install "corotrace[render]"'),
        Obstacle("not installed: plantuml, httplib2, six", 'Install its client with: pip install "corotrace[server]"'),
    ]


def test_engine_files_that_a_build_could_not_bring_are_named_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    obstacle = EmbeddedEngine().obstacle("svg")
    assert obstacle is not None
    assert obstacle.reason.startswith("plantuml.js, CorotraceGothic-Regular.ttf, ")
    assert "npm could not bring them" in obstacle.reason
    assert obstacle.cure.endswith("pip install --force-reinstall --no-deps .")


def test_a_frozen_program_does_not_start_itself_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    obstacle = EmbeddedEngine().obstacle("svg")
    assert obstacle is not None
    assert "frozen" in obstacle.reason


def test_the_room_needs_no_optional_package_to_be_imported(run_python) -> None:
    printed = run_python(
        "import sys\nimport corotrace.renderers\n"
        "print({'py_mini_racer', 'resvg_py', 'plantuml', 'httplib2', 'six'} & set(sys.modules))"
    )
    assert printed == "set()\n"
