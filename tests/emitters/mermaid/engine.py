"""Brings Mermaid from npm into pytest's cache, and lets it read and draw."""

import base64
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.from_npm import bring_file, install

#: Today's, and the oldest one whose syntax is written: viewers lag behind.
VERSIONS = ("12.3.0", "10.9.8")
HERE = Path(__file__).parent
_JSDOM = "jsdom@24.1.3"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Mermaid:
    """One version of Mermaid.

    Args:
        cache: where what comes from npm is kept.
        version: which one.
    """

    cache: Path
    version: str

    def read(self, sources: Sequence[str]) -> list[dict[str, Any]]:
        """What Mermaid's parser makes of some texts: title, actors and messages, or an error."""
        if shutil.which("node") is None:
            pytest.skip("no node on PATH")
        jsdom = install(_JSDOM, self.cache / "jsdom")
        done = subprocess.run(
            ["node", str(HERE / "read.js"), str(self.bundle()), str(jsdom)],
            input=json.dumps(sources), capture_output=True, encoding="utf-8", timeout=300, check=True,
        )  # fmt: skip
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    def draw(self, sources: Sequence[str]) -> list[dict[str, Any]]:
        """What is in the pictures of some texts, or an error."""
        browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
        if browser is None:
            pytest.skip(f"no browser to draw Mermaid's pictures: none of {', '.join(_BROWSERS)} on PATH")
        texts = json.dumps(list(sources)).replace("<", "\\u003c")
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, "page.html")
            page.write_text(
                f'<!DOCTYPE html><meta charset="utf-8"><body><script src="{self.bundle().as_uri()}"></script>'
                f'<script src="{(HERE / "draw.js").as_uri()}"></script><script>draw({texts})</script>',
                encoding="utf-8",
            )
            command = [
                browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                f"--user-data-dir={folder}/profile", "--host-resolver-rules=MAP * ~NOTFOUND",
                "--virtual-time-budget=600000", "--dump-dom", page.as_uri(),
            ]  # fmt: skip
            done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
        answer = re.search("DRAWN:(.*):END", done.stdout)
        assert answer, f"the browser drew nothing: {done.stderr[-1000:]}"
        found: list[dict[str, Any]] = json.loads(base64.b64decode(answer[1]))
        return found

    def bundle(self) -> Path:
        """Mermaid as one script."""
        path = self.cache / f"mermaid-{self.version}.js"
        return bring_file(f"mermaid@{self.version}", "dist/mermaid.min.js", path)
