"""The embedded engine: what it draws, and that its process can be trusted."""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from corotrace.errors import RenderError
from corotrace.renderers import assets, embedded, engine_process, render
from corotrace.renderers.embedded import EmbeddedEngine
from tests.renderers.conftest import GATHER, REFUSED, many_messages
from tests.renderers.pictures import SVG, read_png, texts

WHITE = b"\xff\xff\xff"


def _pid() -> int:
    assert embedded._process is not None
    return embedded._process.pid


def _one_box(name: str) -> str:
    return f'@startuml\nhide footbox\nparticipant "{name}" as p1\np1 -> p1\n@enduml\n'


# ---- the picture ---------------------------------------------------------------------------------------------------


def test_the_svg_holds_exactly_the_texts_of_the_diagram(engine: EmbeddedEngine) -> None:
    assert texts(engine.draw(GATHER, "svg", 30)) == [
        "gather",
        "main",
        "say_hello_AAA",
        "asyncio.sleep",
        "main()",
        "say_hello('AAA')",
        "sleep(1)",
        "None ",
        "1.001 s",
        "이벤트 루프가 세 코루틴을 번갈아 실행",
        "끝",
    ]


def test_the_svg_stands_alone(engine: EmbeddedEngine) -> None:
    svg = engine.draw(GATHER, "svg", 30)
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert float(root.get("width", 0)) > 100
    assert float(root.get("height", 0)) > 100
    assert b"<?" not in svg
    assert b"<!--" not in svg
    assert {text.get("font-family") for text in root.iter(f"{SVG}text")} == {
        "Corotrace Gothic, NanumGothic, sans-serif"
    }


@pytest.mark.parametrize("picture_format", ["svg", "png"])
def test_nothing_of_the_source_that_is_not_drawn_is_in_the_picture(engine: EmbeddedEngine, picture_format: str) -> None:
    source = GATHER.replace("@enduml", "' canary-in-a-comment\n@enduml")
    picture = engine.draw(source, picture_format, 30)
    assert b"canary" not in picture
    assert b"startuml" not in picture
    assert b"plantuml-src" not in picture
    assert b"tEXt" not in picture


def test_the_png_is_the_whole_picture_at_twice_its_size_on_white(engine: EmbeddedEngine) -> None:
    root = ElementTree.fromstring(engine.draw(GATHER, "svg", 30))
    bitmap = read_png(engine.draw(GATHER, "png", 30))
    assert (bitmap.width, bitmap.height) == (2 * int(root.get("width", 0)), 2 * int(root.get("height", 0)))
    assert bitmap.pixel(0, 0)[:3] == WHITE
    quarter = bitmap.height // 4
    for top in range(0, bitmap.height - quarter, quarter):
        assert bitmap.inked(0, top, bitmap.width, top + quarter, WHITE), f"nothing is drawn below row {top}"


def test_a_diagram_is_drawn_the_same_every_time(engine: EmbeddedEngine) -> None:
    first = engine.draw(GATHER, "svg", 30)
    engine.draw(many_messages(3), "svg", 30)
    assert engine.draw(GATHER, "svg", 30) == first


@pytest.mark.parametrize(
    "name", ["WWWWWWMMMM", "illlliiii.,", "이벤트 루프 코루틴", "say_hello('AAA')", "**WWWW굵은**"]
)
def test_text_keeps_to_the_middle_of_its_box(engine: EmbeddedEngine, name: str) -> None:
    """Measured on the pixels: a wrong width or height in dom.js shows here."""
    source = _one_box(name)
    root = ElementTree.fromstring(engine.draw(source, "svg", 30))
    box = next(rect for rect in root.iter(f"{SVG}rect") if rect.get("rx"))
    left, top, width, height = (2 * float(box.get(side, 0)) for side in ("x", "y", "width", "height"))
    bitmap = read_png(engine.draw(source, "png", 30))
    fill = bitmap.pixel(round(left + 6), round(top + height / 2))
    ink = bitmap.inked(left + 4, top + 4, left + width - 4, top + height - 4, fill)
    before, after = min(x for x, _ in ink) - left, left + width - max(x for x, _ in ink)
    above, below = min(y for _, y in ink) - top, top + height - max(y for _, y in ink)
    assert min(before, after) >= 10
    assert abs(before - after) <= 6
    assert min(above, below) >= 10
    assert abs(above - below) <= 10  # descenders and quotes pull either way
    beside = bitmap.inked(left + width + 4, top + 4, bitmap.width, top + height - 4, WHITE)
    assert not beside


