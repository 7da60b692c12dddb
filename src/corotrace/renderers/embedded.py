"""The engine that comes with ``corotrace[render]``: PlantUML in V8, in a child process kept for many diagrams."""

import atexit
import importlib.metadata
import importlib.util
import json
import math
import os
import sys
import threading
import time

from corotrace.errors import RenderError
from corotrace.renderers import assets, picture
from corotrace.renderers.contract import Obstacle
from corotrace.renderers.engine_process import EngineProcess

INSTALL = 'Install one with: pip install "corotrace[render]"'
REINSTALL = (
    "Install corotrace again from where it came, with npm on PATH; "
    "in its checkout: pip install --force-reinstall --no-deps ."
)
ZOOM = 2.0  # crisp on screens of today
MOST_PIXELS = 100e6  # above it the zoom is lowered: resvg needs 4 bytes a pixel, and a second for 6 million

_PACKAGES = {
    "svg": {"mini-racer": "py_mini_racer"},
    "png": {"mini-racer": "py_mini_racer", "resvg-py": "resvg_py"},
}

_lock = threading.Lock()
_process: EngineProcess | None = None


class EmbeddedEngine:
    """Draws offline, with no program beside Python."""

    def obstacle(self, picture_format: str) -> Obstacle | None:
        """Says which package or file is not there."""
        packages = _PACKAGES[picture_format]
        absent = [name for name, module in packages.items() if importlib.util.find_spec(module) is None]
        if absent:
            return Obstacle(f"not installed: {', '.join(absent)}", INSTALL)
        if not sys.executable or getattr(sys, "frozen", False):
            return Obstacle(
                "it needs a Python interpreter, and this program is frozen",
                "Name a PlantUML of your own: its jar with PLANTUML_JAR, or a server with COROTRACE_PLANTUML_URL",
            )
        if files := assets.missing():
            return Obstacle(
                f"{', '.join(files)} not in {assets.FOLDER}: this corotrace was built where npm could not bring them",
                REINSTALL,
            )
        return None

    def about(self) -> str:
        """Says which PlantUML was built in, and the versions of what runs it."""
        made_from = json.loads((assets.FOLDER / assets.STAMP).read_text(encoding="utf-8"))["packages"]
        plantuml = next((name.rpartition("@")[2] for name in made_from if "plantuml" in name), "?")
        packages = [name for name, module in _PACKAGES["png"].items() if importlib.util.find_spec(module)]
        return ", ".join([f"PlantUML {plantuml}", *(f"{name} {_version(name)}" for name in packages)])

    def draw(self, source: str, picture_format: str, time_limit: float) -> bytes:
        """Draws one diagram; diagrams drawn by several threads wait for each other."""
        with _lock:
            deadline = time.monotonic() + time_limit
            try:
                svg, size, lacking = _draw_svg(source, deadline)
                return svg if picture_format == "svg" else _draw_png(svg, size, lacking, deadline)
            except TimeoutError:
                raise RenderError(
                    f"the picture was not ready after {time_limit:g} s, and its engine was stopped; "
                    "give it more time, or draw less"
                ) from None


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:  # it is there, but was not installed
        return "?"


def _draw_svg(source: str, deadline: float) -> tuple[bytes, tuple[float, float], str]:
    answer, data = _running(deadline).ask({"tool": "svg", "source": source}, deadline - time.monotonic())
    if not data:
        _stop()  # the engine waits for something that never comes, or threw: either way it is not to be trusted
        raise picture.refusal(answer.get("error", ""), None)
    svg, size = picture.clean_svg(data)
    return svg, size, answer["lacking"]


def _draw_png(svg: bytes, size: tuple[float, float], lacking: str, deadline: float) -> bytes:
    width, height = size
    zoom = min(ZOOM, math.sqrt(MOST_PIXELS / (width * height)))
    if zoom < 1:
        raise RenderError(
            f"a PNG of {width:.0f} x {height:.0f} pixels is too large to draw; save it as .svg, or draw less of it: "
            "trace.select() leaves calls out"
        )
    request = {"tool": "png", "svg": svg.decode(), "lacking": lacking, "zoom": zoom}
    _, data = _running(deadline).ask(request, deadline - time.monotonic())
    png, drawn = picture.clean_png(data)
    if any(abs(pixels - side * zoom) > 1 for pixels, side in zip(drawn, size, strict=True)):
        raise RenderError(
            f"the PNG has {drawn[0]} x {drawn[1]} pixels instead of {width * zoom:.0f} x {height * zoom:.0f}; "
            "save it as .svg"
        )
    return png


def _running(deadline: float) -> EngineProcess:
    """The process that draws: the one of the last diagram, or a fresh one. To be called with the lock held."""
    global _process
    if _process is None or not _process.usable:
        _process = EngineProcess()
        _process.start(assets.FOLDER, deadline - time.monotonic())
    return _process


def _stop() -> None:
    if _process is not None:
        _process.close()


def _forget() -> None:
    """In a forked child: the process is the parent's, and the lock may be held by a thread that is not here."""
    global _lock, _process
    _lock = threading.Lock()
    if _process is not None:
        _process.abandon()
        _process = None


atexit.register(_stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
