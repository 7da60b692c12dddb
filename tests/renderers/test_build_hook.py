"""The build hook: what it brings, and what it does where it cannot."""

import base64
import hashlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from corotrace.renderers import assets

HOOK = Path(__file__).parents[2] / "hatch_build.py"

pytest.importorskip("hatchling", reason="hatchling is not installed")
pytest.importorskip("fontTools", reason="fonttools is not installed")


@pytest.fixture
def hook() -> ModuleType:
    if not HOOK.is_file():
        pytest.skip("the tests are not in a checkout")
    spec = importlib.util.spec_from_file_location("hatch_build", HOOK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Screen:
    def __init__(self) -> None:
        self.warnings: list[str] = []

    def display_warning(self, message: str) -> None:
        self.warnings.append(message)


def _build(hook: ModuleType, root: Path) -> list[str]:
    """Runs the hook as hatchling does; gives its warnings."""
    screen: Any = Screen()
    hook.EngineHook(str(root), {}, None, None, str(root), "wheel", screen).initialize("standard", {})
    return screen.warnings


@pytest.fixture
def npm(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Puts packages made here in the place of npm's; gives what is asked of npm, one line a call."""
    if assets.missing():
        pytest.skip("the engine's files are not here to make packages of")
    content = {
        "plantuml.js": b"script",
        "LICENSE": b"MIT",
        "LICENSE_FONT": b"OFL",
        **{
            member: (assets.FOLDER / f"CorotraceGothic-{weight}.ttf").read_bytes()
            for weight, member in hook.WEIGHTS.items()
        },
    }
    asked: list[str] = []

    def run(command: list[str], cwd: Path, **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(" ".join(command[1:]))
        (package,) = (package for package in hook.PACKAGES if package.name == command[-1])
        (cwd / "p.tgz").write_bytes(_tarball({member: content[member] for member in package.files.values()}))
        return subprocess.CompletedProcess(command, 0, json.dumps([{"filename": "p.tgz"}]), "")

    pinned = tuple(
        package._replace(integrity=_integrity({member: content[member] for member in package.files.values()}))
        for package in hook.PACKAGES
    )
    monkeypatch.setattr(hook, "PACKAGES", pinned)
    monkeypatch.setattr(hook.shutil, "which", lambda name: name)
    monkeypatch.setattr(hook.subprocess, "run", run)
    return asked


def _tarball(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def _integrity(files: dict[str, bytes]) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(_tarball(files)).digest()).decode()


def test_it_brings_what_the_engine_needs(hook: ModuleType, npm: list[str], tmp_path: Path) -> None:
    assert _build(hook, tmp_path) == []
    folder = tmp_path / hook.FOLDER
    assert {path.name for path in folder.iterdir()} == {
        *assets.NAMES,
        "LICENSE-plantuml.txt",
        "LICENSE-NanumGothic.txt",
        "made-from.json",
    }
    assert [path.name for path in folder.parent.iterdir()] == ["engine"]
    assert npm == [f"pack --ignore-scripts --json {package.name}" for package in hook.PACKAGES]
    assert (folder / "advances.json").read_text() == (assets.FOLDER / "advances.json").read_text()


def test_what_is_there_is_not_brought_again(hook: ModuleType, npm: list[str], tmp_path: Path) -> None:
    _build(hook, tmp_path)
    npm.clear()
    _build(hook, tmp_path)
    assert npm == []


def test_what_was_changed_is_brought_again(hook: ModuleType, npm: list[str], tmp_path: Path) -> None:
    _build(hook, tmp_path)
    script = tmp_path / hook.FOLDER / "plantuml.js"
    script.write_bytes(b"half of i")
    _build(hook, tmp_path)
    assert script.read_bytes() == b"script"


def test_another_package_than_the_pinned_one_is_an_error_and_nothing_is_left(
    hook: ModuleType, npm: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = hook.PACKAGES
    monkeypatch.setattr(hook, "PACKAGES", (first, last._replace(integrity="sha512-other")))
    with pytest.raises(
        hook.WrongChecksumError, match=r"nanum-gothic@0\.4\.0: expected sha512-other, npm brought sha512-"
    ):
        _build(hook, tmp_path)
    assert list((tmp_path / hook.FOLDER).parent.iterdir()) == []


def test_without_npm_the_build_goes_on_and_warns(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (warning,) = _build(hook, tmp_path)
    assert "built without its drawing engine: there is no npm on PATH" in warning
    assert "build it again with npm on PATH" in warning
    assert not (tmp_path / hook.FOLDER).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="uses a shell script")
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'npm error code ENOTFOUND' >&2; exit 1", "npm error code ENOTFOUND"),
        ("echo nonsense", "Expecting value"),
        ("echo '[]'", "list index out of range"),
        ("""echo '[{"filename": "none.tgz"}]'""", "No such file"),
    ],
)
def test_where_npm_fails_the_build_goes_on_and_warns(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(npm.parent), "/bin", "/usr/bin"]))
    (warning,) = _build(hook, tmp_path)
    assert "npm could not bring @plantuml/core@1.2026.8" in warning
    assert reason in warning


def test_the_pinned_packages_are_named_with_a_version_and_a_strong_checksum(hook: ModuleType) -> None:
    for package in hook.PACKAGES:
        assert package.name.rpartition("@")[2].count(".") == 2
        assert len(base64.b64decode(package.integrity.removeprefix("sha512-"))) == 64