@pytest.mark.parametrize(("weight", "markup"), [("Regular", "{}"), ("Bold", "<b>{}</b>")])
def test_every_text_says_the_width_that_the_font_gives_it(engine: EmbeddedEngine, weight: str, markup: str) -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    words = "WAVE _ illi 한국어 123 ß½æ"  # the last three differ between the weights
    with ttlib.TTFont(assets.FOLDER / f"CorotraceGothic-{weight}.ttf") as font:
        cmap, metrics, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        expected = sum(metrics[cmap[ord(character)]][0] for character in words) / unit
    svg = engine.draw(f"@startuml\na -> b : {markup.format(words)}\n@enduml\n", "svg", 30)
    text = next(text for text in ElementTree.fromstring(svg).iter(f"{SVG}text") if text.text == words)
    assert float(text.get("textLength", 0)) == pytest.approx(expected * float(text.get("font-size", 0)), abs=0.02)
    assert text.get("lengthAdjust") == "spacing"


def test_a_character_that_no_font_has_is_drawn_as_a_box_and_not_left_out(engine: EmbeddedEngine) -> None:
    source = "@startuml\na -> b : {}\n@enduml\n"
    unassigned = "\U0003fff0"
    svg = engine.draw(source.format(f"xx{unassigned}xx"), "svg", 30)
    text = next(text for text in ElementTree.fromstring(svg).iter(f"{SVG}text") if unassigned in str(text.text))
    left, bottom, width = (2 * float(text.get(name, 0)) for name in ("x", "y", "textLength"))
    bitmap = read_png(engine.draw(source.format(f"xx{unassigned}xx"), "png", 30))
    middle = left + width / 2
    assert bitmap.inked(middle - 12, bottom - 24, middle + 12, bottom, WHITE)


def test_what_xml_cannot_hold_does_not_break_the_svg(engine: EmbeddedEngine) -> None:
    svg = engine.draw("@startuml\na -> b : x\x01y\ud800z\ue001\n@enduml\n", "svg", 30)
    assert any(text.startswith("x") and "z" in text for text in texts(svg))


def test_a_long_diagram_is_not_cropped(engine: EmbeddedEngine) -> None:
    svg = engine.draw(many_messages(400), "svg", 30)
    assert texts(svg)[-1] == "call 399"
    assert float(ElementTree.fromstring(svg).get("height", 0)) > 8192


# ---- sizes ---------------------------------------------------------------------------------------------------------


def test_a_large_png_is_drawn_at_a_lower_zoom(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    root = ElementTree.fromstring(engine.draw(GATHER, "svg", 30))
    pixels = float(root.get("width", 0)) * float(root.get("height", 0))
    monkeypatch.setattr(embedded, "MOST_PIXELS", pixels * 1.5**2)
    bitmap = read_png(engine.draw(GATHER, "png", 30))
    assert bitmap.width == pytest.approx(float(root.get("width", 0)) * 1.5, abs=1)


def test_a_png_that_is_too_large_is_refused_with_the_way_out(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "MOST_PIXELS", 1000)
    with pytest.raises(RenderError, match=r"too large to draw; save it as \.svg"):
        engine.draw(GATHER, "png", 30)
    assert engine.draw(GATHER, "svg", 30)


def test_a_png_of_another_size_than_the_svg_is_not_returned(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = engine_process.EngineProcess.ask

    def ask(self, request, seconds):
        if request.get("tool") == "png":
            request = {**request, "zoom": request["zoom"] / 2}
        return asked(self, request, seconds)

    monkeypatch.setattr(engine_process.EngineProcess, "ask", ask)
    with pytest.raises(RenderError, match="pixels instead of"):
        engine.draw(GATHER, "png", 30)


# ---- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("picture_format", ["svg", "png"])
def test_a_refused_text_is_an_error_with_its_message_and_line(engine: EmbeddedEngine, picture_format: str) -> None:
    with pytest.raises(RenderError, match=r"refused line 3 of the diagram's text: Syntax Error\?") as caught:
        engine.draw(REFUSED, picture_format, 30)
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("!include /etc/passwd\na -> b", "line 2"),
        ("!include <C4/C4>\na -> b", "line 2"),
        ("a -> b : <:smile:>", "the embedded engine has no emoji.js"),
        ("", "Empty description"),
    ],
)
def test_what_the_engine_cannot_draw_is_an_error_and_the_next_diagram_is_drawn(
    engine: EmbeddedEngine, body: str, message: str
) -> None:
    with pytest.raises(RenderError, match=message):
        engine.draw(f"@startuml\n{body}\n@enduml\n", "svg", 30)
    assert "main" in texts(engine.draw(GATHER, "svg", 30))


