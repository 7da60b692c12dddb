"""Traces of programs that have been run already, for as long as none of their files changes."""

import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from corotrace._version import __version__
from corotrace.files import write_whole
from corotrace.integrations.sphinx.program import Finished, Program


class Cache:
    """A directory of traces; several processes may use it at once.

    Each program has a note that names the files which the program consisted of, with a digest of each, and the trace,
    whose name is a digest of its content: a note is never there before the trace that it names.

    Args:
        folder: where they are kept; made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, program: Program) -> Finished | None:
        """What a program left behind, if it would do the same now.

        Args:
            program: what would be run.

        Returns:
            What came of it, or None where it was never run, or one of its files has changed.
        """
        try:
            note = json.loads(self._note(program).read_text(encoding="utf-8"))
            if all(_digest(Path(path).read_bytes()) == digest for path, digest in note["files"].items()):
                trace = (self._folder / note["trace"]).read_bytes()
                return Finished(trace, note["source"], tuple(note["files"]))
        except (OSError, ValueError):
            pass  # it was not there, or one of its files is not there any more
        return None

    def keep(self, program: Program, finished: Finished) -> None:
        """Remember what a program left behind.

        Args:
            program: what was run.
            finished: what came of it.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        trace = f"{_digest(finished.trace)}.jsonl"
        files = {path: _digest(Path(path).read_bytes()) for path in finished.files}
        write_whole(self._folder / trace, finished.trace)
        note = {"source": finished.source, "trace": trace, "files": files}
        write_whole(self._note(program), json.dumps(note).encode())

    def _note(self, program: Program) -> Path:
        key = json.dumps([asdict(program), __version__, sys.version])
        return self._folder / f"{_digest(key.encode())}.json"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
