"""A PlantUML server: a real one on this machine, and pretended ones for what a real one does not do."""

import http.server
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator

import pytest

from corotrace.errors import RenderError, UsageError
from corotrace.renderers import server as server_module
from corotrace.renderers.server import ServerEngine
from tests.renderers.conftest import GATHER, REFUSED, many_messages
from tests.renderers.pictures import texts

pytest.importorskip("plantuml", reason="the extra corotrace[server] is not installed", exc_type=ImportError)

DRAWN = (
    b'<svg style="background:#FFFFFF" xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text>drawn</text></svg>'
)
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def pretended() -> Iterator[Callable[[Callable[[str, str, bytes], Answer]], str]]:
    """Starts a server that answers as the test says; gives its address."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def pretend(answer: Callable[[str, str, bytes], Answer]) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, content = answer(self.command, self.path, body)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = _answer  # noqa: N815

            def log_message(self, *args: object) -> None:
                pass

        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, args=(0.05,)).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield pretend
    for server in servers:
        server.shutdown()
        server.server_close()


# ---- a real server -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["", "/", "/svg", "/png/", "/uml"])
def test_the_svg_holds_the_diagram_and_not_its_source(server: str, end: str) -> None:
    svg = ServerEngine(server + end).draw(GATHER.replace("@enduml", "' canary\n@enduml"), "svg", 30)
    drawn = [text.replace("\xa0", " ") for text in texts(svg)]
    assert {"gather", "main", "say_hello('AAA')", "이벤트 루프가 세 코루틴을 번갈아 실행"} <= set(drawn)
    assert b"canary" not in svg
    assert b"plantuml-src" not in svg


def test_the_png_is_whole_and_without_the_source(server: str) -> None:
    png = ServerEngine(server).draw(GATHER, "png", 30)
    assert png.startswith(b"\x89PNG")
    assert png.endswith(b"IEND\xaeB`\x82")
    assert b"plantuml" not in png


@pytest.mark.parametrize("picture_format", ["svg", "png"])
@pytest.mark.parametrize("longest", [8000, 10], ids=["GET", "POST"])
def test_a_refused_text_is_an_error_with_its_message_and_line(
    server: str, picture_format: str, longest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "LONGEST_URL", longest)
    with pytest.raises(RenderError, match=r"refused line 3 of the diagram's text: Syntax Error\?") as caught:
        ServerEngine(server).draw(REFUSED, picture_format, 30)
    assert caught.value.line == 3


def test_a_diagram_too_long_for_a_url_is_posted(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "LONGEST_URL", 300)
    svg = ServerEngine(server).draw(many_messages(300).replace("call 299", "끝"), "svg", 30)
    assert texts(svg)[-1] == "끝"


def test_a_png_that_the_server_cut_is_not_returned(server: str) -> None:
    with pytest.raises(RenderError, match=r"cut the PNG at \d+ x 4096 pixels; save it as \.svg"):
        ServerEngine(server).draw(many_messages(200), "png", 30)


# ---- what a real one does not do -----------------------------------------------------------------------------------


def test_a_long_diagram_goes_as_plain_text_to_a_server_that_takes_it(pretended, monkeypatch) -> None:
    monkeypatch.setattr(server_module, "LONGEST_URL", 10)
    asked = []

    def answer(method: str, path: str, body: bytes) -> Answer:
        asked.append((method, path, body))
        return 200, {}, DRAWN

    assert ServerEngine(pretended(answer) + "/plantuml").draw(GATHER, "svg", 10) == DRAWN
    assert asked == [("POST", "/plantuml/svg/", GATHER.encode())]


def test_a_server_that_takes_no_post_is_said_to_and_what_to_do(pretended, monkeypatch) -> None:
    monkeypatch.setattr(server_module, "LONGEST_URL", 10)
    with pytest.raises(RenderError, match=r"takes no other way \(POST\); draw less, or draw here: pip install"):
        ServerEngine(pretended(lambda *_: (405, {}, b""))).draw(GATHER, "svg", 10)


def test_the_diagram_is_not_sent_on_to_another_server(pretended) -> None:
    asked: list[str] = []
    other = pretended(lambda method, path, body: (asked.append(path), (200, {}, DRAWN))[1])
    url = pretended(lambda method, path, body: (302, {"Location": other + path}, b""))
    with pytest.raises(RenderError, match=f"sends on to {other}/svg/.*; give the address that it sends to"):
        ServerEngine(url).draw(GATHER, "svg", 10)
    assert asked == []


@pytest.mark.parametrize(
    ("width", "height", "headers"),
    [(4096, 7, {}), (100, 16384, {"X-PlantUML-Diagram-Height": "20000"})],
    ids=["older server", "higher limit"],
)
def test_a_png_that_another_server_cut_is_not_returned(pretended, width: int, height: int, headers) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")
    with pytest.raises(RenderError, match=f"cut the PNG at {width} x {height} pixels"):
        ServerEngine(pretended(lambda *_: (200, headers, png))).draw(GATHER, "png", 10)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((404, {}, b"<html/>"), "answered 404 Not Found; is it a PlantUML server, and is the path right"),
        ((500, {}, b""), "answered 500"),
        ((400, {}, b"Bad Request"), "answered 400"),
        ((200, {}, b"<html>hello"), "not an SVG"),
        ((200, {"X-PlantUML-Diagram-Error": "Syntax Error?"}, DRAWN), r"refused the diagram's text: Syntax Error\?"),
        ((200, {}, DRAWN[:-3]), "not an SVG"),
    ],
)
def test_an_answer_that_is_not_the_picture_is_an_error(pretended, answer: Answer, message: str) -> None:
    with pytest.raises(RenderError, match=message):
        ServerEngine(pretended(lambda *_: answer)).draw(GATHER, "svg", 10)


def test_a_server_that_does_not_answer_in_time_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(RenderError, match="did not answer in time"):
            ServerEngine(url).draw(GATHER, "svg", 0.3)


def test_a_server_that_is_not_there_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/plantuml"
    with pytest.raises(RenderError, match=f"{url} could not be asked: .*refused"):
        ServerEngine(url).draw(GATHER, "svg", 5)


# ---- addresses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "plantuml.example",
        "ftp://host/plantuml",
        "file:///etc/passwd",
        "http://",
        "http://me:secret@host/",
        "http://h/?q",
    ],
)
def test_what_is_no_address_of_a_server_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError, match="not the address of a PlantUML server") as caught:
        ServerEngine(url)
    assert "secret" not in str(caught.value)


def test_without_an_address_no_server_is_asked() -> None:
    obstacle = ServerEngine(None).obstacle("svg")
    assert obstacle is not None
    assert "no address was given" in obstacle.reason