def test_an_engine_that_gave_no_picture_is_not_asked_again(engine: EmbeddedEngine) -> None:
    engine.draw(GATHER, "svg", 30)
    pid = _pid()
    with pytest.raises(RenderError):
        engine.draw("@startuml\na -> b : <:smile:>\n@enduml\n", "svg", 30)
    engine.draw(GATHER, "svg", 30)
    assert _pid() != pid


def test_an_engine_that_gives_no_answer_is_an_error(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_process.EngineProcess, "ask", lambda self, request, seconds: ({"lacking": ""}, b""))
    with pytest.raises(RenderError, match="it did not say why"):
        engine.draw(GATHER, "svg", 30)


# ---- the process ---------------------------------------------------------------------------------------------------


def test_one_process_draws_many_diagrams(cold: EmbeddedEngine) -> None:
    cold.draw(GATHER, "svg", 30)
    pid = _pid()
    for count in range(1, 20):
        assert texts(cold.draw(many_messages(count), "svg", 30))[-1] == f"call {count - 1}"
    assert _pid() == pid


def test_the_time_limit_ends_the_process_and_the_next_diagram_has_a_new_one(engine: EmbeddedEngine) -> None:
    engine.draw(GATHER, "svg", 30)
    pid = _pid()
    began = time.monotonic()
    with pytest.raises(RenderError, match=r"not ready after 0\.2 s"):
        engine.draw(many_messages(5000), "svg", 0.2)
    assert time.monotonic() - began < 2
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert "main" in texts(engine.draw(GATHER, "svg", 30))
    assert _pid() != pid


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be halted there")
def test_the_time_limit_holds_for_a_process_that_is_halted(engine: EmbeddedEngine) -> None:
    engine.draw(GATHER, "svg", 30)
    os.kill(_pid(), signal.SIGSTOP)
    with pytest.raises(RenderError, match=r"not ready after 0\.3 s"):
        engine.draw(GATHER, "svg", 0.3)
    assert "main" in texts(engine.draw(GATHER, "svg", 30))


def test_the_time_limit_holds_while_the_engine_is_loaded(cold: EmbeddedEngine) -> None:
    with pytest.raises(RenderError, match=r"not ready after 0\.05 s"):
        cold.draw(GATHER, "svg", 0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="it is killed in another way there")
def test_a_process_killed_at_work_is_an_error_and_the_next_diagram_has_a_new_one(engine: EmbeddedEngine) -> None:
    engine.draw(GATHER, "svg", 30)
    pid = _pid()
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(RenderError, match="process died at work"):
        engine.draw(many_messages(5000), "svg", 30)
    assert "main" in texts(engine.draw(GATHER, "svg", 30))
    assert _pid() != pid


