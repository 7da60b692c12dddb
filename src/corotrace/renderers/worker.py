"""The process that holds the engine: a script, started by ``engine_process``, that imports nothing of corotrace.

It reads requests from standard input, one JSON object a line, and answers each with two lengths (4 bytes each, big
end first), a JSON object and bytes. The first request is the handshake: where Python's packages and the engine's
files are. It ends when its input ends, so it never outlives the program that started it, and when a request has had
its seconds.
"""

import faulthandler
import json
import os
import pathlib
import re
import signal
import struct
import sys
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

Reply = tuple[dict[str, Any], bytes]

LAST_RESORT = "□"  # stands for a character that no font of this machine has
_CELL = 40  # pixels of height for one character on the sheet of `_undrawable`


class Engine:
    """PlantUML in V8, and resvg.

    Args:
        folder: where the engine's files are.
    """

    def __init__(self, folder: pathlib.Path) -> None:
        from py_mini_racer import MiniRacer

        self._fonts = [str(folder / f"CorotraceGothic-{weight}.ttf") for weight in ("Regular", "Bold")]
        self._drawable: dict[str, bool] = {}
        self._v8 = MiniRacer()
        self._v8.eval(pathlib.Path(__file__).with_name("dom.js").read_text(encoding="utf-8"))
        self._v8.eval(f"corotrace.setAdvances({(folder / 'advances.json').read_text(encoding='utf-8')})")
        # A module cannot be evaluated here: hand what it exports to the global object instead.
        script, exports = re.subn(
            r"export\{(\w+) as render,(\w+) as renderToString\};\s*$",
            r"globalThis.plantuml={render:\1,renderToString:\2};",
            (folder / "plantuml.js").read_text(encoding="utf-8"),
        )
        if exports != 1:
            raise ValueError("plantuml.js does not export renderToString where it is expected")
        self._v8.eval(script)

    def svg(self, request: dict[str, Any]) -> Reply:
        """Draws a diagram; what the engine refuses comes back as a picture of the error, or as ``error``."""
        answer = json.loads(str(self._v8.eval(f"corotrace.draw({json.dumps(request['source'])})")))
        svg = answer.pop("svg", "")
        return answer, svg.encode()

    def png(self, request: dict[str, Any]) -> Reply:
        """Turns an SVG into a PNG; the system's fonts are looked at only for what our own font lacks."""
        svg: str = request["svg"]
        if request["lacking"]:
            undrawable = self._undrawable(request["lacking"])
            svg = svg.translate(dict.fromkeys(map(ord, undrawable), LAST_RESORT))
        return {}, self._rasterise(svg, bool(request["lacking"]), request["zoom"], "white")

    def _rasterise(self, svg: str, system_fonts: bool, zoom: float, background: str | None) -> bytes:
        import resvg_py

        picture = resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            background=background,
            font_files=self._fonts,
            skip_system_fonts=not system_fonts,
        )
        return bytes(picture)

    def _undrawable(self, characters: str) -> list[str]:
        """Which characters no font has: resvg leaves them out in silence, so each is drawn once and looked at."""
        unknown = [character for character in characters if character not in self._drawable]
        if unknown:
            sheet = self._rasterise(_sheet(unknown), True, 1, None)
            self._drawable.update(zip(unknown, _inked_cells(sheet, len(unknown)), strict=True))
        return [character for character in characters if not self._drawable[character]]


def _sheet(characters: list[str]) -> str:
    """An SVG with one character below the other, each in the middle of its cell."""
    texts = "".join(
        f'<text x="5" y="{_CELL * place + 26}" font-size="16" font-family="Corotrace Gothic">&#{ord(character)};</text>'
        for place, character in enumerate(characters)
    )
    height = _CELL * len(characters)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="{height}">{texts}</svg>'


def _inked_cells(png: bytes, count: int) -> list[bool]:
    """Says for each cell of a transparent sheet whether anything was drawn there.

    Below an empty row an empty row is all zeros, whatever filter the PNG uses for it; a row with ink is not.
    """
    chunks, place = b"", 8
    while place < len(png):
        size, kind = struct.unpack(">I4s", png[place : place + 8])
        chunks += png[place + 8 : place + 8 + size] if kind == b"IDAT" else b""
        place += size + 12
    pixels = zlib.decompress(chunks)
    row = len(pixels) // (_CELL * count)
    inked = [any(pixels[start + 1 : start + row]) for start in range(0, len(pixels), row)]
    # the first rows of a cell are the margin: they still differ from what hangs over from the cell above
    return [any(inked[_CELL * cell + 4 : _CELL * (cell + 1)]) for cell in range(count)]


def _send(replies: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    words = json.dumps(header).encode()
    replies.write(struct.pack(">II", len(words), len(body)) + words + body)
    replies.flush()


def main() -> None:
    """Answers requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program; it decides when this one ends
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever an engine prints must not get between the replies
    tools: dict[str, Callable[[dict[str, Any]], Reply]] = {}
    header: dict[str, Any]
    for line in sys.stdin.buffer:
        request = json.loads(line)
        # V8 and resvg cannot be interrupted; this ends the process from outside of Python.
        faulthandler.dump_traceback_later(max(request["seconds"], 0.001), exit=True)
        try:
            if not tools:
                tools = _load(request)
                header, body = {}, b""
            else:
                header, body = tools[request["tool"]](request)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the program that asked must hear of it
            # A V8 that has failed may be of no more use: say so and end, a fresh process draws the next diagram.
            _send(replies, {"failed": f"{type(failure).__name__}: {failure}"})
            return
        faulthandler.cancel_dump_traceback_later()
        _send(replies, header, body)


def _load(hello: dict[str, Any]) -> dict[str, Callable[[dict[str, Any]], Reply]]:
    """Answers the handshake: the tools that can be asked for."""
    sys.path.extend(path for path in hello["path"] if path not in sys.path)
    engine = Engine(pathlib.Path(hello["folder"]))
    return {"svg": engine.svg, "png": engine.png}


if __name__ == "__main__":
    main()
