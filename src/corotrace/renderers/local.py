"""A PlantUML that is installed on this machine: a jar named by ``PLANTUML_JAR``, or the program ``plantuml``."""

import contextlib
import os
import shutil
import signal
import subprocess
import sysconfig
from pathlib import Path

from corotrace.errors import RenderError
from corotrace.renderers import picture
from corotrace.renderers.contract import Obstacle

INSTALL = (
    "Install Java and PlantUML (set PLANTUML_JAR to its jar, or put `plantuml` on PATH), "
    'or have the engine that needs neither: pip install "corotrace[render]"'
)
LARGEST = 65_536  # pixels of a PNG's side; PlantUML cuts what is beyond, without a word
_PATIENCE = 30.0  # seconds that it has to tell its version
_DPI = ("192", "96")  # crisp first, then what fits
# What Java and PlantUML need of the environment; anything else stays with the program.
_NEEDED = (
    *("APPDATA", "HOME", "JAVA_HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT"),
    *("TEMP", "TMP", "TMPDIR", "USERPROFILE", "WINDIR"),
)
_TROUBLE = ("ERROR", "Error", "Exception")  # any of them on standard error, whatever the exit status says


class LocalEngine:
    """Draws with one Java process a picture."""

    def obstacle(self, picture_format: str) -> Obstacle | None:  # noqa: ARG002 - it draws every format
        """Says which program or file is not there."""
        jar = os.environ.get("PLANTUML_JAR")
        if jar and not Path(jar).is_file():
            return Obstacle(f"PLANTUML_JAR names {jar}, which is not a file", INSTALL)
        if jar and shutil.which("java") is None:
            return Obstacle(f"PLANTUML_JAR names {jar}, but there is no `java` on PATH to run it", INSTALL)
        if not jar and _program() is None:
            return Obstacle("PLANTUML_JAR is not set, and there is no `plantuml` on PATH", INSTALL)
        return None

    def about(self) -> str:
        """Says which PlantUML it is, and where."""
        command = _command()
        try:
            said = subprocess.run(  # noqa: S603 - what the user named or installed
                [*command, "-version"], capture_output=True, env=_environment(), timeout=_PATIENCE, check=False
            ).stdout
        except (OSError, subprocess.TimeoutExpired):
            said = b""
        first = said.decode(errors="replace").partition("\n")[0].strip()
        return f"{first or 'a PlantUML that does not tell its version'}, {command[-1]}"

    def draw(self, source: str, picture_format: str, time_limit: float) -> bytes:
        """Draws one diagram; a PNG that would be too large is drawn once more at half the size."""
        if picture_format == "svg":
            return picture.clean_svg(_run(source, ["-tsvg"], time_limit))[0]
        for dpi in _DPI:
            with contextlib.suppress(_OutOfMemoryError):
                png, size = picture.clean_png(_run(source, ["-tpng", f"-Sdpi={dpi}"], time_limit))
                if max(size) < LARGEST:
                    return png
        raise RenderError(
            f"the PNG is too large for Java's memory, or has a side of more than {LARGEST:,} pixels and would be cut; "
            "save it as .svg, or draw less of it: trace.select() leaves calls out"
        )


class _OutOfMemoryError(RenderError):
    """Java has not enough memory for the picture."""


def _run(source: str, options: list[str], time_limit: float) -> bytes:
    """What PlantUML writes for a diagram, once it is sure that it is the diagram."""
    arguments = [*_command(), "-pipe", *options, "-charset", "UTF-8", "-nometadata"]
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(  # noqa: S603 - what the user named or installed
            arguments, stdin=pipe, stdout=pipe, stderr=pipe, env=_environment(), start_new_session=True
        )
    except OSError as failure:
        raise RenderError(f"{arguments[0]} could not be started: {failure}") from failure
    with process:
        try:
            output, said = process.communicate(source.encode(errors="replace"), time_limit)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise RenderError(
                f"PlantUML was not ready after {time_limit:g} s, and was stopped; give it more time, or draw less"
            ) from None
        except BaseException:
            _kill(process)
            raise
    _check(process.returncode, said.decode(errors="replace"), arguments[0])
    return output


def _environment() -> dict[str, str]:
    needed = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return needed | {"PLANTUML_LIMIT_SIZE": str(LARGEST), "PLANTUML_SECURITY_PROFILE": "SANDBOX"}


def _command() -> list[str]:
    jar = os.environ.get("PLANTUML_JAR")
    if jar:
        return [shutil.which("java") or "java", "-Djava.awt.headless=true", "-jar", jar]
    return [_program() or "plantuml"]


def _program() -> str | None:
    """The first ``plantuml`` on PATH that is PlantUML itself."""
    for folder in os.get_exec_path():
        found = shutil.which("plantuml", path=folder)
        if found is not None and not _is_python(Path(found)):
            return found
    return None


def _is_python(program: Path) -> bool:
    """Whether a program is some Python package's command, which would ask a public server."""
    if program.parent == Path(sysconfig.get_path("scripts")):
        return True
    with program.open("rb") as file:
        return b"python" in file.readline(200)


def _check(status: int, said: str, program: str) -> None:
    """Raises what PlantUML said on standard error; a refused text is ``ERROR``, the line from 0, the message."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if "ERROR" in lines[:-2] and lines[lines.index("ERROR") + 1].isdigit():
        place = lines.index("ERROR")
        raise picture.refusal(lines[place + 2], int(lines[place + 1]) + 1)
    if "OutOfMemoryError" in said:
        raise _OutOfMemoryError(
            "the diagram is too large for PlantUML, for which Java has not enough memory; draw less of it: "
            "trace.select() leaves calls out"
        )
    if status != 0 or any(word in said for word in _TROUBLE):
        raise RenderError(f"{program} failed (exit status {status}): {' '.join(lines[:3]) or 'it did not say why'}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a process with all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