def test_a_broken_engine_file_is_an_error_that_says_what_is_wrong(
    cold: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in assets.NAMES:
        (tmp_path / name).write_bytes((assets.FOLDER / name).read_bytes())
    (tmp_path / "plantuml.js").write_text("// nothing", encoding="utf-8")
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    with pytest.raises(RenderError, match="does not export renderToString"):
        cold.draw(GATHER, "svg", 30)


def test_an_engine_that_runs_out_of_memory_says_so_in_a_sentence(
    cold: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A thousand lifelines side by side do it, in half a minute; this does it at once."""
    for name in assets.NAMES:
        (tmp_path / name).write_bytes((assets.FOLDER / name).read_bytes())
    greedy = "const kept=[];function a(){for(;;)kept.push(new Array(1e6).fill(kept.length))}"
    (tmp_path / "plantuml.js").write_text(f"{greedy}export{{a as render,a as renderToString}};", encoding="utf-8")
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    with pytest.raises(RenderError) as caught:
        cold.draw(GATHER, "svg", 60)
    assert str(caught.value) == (
        "the diagram is too large for the embedded engine, which ran out of memory; draw less of it: trace.select() "
        "leaves calls out, and trace.save() draws pages"
    )


def test_threads_draw_one_after_the_other(engine: EmbeddedEngine) -> None:
    drawn: dict[int, str] = {}

    def draw(count: int) -> None:
        drawn[count] = texts(engine.draw(many_messages(count), "svg", 60))[-1]

    threads = [threading.Thread(target=draw, args=(count,)) for count in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == {count: f"call {count - 1}" for count in range(1, 9)}


def test_no_thread_stays_behind(engine: EmbeddedEngine) -> None:
    engine.draw(GATHER, "svg", 30)
    assert not [thread for thread in threading.enumerate() if "_talk" in thread.name]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_nothing_of_the_environment_reaches_the_process(cold: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY_TOKEN", "canary-value")
    cold.draw(GATHER, "svg", 30)
    environment = Path(f"/proc/{_pid()}/environ").read_bytes()
    assert b"anary" not in environment
    assert {name.split(b"=")[0].decode() for name in environment.split(b"\0") if name} <= set(engine_process._NEEDED)


def test_a_program_ends_without_noise_and_its_process_with_it(engine: EmbeddedEngine, run_python) -> None:
    pid = run_python(
        "from corotrace.renderers import embedded, render\n"
        f"render({GATHER!r}, 'svg', engine='embedded')\n"
        "print(embedded._process.pid)"
    )
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


def test_a_picture_can_be_drawn_while_the_interpreter_ends(engine: EmbeddedEngine, run_python) -> None:
    printed = run_python(
        "import atexit\n"
        "from corotrace.renderers import render\n"
        f"atexit.register(lambda: print(len(render({GATHER!r}, 'svg', engine='embedded'))))"
    )
    assert int(printed) == len(engine.draw(GATHER, "svg", 30))


def test_the_time_limit_holds_while_the_interpreter_ends(engine: EmbeddedEngine, run_python) -> None:
    printed = run_python(
        "import atexit\n"
        "from corotrace.renderers import render\n"
        "@atexit.register\n"
        "def late():\n"
        "    try:\n"
        f"        render({many_messages(5000)!r}, 'svg', engine='embedded', time_limit=1.5)\n"
        "    except Exception as failure:\n"
        "        print(failure)\n"
    )
    assert printed.startswith("the picture was not ready after 1.5 s")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_has_a_process_of_its_own(engine: EmbeddedEngine, run_python) -> None:
    printed = run_python(
        "import os, sys\n"
        "from corotrace.renderers import embedded, render\n"
        f"source = {GATHER!r}\n"
        "draw = lambda: (render(source, 'svg', engine='embedded'), embedded._process.pid)\n"
        "picture, pid = draw()\n"
        "if os.fork() == 0:\n"
        "    theirs, their_pid = draw()\n"
        "    print(theirs == picture, their_pid != pid, flush=True)\n"
        "    sys.exit()\n"
        "os.wait()\n"
        "print(draw() == (picture, pid))"
    )
    assert printed == "True True\nTrue\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way there")
def test_control_c_is_for_the_program_and_not_for_its_process(engine: EmbeddedEngine) -> None:
    engine.draw(GATHER, "svg", 30)
    pid = _pid()
    os.kill(pid, signal.SIGINT)
    engine.draw(GATHER, "svg", 30)
    assert _pid() == pid


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way there")
def test_an_interrupted_program_does_not_take_a_late_reply_for_the_next(engine: EmbeddedEngine, run_python) -> None:
    printed = run_python(
        "import os, signal, threading\n"
        "from corotrace.renderers import render\n"
        f"first = render({GATHER!r}, 'svg', engine='embedded')\n"
        "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        f"    render({many_messages(3000)!r}, 'svg', engine='embedded')\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
        f"print(render({GATHER!r}, 'svg', engine='embedded') == first)"
    )
    assert printed == "interrupted\nTrue\n"


def test_the_user_s_modules_do_not_get_in_the_way(engine: EmbeddedEngine, run_python, tmp_path: Path) -> None:
    """A program's folder is on its path, and may hold anything."""
    (tmp_path / "asyncio.py").write_text("raise RuntimeError('the user\\'s own asyncio was imported')")
    printed = run_python(
        f"import sys\nimport asyncio\nsys.path.insert(0, {str(tmp_path)!r})\n"
        "from corotrace.renderers import render\n"
        f"print(len(render({GATHER!r}, 'svg', engine='embedded')) > 0)"
    )
    assert printed == "True\n"


def test_render_leads_here(engine: EmbeddedEngine) -> None:
    assert render(GATHER, "svg", engine="embedded") == engine.draw(GATHER, "svg", 30)
