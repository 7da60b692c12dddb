"""The files that the embedded engine draws with; the build hook (``hatch_build.py``) puts them here."""

from pathlib import Path

FOLDER = Path(__file__).with_name("engine")
NAMES = ("plantuml.js", "CorotraceGothic-Regular.ttf", "CorotraceGothic-Bold.ttf", "advances.json")
#: What these were made from; written by the build hook.
STAMP = "made-from.json"


def missing() -> list[str]:
    """The names of the files that are not there."""
    return [name for name in NAMES if not (FOLDER / name).is_file()]
