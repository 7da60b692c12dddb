"""Rendering reaches no environment variable, no file and no network address.

Canaries stand where hostile texts lead. They sing when the escape is taken out and the engine is one that can reach
them; so their silence means something.
"""

import http.server
import struct
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from corotrace.diagram import CallMessage, Ending, Finish, Interaction, MessageSort, Note, Participant, ReplyMessage
from corotrace.emitters import emit_plantuml, plantuml
from corotrace.errors import RenderError
from corotrace.renderers import embedded, engine_process, local, render
from tests.engines import require_engine

VARIABLE, SECRET = "CANARY_TOKEN", b"canary-in-the-environment"
CONTENT = b"canary-in-a-file"


@dataclass
class Canaries:
    """A variable, a file, a picture and a server that are there to be reached."""

    texts: dict[str, str]
    requests: list[str] = field(default_factory=list)

    def sing(self, svg: bytes = b"") -> set[str]:
        """Which of them the drawing of a picture has reached."""
        signs = {
            "variable": SECRET in svg,
            "file": CONTENT in svg,
            "picture": b"<image" in svg,
            "address": any(path != "/x.png" for path in self.requests),
            "picture's address": "/x.png" in self.requests,
        }
        return {name for name, seen in signs.items() if seen}


@pytest.fixture
def canaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canaries]:
    found = Canaries({})

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.requests.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    monkeypatch.setenv(VARIABLE, SECRET.decode())
    (tmp_path / "canary.txt").write_bytes(b"p1 -> p1 : " + CONTENT)
    (tmp_path / "canary.png").write_bytes(one_pixel())
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        address = f"http://127.0.0.1:{server.server_port}"
        found.texts = {
            "variable": f'%getenv("{VARIABLE}")',
            "file": f"x\n!include {tmp_path}/canary.txt\n",
            "picture": f"<img:{tmp_path}/canary.png>",
            "address": f"x\n!includeurl {address}/x\n",
            "picture's address": f"<img:{address}/x.png>",
        }
        yield found
        server.shutdown()


@pytest.fixture
def unscrubbed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The engines' processes get the variable: nothing but the escape stands between."""
    monkeypatch.setattr(local, "_NEEDED", (*local._NEEDED, VARIABLE))
    monkeypatch.setattr(engine_process, "_NEEDED", (*engine_process._NEEDED, VARIABLE))
    embedded._stop()
    yield
    embedded._stop()


@pytest.fixture(params=["embedded", "program", "jar"])
def engine(request: pytest.FixtureRequest, use_plantuml: Callable[[str], None]) -> str:
    """The engine to draw with; each that runs on this machine."""
    if request.param == "embedded":
        require_engine("embedded", "png")
        return "embedded"
    use_plantuml(request.param)
    return "local"


def one_pixel() -> bytes:
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def everywhere(texts: Iterable[str]) -> str:
    """A diagram with the texts in every place."""
    lifelines = tuple(Participant(number, text, text) for number, text in enumerate(texts))
    elements = tuple(
        element
        for one in lifelines
        for element in (
            CallMessage(MessageSort.SYNCH_CALL, None, one, one.name),
            ReplyMessage(one, lifelines[0], Ending.RAISED, one.name, 1),
            Finish(one, Ending.RETURNED, one.name, 1),
            Note(one.name, one),
            Note(one.name),
        )
    )
    return emit_plantuml(Interaction("".join(texts), lifelines, elements))


def as_a_label(text: str) -> str:
    one = Participant(1, "one")
    return emit_plantuml(Interaction("", (one,), (CallMessage(MessageSort.SYNCH_CALL, None, one, text),)))


@pytest.mark.usefixtures("unscrubbed")
@pytest.mark.parametrize("picture_format", ["svg", "png"])
def test_no_text_reaches_anything(engine: str, canaries: Canaries, picture_format: str) -> None:
    picture = render(everywhere(canaries.texts.values()), picture_format, engine=engine)
    assert not canaries.sing(picture)


@pytest.mark.usefixtures("unscrubbed")
@pytest.mark.parametrize("engine", ["program"], indirect=True)
@pytest.mark.parametrize("name", ["variable", "file", "picture", "address", "picture's address"])
def test_without_the_escape_debian_s_engine_reaches_all_of_it(
    engine: str, canaries: Canaries, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plantuml, "escape", lambda text, **_: text)
    try:
        svg = render(as_a_label(canaries.texts[name]), "svg", engine=engine)
    except RenderError:  # the address answers with nothing that could be drawn
        svg = b""
    assert canaries.sing(svg) == {name}


@pytest.mark.parametrize("engine", ["embedded", "jar"], indirect=True)
def test_the_engines_of_today_reach_nothing_even_without_the_escape(
    engine: str, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plantuml, "escape", lambda text, **_: text)
    for text in canaries.texts.values():
        try:
            svg = render(as_a_label(text), "svg", engine=engine)
        except RenderError:
            svg = b""
        assert not canaries.sing(svg)


def test_the_environment_is_scrubbed_for_every_engine(
    engine: str, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plantuml, "escape", lambda text, **_: text)
    svg = render(as_a_label("x " + canaries.texts["variable"]), "svg", engine=engine)
    assert b">x" in svg
    assert not canaries.sing(svg)
