"""A recording that could not be drawn is not lost."""

import itertools
import shutil
from pathlib import Path


def rescued(spool: Path, target: str) -> Path:
    """Copy a recording into the working directory, under the name of the program.

    Args:
        spool: the file of the recording.
        target: what was run.

    Returns:
        The copy, a new file.
    """
    stem = Path(target).stem or "trace"
    names = itertools.chain((stem,), (f"{stem}-{number}" for number in itertools.count(2)))
    kept = next(path for name in names if not (path := Path(f"{name}.jsonl")).exists())
    shutil.copyfile(spool, kept)
    return kept
