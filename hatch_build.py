"""Brings what the embedded engine draws with, when a wheel is built: PlantUML and a font from npm, and its widths.

Where npm is not there or fails, the wheel is built without them, and drawing says how to add them.
"""

import base64
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("src/corotrace/renderers/engine")
# The font goes by a name of its own, so that a NanumGothic that is installed on the machine, maybe another version,
# is not taken for it (and its licence wants another name for what is not the original).
FAMILY = "Corotrace Gothic"
WEIGHTS = {"Regular": "400Regular/NanumGothic_400Regular.ttf", "Bold": "700Bold/NanumGothic_700Bold.ttf"}
ADVANCES = "advances.json"
STAMP = "made-from.json"  # what the folder was filled from and by, and the checksums of what is in it


class Package(NamedTuple):
    """An npm package, pinned: its name and version, the checksum that npm knows it by, and what is wanted of it."""

    name: str
    integrity: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "@plantuml/core@1.2026.8",
        "sha512-md2wGuaIJnAq1yKkedSpQE68cLsvZvctwzWHkDAnC3DTVLe/MSd/2vr4ETwr6jtc1av8cdxCohFuW4VGejMHyw==",
        {"plantuml.js": "plantuml.js", "LICENSE-plantuml.txt": "LICENSE"},
    ),
    Package(
        "@expo-google-fonts/nanum-gothic@0.4.0",
        "sha512-BQls1DxrlrE0dn+lt9lbKOOBd44E3SmQNza6yHFcKVDl4L5/ecVwRcc6betnM00NkObHB99yqnc2aXbkQd31ww==",
        {**{f"{weight}.ttf": member for weight, member in WEIGHTS.items()}, "LICENSE-NanumGothic.txt": "LICENSE_FONT"},
    ),
)


class CannotBringError(Exception):
    """npm is not there, or could not bring a package."""


class WrongChecksumError(Exception):
    """A package is not the one that was pinned."""


class EngineHook(BuildHookInterface[Any]):
    """Fills the engine's folder before hatchling collects the files of a wheel, standard or editable."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Called by hatchling.

        Raises:
            WrongChecksumError: npm brought something else than what was pinned.
        """
        folder = Path(self.root) / FOLDER
        try:
            bring(folder)
        except CannotBringError as failure:
            self.app.display_warning(
                f"corotrace is built without its drawing engine: {failure}. Text output is not affected. To draw "
                "pictures with corotrace[render], build it again with npm on PATH and its registry in reach, or "
                "have a PlantUML of your own."
            )


def bring(folder: Path) -> None:
    """Fills the folder, unless the right files are there.

    Args:
        folder: where the engine's files belong.

    Raises:
        CannotBringError: npm is not there, or could not bring a package.
        WrongChecksumError: a package is not the one that was pinned.
    """
    if _is_filled(folder):
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Filled beside its place and moved there as a whole: a build that is stopped leaves no half of it behind.
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="engine-") as scratch:
        fresh = Path(scratch) / "engine"
        fresh.mkdir()
        for package in PACKAGES:
            _unpack(_packed(package, Path(scratch)), package, fresh)
        advances = {weight.lower(): _prepare_font(fresh, weight) for weight in WEIGHTS}
        (fresh / ADVANCES).write_text(json.dumps(advances, separators=(",", ":")), encoding="utf-8")
        (fresh / STAMP).write_text(json.dumps(_stamp(fresh), indent=1), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)


def _is_filled(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / STAMP).read_text(encoding="utf-8")) == _stamp(folder))
    except (OSError, ValueError):
        return False


def _stamp(folder: Path) -> dict[str, Any]:
    files = sorted(path for path in folder.iterdir() if path.name != STAMP)
    return {
        "packages": [package.name for package in PACKAGES],
        "hook": _sha256(Path(__file__)),
        "files": {path.name: _sha256(path) for path in files},
    }


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _packed(package: Package, scratch: Path) -> bytes:
    """The package as npm brings it, from wherever the user's npm is told to take it."""
    npm = shutil.which("npm")
    if npm is None:
        raise CannotBringError("there is no npm on PATH")
    try:
        done = subprocess.run(
            [npm, "pack", "--ignore-scripts", "--json", package.name],
            cwd=scratch,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=True,
        )
        tarball = scratch / Path(json.loads(done.stdout)[0]["filename"]).name
        data = tarball.read_bytes()
    except subprocess.CalledProcessError as failure:
        words = next((line for line in failure.stderr.splitlines() if "error" in line.lower()), "it did not say why")
        raise CannotBringError(f"npm could not bring {package.name} ({words})") from failure
    except (OSError, ValueError, LookupError, subprocess.TimeoutExpired) as failure:
        raise CannotBringError(f"npm could not bring {package.name} ({failure})") from failure
    found = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != package.integrity:
        raise WrongChecksumError(f"{package.name}: expected {package.integrity}, npm brought {found}")
    return data


def _unpack(data: bytes, package: Package, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for name, member in package.files.items():
            content = archive.extractfile(f"package/{member}")
            assert content is not None
            (folder / name).write_bytes(content.read())


def _prepare_font(folder: Path, weight: str) -> list[list[int]]:
    """Gives a font our name, and says how wide its characters are, so that text is measured as it will be drawn.

    Args:
        folder: where the font is.
        weight: the font's name without its suffix, and its style.

    Returns:
        Runs of characters that are equally wide: the first code point, how many, and their width in 1/1000 em.
    """
    from fontTools.ttLib import TTFont

    runs: list[list[int]] = []
    with TTFont(folder / f"{weight}.ttf", recalcTimestamp=False) as font:
        unit, metrics, names = font["head"].unitsPerEm, font["hmtx"], font["name"]
        for code, glyph in sorted(font.getBestCmap().items()):
            width = round(metrics[glyph][0] * 1000 / unit)
            if runs and runs[-1][0] + runs[-1][1] == code and runs[-1][2] == width:
                runs[-1][1] += 1
            else:
                runs.append([code, 1, width])
        names.names = [record for record in names.names if record.nameID in (0, 13, 14)]  # rights and licence
        for identity, name in {1: FAMILY, 2: weight, 4: f"{FAMILY} {weight}", 6: f"CorotraceGothic-{weight}"}.items():
            names.setName(name, identity, 3, 1, 0x409)
        font.save(folder / f"CorotraceGothic-{weight}.ttf")
    (folder / f"{weight}.ttf").unlink()
    return runs
